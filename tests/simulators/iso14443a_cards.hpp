#pragma once

#include <array>
#include <cstdint>

#include "simulators/card.hpp"

namespace kazasu::simulators {

/// An NTAG as a reader sees it when it asks for the UID only: 7 bytes that begin with NXP's 04.
class NtagCard final : public Card {
 public:
  explicit NtagCard(std::array<std::uint8_t, 7> uid) : uid_(uid) {}
  [[nodiscard]] AirProtocol protocol() const override { return AirProtocol::iso14443a_type2; }
  [[nodiscard]] Bytes uid() const override { return {uid_.begin(), uid_.end()}; }
  std::optional<Bytes> exchange(BytesView) override { return std::nullopt; }

 private:
  std::array<std::uint8_t, 7> uid_;
};

/// A phone with no member app: 4 bytes that begin with 08 and are others at every touch. The same seed gives the same
/// row.
class Phone final : public Card {
 public:
  explicit Phone(std::uint32_t seed) : state_(seed) {}
  [[nodiscard]] AirProtocol protocol() const override { return AirProtocol::iso14443a_iso_dep; }
  [[nodiscard]] Bytes uid() const override;
  void power_up() override;
  std::optional<Bytes> exchange(BytesView) override { return std::nullopt; }

 private:
  std::uint32_t state_;
};

}  // namespace kazasu::simulators
