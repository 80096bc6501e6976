#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "kazasu/drivers/simulated/card.hpp"
#include "kazasu/drivers/simulated/reader_fault.hpp"

namespace kazasu::drivers {

/// What is left of an answer's bytes after `damaged`, `truncated` or `garbage`; other faults leave it as it is.
Bytes spoiled(Bytes answer, FaultKind kind);

/// A card that can be told to be unwilling: under `card_silent` it does not answer, under `card_refuses` it says no in
/// its own protocol. All else is the card's own.
class FaultyCard final : public simulators::Card {
 public:
  explicit FaultyCard(std::shared_ptr<simulators::Card> card) : card_(std::move(card)) {}

  [[nodiscard]] const std::shared_ptr<simulators::Card>& inner() const { return card_; }
  /// Until it is told otherwise; other faults leave it as it is.
  void set_fault(std::optional<FaultKind> fault) { fault_ = fault; }

  [[nodiscard]] simulators::AirProtocol protocol() const override { return card_->protocol(); }
  [[nodiscard]] Bytes uid() const override { return card_->uid(); }
  [[nodiscard]] Bytes ats() const override { return card_->ats(); }
  void power_up() override { card_->power_up(); }
  std::optional<Bytes> exchange(BytesView frame) override;

 private:
  std::shared_ptr<simulators::Card> card_;
  std::optional<FaultKind> fault_;
};

}  // namespace kazasu::drivers
