#include "pcsc/pcsc_card.hpp"

#include <array>
#include <utility>

#include "pcsc/pcsc_error.hpp"

namespace kazasu::drivers::pcsc {
namespace {

constexpr std::size_t kAnswerBytesMax = 4096;  // a reader's extended answer with room to spare

}  // namespace

PcscCard::PcscCard(SCARDHANDLE handle, DWORD protocol, Bytes atr) : handle_(handle), protocol_(protocol), atr_(std::move(atr)) {}

PcscCard::PcscCard(PcscCard&& other) noexcept
    : handle_(std::exchange(other.handle_, 0)), protocol_(other.protocol_), atr_(std::move(other.atr_)) {}

PcscCard::~PcscCard() {
  if (handle_ == 0) return;
  ::SCardEndTransaction(handle_, SCARD_LEAVE_CARD);
  ::SCardDisconnect(handle_, SCARD_LEAVE_CARD);
}

Result<PcscCard> PcscCard::connect(SCARDCONTEXT context, const std::string& reader) {
  SCARDHANDLE handle = 0;
  DWORD protocol = 0;
  LONG code = ::SCardConnect(context, reader.c_str(), SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &handle, &protocol);
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "connecting to the card");
  PcscCard card{handle, protocol, {}};
  code = ::SCardBeginTransaction(handle);
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "beginning a transaction");
  std::array<BYTE, MAX_ATR_SIZE> atr{};
  DWORD length = atr.size(), name_length = 0, state = 0;
  code = ::SCardStatus(handle, nullptr, &name_length, &state, &protocol, atr.data(), &length);
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "reading the ATR");
  card.atr_.assign(atr.begin(), atr.begin() + static_cast<std::ptrdiff_t>(length));
  return card;
}

Result<apdu::Answer> PcscCard::transmit(const Bytes& command) {
  const SCARD_IO_REQUEST* header = protocol_ == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
  std::array<BYTE, kAnswerBytesMax> answer;
  DWORD length = answer.size();
  const LONG code = ::SCardTransmit(handle_, header, command.data(), command.size(), nullptr, answer.data(), &length);
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "sending an APDU");
  if (length == 0) return Error{ErrorCode::card_outcome_unknown, "sending an APDU: success with no bytes: the card left in the middle"};
  return apdu::parse_answer({answer.data(), length});
}

}  // namespace kazasu::drivers::pcsc
