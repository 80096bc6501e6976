#include "pcsc/pcsc_card.hpp"

#include <array>
#include <utility>

#include "pcsc/pcsc_error.hpp"

namespace kazasu::drivers::pcsc {
namespace {

constexpr bool agrees(ReturnCode own, LONG winscards) {
  return static_cast<std::uint32_t>(own) == static_cast<std::uint32_t>(winscards);
}
static_assert(agrees(ReturnCode::success, SCARD_S_SUCCESS));
static_assert(agrees(ReturnCode::internal_error, SCARD_F_INTERNAL_ERROR));
static_assert(agrees(ReturnCode::cancelled, SCARD_E_CANCELLED));
static_assert(agrees(ReturnCode::invalid_handle, SCARD_E_INVALID_HANDLE));
static_assert(agrees(ReturnCode::insufficient_buffer, SCARD_E_INSUFFICIENT_BUFFER));
static_assert(agrees(ReturnCode::timeout, SCARD_E_TIMEOUT));
static_assert(agrees(ReturnCode::sharing_violation, SCARD_E_SHARING_VIOLATION));
static_assert(agrees(ReturnCode::no_smartcard, SCARD_E_NO_SMARTCARD));
static_assert(agrees(ReturnCode::comm_error, SCARD_F_COMM_ERROR));
static_assert(agrees(ReturnCode::not_transacted, SCARD_E_NOT_TRANSACTED));
static_assert(agrees(ReturnCode::reader_unavailable, SCARD_E_READER_UNAVAILABLE));
static_assert(agrees(ReturnCode::no_service, SCARD_E_NO_SERVICE));
static_assert(agrees(ReturnCode::service_stopped, SCARD_E_SERVICE_STOPPED));
static_assert(agrees(ReturnCode::no_access, SCARD_E_NO_ACCESS));
static_assert(agrees(ReturnCode::unresponsive_card, SCARD_W_UNRESPONSIVE_CARD));
static_assert(agrees(ReturnCode::unpowered_card, SCARD_W_UNPOWERED_CARD));
static_assert(agrees(ReturnCode::reset_card, SCARD_W_RESET_CARD));
static_assert(agrees(ReturnCode::removed_card, SCARD_W_REMOVED_CARD));
static_assert(agrees(ReturnCode::security_violation, SCARD_W_SECURITY_VIOLATION));

}  // namespace

PcscCard::PcscCard(PcscCard&& other) noexcept
    : handle_(std::exchange(other.handle_, 0)), protocol_(other.protocol_), answer_(std::move(other.answer_)) {}

PcscCard::~PcscCard() {
  if (handle_ == 0) return;
  ::SCardEndTransaction(handle_, SCARD_LEAVE_CARD);
  ::SCardDisconnect(handle_, SCARD_LEAVE_CARD);
}

Result<PcscCard> PcscCard::connect(SCARDCONTEXT context, const std::string& reader) {
  SCARDHANDLE handle = 0;
  DWORD protocol = 0;
  LONG code = ::SCardConnect(context, reader.c_str(), SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
                             &handle, &protocol);
  if (code != SCARD_S_SUCCESS) return access_error(code, "connecting to the card");
  PcscCard card{handle, protocol};
  code = ::SCardBeginTransaction(handle);
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "beginning a transaction with the card");
  return card;
}

Result<apdu::Answer> PcscCard::transmit(BytesView command) {
  constexpr std::size_t kAnswerBytesMax = 65'536 + 2;  // of extended length
  if (answer_ == nullptr) answer_ = std::make_unique_for_overwrite<std::uint8_t[]>(kAnswerBytesMax);
  DWORD length = kAnswerBytesMax;
  const SCARD_IO_REQUEST* header = protocol_ == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
  const LONG code = ::SCardTransmit(handle_, header, command.data(), static_cast<DWORD>(command.size()), nullptr,
                                    answer_.get(), &length);
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "sending to the card");
  return answer_of_success(BytesView{answer_.get(), length});
}

Result<Bytes> PcscCard::atr() {
  std::array<BYTE, MAX_ATR_SIZE> atr{};
  DWORD length = atr.size(), name_length = 0, state = 0, protocol = 0;
  const LONG code = ::SCardStatus(handle_, nullptr, &name_length, &state, &protocol, atr.data(), &length);
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "asking for the card's ATR");
  return Bytes{atr.begin(), atr.begin() + static_cast<std::ptrdiff_t>(length)};
}

}  // namespace kazasu::drivers::pcsc
