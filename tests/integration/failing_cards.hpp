#pragma once

#include <optional>
#include <vector>

#include "kazasu/drivers/simulated/felica_card.hpp"

/// A FeliCa card that says its name and then nothing.
class MuteCard final : public kazasu::simulators::FelicaCardBase {
 public:
  MuteCard() : FelicaCardBase({0x01, 0x2E, 1, 2, 3, 4, 5, 6}, {0x00, 0xF1, 0, 0, 0, 0x01, 0x43, 0}) {}

 private:
  [[nodiscard]] std::vector<std::uint16_t> systems() const override { return {0x88B4}; }
  std::optional<kazasu::Bytes> answer(std::uint8_t, kazasu::BytesView) override { return std::nullopt; }
};

/// A FeliCa card that refuses whatever is asked.
class RefusingCard final : public kazasu::simulators::FelicaCardBase {
 public:
  RefusingCard() : FelicaCardBase({0x01, 0x2E, 1, 2, 3, 4, 5, 7}, {0x00, 0xF1, 0, 0, 0, 0x01, 0x43, 0}) {}

 private:
  [[nodiscard]] std::vector<std::uint16_t> systems() const override { return {0x88B4}; }
  std::optional<kazasu::Bytes> answer(std::uint8_t, kazasu::BytesView) override { return kazasu::Bytes{0x01, 0xA8}; }
};
