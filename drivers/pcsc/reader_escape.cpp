#include "pcsc/reader_escape.hpp"

#include <reader.h>

#include <algorithm>
#include <array>
#include <utility>

#include "codec/pcsc_features.hpp"
#include "pcsc/pcsc_error.hpp"

namespace kazasu::drivers::pcsc {
namespace {

constexpr std::size_t kAnswerBytesMax = 264;  // pcsc-lite's limit for a control of short length (MAX_BUFFER_SIZE)

/// The code that the reader tells; that of drivers which tell none, as the CCID driver with escapes enabled, otherwise.
DWORD escape_code(SCARDHANDLE handle) {
  std::array<std::uint8_t, kAnswerBytesMax> features{};
  DWORD bytes = 0;
  const LONG code =
      ::SCardControl(handle, CM_IOCTL_GET_FEATURE_REQUEST, nullptr, 0, features.data(), features.size(), &bytes);
  if (code != SCARD_S_SUCCESS || bytes > features.size()) return SCARD_CTL_CODE(1);
  return find_feature(BytesView{features}.first(bytes), PcscFeature::ccid_escape).value_or(SCARD_CTL_CODE(1));
}

}  // namespace

Result<ReaderEscape> ReaderEscape::connect(SCARDCONTEXT context, const std::string& reader) {
  SCARDHANDLE handle = 0;
  DWORD protocol = 0;
  const LONG code = ::SCardConnect(context, reader.c_str(), SCARD_SHARE_DIRECT, 0, &handle, &protocol);
  if (code != SCARD_S_SUCCESS) return access_error(code, "connecting to the reader");
  return ReaderEscape{handle, escape_code(handle)};
}

ReaderEscape::ReaderEscape(ReaderEscape&& other) noexcept
    : handle_(std::exchange(other.handle_, 0)), code_(other.code_) {}

ReaderEscape::~ReaderEscape() {
  if (handle_ != 0) ::SCardDisconnect(handle_, SCARD_LEAVE_CARD);
}

Result<Bytes> ReaderEscape::send(BytesView command) {
  std::array<std::uint8_t, kAnswerBytesMax> answer{};
  DWORD bytes = 0;
  const LONG code = ::SCardControl(handle_, code_, command.data(), static_cast<DWORD>(command.size()), answer.data(),
                                   answer.size(), &bytes);
  if (code == SCARD_E_UNSUPPORTED_FEATURE || code == SCARD_E_NOT_TRANSACTED || code == SCARD_E_INVALID_PARAMETER)
    return Error{ErrorCode::unsupported,
                 "the reader's driver lets no escape commands through; for pcscd's CCID driver set bit 0 of "
                 "ifdDriverOptions in its Info.plist"};
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "sending an escape command to the reader");
  return Bytes{answer.begin(), answer.begin() + static_cast<std::ptrdiff_t>(std::min<DWORD>(bytes, answer.size()))};
}

}  // namespace kazasu::drivers::pcsc
