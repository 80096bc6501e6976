#pragma once

#include <memory>
#include <string>

#include "kazasu/drivers/simulated/card.hpp"
#include "kazasu/drivers/simulated/reader_model.hpp"
#include "nfc/apdu_transport.hpp"
#include "simulated/due_fault.hpp"
#include "simulated/spoiled_answer.hpp"

namespace kazasu::drivers {

/// A make of PC/SC reader with one card on it and nothing between it and the driver: APDUs go to the reader's model,
/// and what goes wrong comes back as PC/SC's return codes. Thread: one.
class SimulatedField final : public ApduTransport {
 public:
  explicit SimulatedField(std::unique_ptr<simulators::ReaderModel> model) : model_(std::move(model)) {}

  /// As PC/SC names the reader.
  [[nodiscard]] std::string reader_name() const { return model_->friendly_name(); }
  /// Of the card that lies there.
  [[nodiscard]] Bytes atr() const { return model_->atr(*card_); }
  [[nodiscard]] bool card_there() const { return card_ != nullptr; }

  /// The card comes into the field.
  void put(std::shared_ptr<simulators::Card> card);
  void lift() { card_.reset(); }
  /// Falls on a command of the card that lies there or, once another is put, of that.
  void inject(ReaderFault fault) { faults_.inject(fault); }
  void heal() { faults_.forget(); }

  Result<apdu::Answer> transmit(BytesView command) override;

 private:
  std::unique_ptr<simulators::ReaderModel> model_;
  std::unique_ptr<FaultyCard> card_;  ///< null if none is there
  DueFault faults_;
};

}  // namespace kazasu::drivers
