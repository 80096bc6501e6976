#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "kazasu/drivers/simulated/card.hpp"

namespace kazasu::simulators {

using Idm = std::array<std::uint8_t, 8>;
using Pmm = std::array<std::uint8_t, 8>;

/// What every FeliCa card does: it answers Polling for its systems, and hears a command only if it carries the right
/// IDm.
class FelicaCardBase : public Card {
 public:
  [[nodiscard]] AirProtocol protocol() const override { return AirProtocol::felica; }
  [[nodiscard]] Bytes uid() const override { return {idm_.begin(), idm_.end()}; }
  std::optional<Bytes> exchange(BytesView frame) override;

 protected:
  FelicaCardBase(Idm idm, Pmm pmm) : idm_(idm), pmm_(pmm) {}

  /// The systems the card answers now, the first being what a wildcard finds.
  [[nodiscard]] virtual std::vector<std::uint16_t> systems() const = 0;
  /// The payload after code and IDm of a command; the answer's payload after code and IDm.
  virtual std::optional<Bytes> answer(std::uint8_t code, BytesView parameters) = 0;

  const Idm idm_;
  const Pmm pmm_;

 private:
  [[nodiscard]] std::optional<Bytes> answer_polling(BytesView frame) const;
};

/// Any FeliCa card of one system, as far as everyone may see it: it answers Polling, tells its system and keeps all
/// else to itself.
class FelicaCard final : public FelicaCardBase {
 public:
  FelicaCard(Idm idm, Pmm pmm, std::uint16_t system) : FelicaCardBase(idm, pmm), system_(system) {}

 private:
  [[nodiscard]] std::vector<std::uint16_t> systems() const override { return {system_}; }
  std::optional<Bytes> answer(std::uint8_t code, BytesView parameters) override;

  std::uint16_t system_;
};

/// A transit card or a phone with one: it has an IDm, tells its systems, and keeps all else to itself.
class TransitCard final : public FelicaCardBase {
 public:
  explicit TransitCard(Idm idm) : FelicaCardBase(idm, {0x01, 0x20, 0x22, 0x04, 0x27, 0x67, 0x4E, 0xFF}) {}

 private:
  [[nodiscard]] std::vector<std::uint16_t> systems() const override { return {0x0003, 0xFE00}; }
  std::optional<Bytes> answer(std::uint8_t code, BytesView parameters) override;
};

}  // namespace kazasu::simulators
