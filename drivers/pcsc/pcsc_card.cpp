#include "pcsc/pcsc_card.hpp"

#include <array>
#include <utility>

#include "pcsc/pcsc_error.hpp"

namespace kazasu::drivers::pcsc {

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
  if (length == 0) {
    return Error{ErrorCode::card_outcome_unknown, "sending to the card: success, but no byte came back"};
  }
  return apdu::split_answer(BytesView{answer_.get(), length});
}

Result<Bytes> PcscCard::atr() {
  std::array<BYTE, MAX_ATR_SIZE> atr{};
  DWORD length = atr.size(), name_length = 0, state = 0, protocol = 0;
  const LONG code = ::SCardStatus(handle_, nullptr, &name_length, &state, &protocol, atr.data(), &length);
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "asking for the card's ATR");
  return Bytes{atr.begin(), atr.begin() + static_cast<std::ptrdiff_t>(length)};
}

}  // namespace kazasu::drivers::pcsc
