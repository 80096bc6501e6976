#include "pcsc/overlooked_card.hpp"

#include <reader.h>

#include <array>

namespace kazasu::drivers::pcsc {
namespace {

/// A connection to the reader, not to a card.
class DirectConnection {
 public:
  DirectConnection(SCARDCONTEXT context, const std::string& reader) {
    DWORD protocol = 0;
    if (::SCardConnect(context, reader.c_str(), SCARD_SHARE_DIRECT, 0, &handle_, &protocol) != SCARD_S_SUCCESS)
      handle_ = 0;
  }
  ~DirectConnection() {
    if (handle_ != 0) ::SCardDisconnect(handle_, SCARD_LEAVE_CARD);
  }
  DirectConnection(const DirectConnection&) = delete;
  DirectConnection& operator=(const DirectConnection&) = delete;
  [[nodiscard]] SCARDHANDLE handle() const { return handle_; }

 private:
  SCARDHANDLE handle_ = 0;
};

/// What the reader's driver says, if it can be asked; CCID's can.
bool says_empty(SCARDHANDLE handle) {
  std::array<BYTE, 4> presence{};
  DWORD length = presence.size();
  return ::SCardGetAttrib(handle, SCARD_ATTR_ICC_PRESENCE, presence.data(), &length) == SCARD_S_SUCCESS &&
         length == 1 && presence[0] == 0;
}

}  // namespace

bool find_overlooked_card(SCARDCONTEXT context, const std::string& reader) {
  const DirectConnection connection{context, reader};
  // A reset notes an empty reader as empty, with no lock either: it is asked for only where a card may be.
  if (connection.handle() == 0 || says_empty(connection.handle())) return false;
  DWORD protocol = 0;
  return ::SCardReconnect(connection.handle(), SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
                          SCARD_RESET_CARD, &protocol) == SCARD_S_SUCCESS;
}

}  // namespace kazasu::drivers::pcsc
