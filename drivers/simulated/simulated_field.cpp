#include "simulated/simulated_field.hpp"

#include <array>
#include <optional>
#include <utility>

#include "pcsc/pcsc_error.hpp"

namespace kazasu::drivers {
namespace {

using pcsc::ReturnCode;

std::optional<ReturnCode> return_code_of(FaultKind kind) {
  switch (kind) {
    case FaultKind::card_leaves: return ReturnCode::removed_card;
    case FaultKind::card_reset: return ReturnCode::reset_card;
    case FaultKind::reader_busy: return ReturnCode::sharing_violation;
    case FaultKind::forbidden: return ReturnCode::no_access;
    case FaultKind::too_slow: return ReturnCode::timeout;
    case FaultKind::cancelled: return ReturnCode::cancelled;
    case FaultKind::service_gone: return ReturnCode::no_service;
    case FaultKind::reader_gone: return ReturnCode::reader_unavailable;
    default: return std::nullopt;
  }
}

}  // namespace

void SimulatedField::put(std::shared_ptr<simulators::Card> card) {
  card_ = std::make_unique<FaultyCard>(std::move(card));
  card_->power_up();
  model_->reset();
  faults_.begin();
}

Result<apdu::Answer> SimulatedField::transmit(BytesView command) {
  constexpr std::string_view kDoing = "sending to the card";
  if (card_ == nullptr) return pcsc::pcsc_error(ReturnCode::removed_card, kDoing);
  const auto fault = faults_.next();
  if (!fault) return answer_of_success(model_->answer(command, *card_));
  if (*fault == FaultKind::card_leaves || *fault == FaultKind::empty_success) lift();
  if (*fault == FaultKind::empty_success) return answer_of_success({});
  if (const auto code = return_code_of(*fault)) return pcsc::pcsc_error(*code, kDoing);
  if (*fault == FaultKind::session_held) {
    constexpr std::array<std::uint8_t, 7> kHeld{0xC0, 0x03, 0x00, 0x69, 0x8A, 0x90, 0x00};
    return answer_of_success(kHeld);
  }
  card_->set_fault(fault);
  Bytes answer = spoiled(model_->answer(command, *card_), *fault);
  card_->set_fault(std::nullopt);
  return answer_of_success(answer);
}

}  // namespace kazasu::drivers
