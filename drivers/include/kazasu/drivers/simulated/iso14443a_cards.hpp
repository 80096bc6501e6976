#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include "kazasu/drivers/simulated/card.hpp"

namespace kazasu::simulators {

/// An NTAG213: 45 pages of 4 bytes, of them 36 free, and a UID of 7 bytes that begins with NXP's 04.
class NtagCard final : public Card {
 public:
  using Page = std::array<std::uint8_t, 4>;

  /// Formatted as an NDEF tag that holds `ndef` (up to 140 bytes; longer ones are cut).
  explicit NtagCard(std::array<std::uint8_t, 7> uid, BytesView ndef = {});

  [[nodiscard]] AirProtocol protocol() const override { return AirProtocol::iso14443a_type2; }
  [[nodiscard]] Bytes uid() const override { return {uid_.begin(), uid_.end()}; }
  std::optional<Bytes> exchange(BytesView frame) override;

  /// The memory from inside, past all rules.
  [[nodiscard]] Page& page(std::size_t number) { return pages_.at(number); }

 private:
  std::array<std::uint8_t, 7> uid_;
  std::array<Page, 45> pages_{};
};

/// A card of type A that has a UID (4, 7 or 10 bytes) and keeps all else to itself.
class UidCard final : public Card {
 public:
  explicit UidCard(Bytes uid) : uid_(std::move(uid)) {}
  [[nodiscard]] AirProtocol protocol() const override { return AirProtocol::iso14443a_type2; }
  [[nodiscard]] Bytes uid() const override { return uid_; }
  std::optional<Bytes> exchange(BytesView) override { return std::nullopt; }

 private:
  Bytes uid_;
};

/// A phone with no member app: 4 bytes that begin with 08 and are others at every touch. The same seed gives the same
/// row.
class Phone final : public Card {
 public:
  explicit Phone(std::uint32_t seed) : state_(seed) {}
  [[nodiscard]] AirProtocol protocol() const override { return AirProtocol::iso14443a_iso_dep; }
  [[nodiscard]] Bytes uid() const override;
  void power_up() override;
  /// No application is there: 6A82.
  std::optional<Bytes> exchange(BytesView) override { return Bytes{0x6A, 0x82}; }

 private:
  std::uint32_t state_;
};

/// A card of type B with no application that the tests know.
class TypeBCard final : public Card {
 public:
  explicit TypeBCard(std::array<std::uint8_t, 4> pupi) : pupi_(pupi) {}
  [[nodiscard]] AirProtocol protocol() const override { return AirProtocol::iso14443b_iso_dep; }
  [[nodiscard]] Bytes uid() const override { return {pupi_.begin(), pupi_.end()}; }
  std::optional<Bytes> exchange(BytesView) override { return Bytes{0x6A, 0x82}; }

 private:
  std::array<std::uint8_t, 4> pupi_;
};

}  // namespace kazasu::simulators
