#pragma once

#include <array>
#include <map>

#include "simulators/simulated_card.hpp"

namespace kazasu::simulators {

/// A FeliCa Lite-S card: system 88B4, services 0009 and 000B, scratch pad, ID, CKV, CK, random challenge, write counter and
/// MAC_A for reading and writing (reference: FeliCa Lite-S, 2.1 to 2.6).
class FelicaLiteSCard final : public SimulatedCard {
 public:
  using Block = std::array<std::uint8_t, 16>;

  struct Options {
    std::array<std::uint8_t, 8> idm{};
    Block id_block{};  ///< the first 8 bytes are the IDm's; written so by the constructor
    std::uint16_t card_key_version = 1;
    Block card_key{};
  };
  explicit FelicaLiteSCard(const Options& options);

  [[nodiscard]] Bytes atr() const override;
  [[nodiscard]] Bytes uid() const override;
  void power_cycle() override;
  std::optional<Bytes> felica(BytesView frame) override;

 private:
  std::optional<Bytes> polling(BytesView frame) const;
  Bytes read(BytesView frame);
  Bytes write(BytesView frame);
  [[nodiscard]] Bytes answer(std::uint8_t code, const Bytes& rest) const;
  bool read_block(std::uint8_t number, Block& block) const;
  bool write_block(std::uint8_t number, const Block& block);
  [[nodiscard]] Block read_mac_a(const std::map<int, std::pair<std::uint8_t, Block>>& blocks) const;

  std::array<std::uint8_t, 8> idm_;
  std::map<std::uint8_t, Block> blocks_;
  Block card_key_;
  Block challenge_{};
  bool challenged_ = false;
  std::uint32_t write_counter_ = 0;
};

}  // namespace kazasu::simulators
