#pragma once

#include <utility>

#include "simulators/simulated_card.hpp"

namespace kazasu::simulators {

/// An ISO 14443-A card that shows its UID and nothing else: an NTAG, or a phone with a UID that is new at each touch.
class UidCard final : public SimulatedCard {
 public:
  explicit UidCard(Bytes uid) : uid_(std::move(uid)) {}
  [[nodiscard]] Bytes atr() const override;
  [[nodiscard]] Bytes uid() const override { return uid_; }

 private:
  Bytes uid_;
};

}  // namespace kazasu::simulators
