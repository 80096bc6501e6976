#pragma once

#include <map>

#include "kazasu/drivers/simulated/card_cipher.hpp"
#include "kazasu/drivers/simulated/felica_card.hpp"

namespace kazasu::simulators {

/// What an issuer writes into a Lite-S before it is handed out.
struct LiteSPersonalization {
  Idm idm{};
  std::array<std::uint8_t, 2> format_code{};  ///< DFC
  std::array<std::uint8_t, 6> own_id{};       ///< the issuer's bytes of the ID block
  std::uint16_t card_key_version = 0;
  card_cipher::Block card_key{};
};

/// A FeliCa Lite-S: memory, status flags, MAC, MAC_A, write counter, external authentication, and the rules of its MC
/// block.
class FelicaLiteSCard final : public FelicaCardBase {
 public:
  using Block = card_cipher::Block;

  /// As it comes from the factory with what is given written to it, and not yet locked.
  explicit FelicaLiteSCard(const LiteSPersonalization& personalization);
  /// One whose own key comes from an issuer's master key.
  static FelicaLiteSCard with_master_key(LiteSPersonalization personalization,
                                         const std::array<std::uint8_t, 24>& master_key);

  /// The memory from inside, past all rules. Blocks as in the chip's numbering.
  [[nodiscard]] Block block(std::uint8_t number) const;
  void set_block(std::uint8_t number, const Block& data);
  [[nodiscard]] std::uint32_t write_counter() const;

  void power_up() override;

 private:
  struct Element;
  struct Command;

  [[nodiscard]] std::vector<std::uint16_t> systems() const override;
  std::optional<Bytes> answer(std::uint8_t code, BytesView parameters) override;
  Bytes read(const Command& command) const;
  Bytes write(const Command& command);

  [[nodiscard]] bool protects(std::size_t map, std::uint8_t number) const;
  [[nodiscard]] bool writable(std::uint8_t number) const;
  [[nodiscard]] bool needs_mac(std::uint8_t number) const;
  [[nodiscard]] bool locked() const;
  [[nodiscard]] Block visible(std::uint8_t number) const;
  [[nodiscard]] card_cipher::Mac read_mac_a(const std::vector<Element>& elements, BytesView data) const;
  bool accepts_mac(std::uint8_t number, const Block& data, const Block& mac_block) const;
  void store(std::uint8_t number, const Block& data);
  void count_write();

  std::map<std::uint8_t, Block> memory_;
  std::optional<card_cipher::Session> session_;  ///< after a challenge was written
  bool authenticated_ = false;                   ///< EXT_AUTH
};

}  // namespace kazasu::simulators
