#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "codec/felica.hpp"

/// FeliCa Lite-S cryptography. Keys, challenges, blocks and MACs are in card order, as they travel; the byte-reversed
/// order in which the card computes exists only inside.
namespace kazasu::drivers::lite_s {

// Block numbers.
inline constexpr std::uint8_t kBlockChallenge = 0x80;       ///< RC
inline constexpr std::uint8_t kBlockMac = 0x81;             ///< MAC
inline constexpr std::uint8_t kBlockId = 0x82;              ///< ID
inline constexpr std::uint8_t kBlockCardKeyVersion = 0x86;  ///< CKV
inline constexpr std::uint8_t kBlockWriteCounter = 0x90;    ///< WCNT
inline constexpr std::uint8_t kBlockMacA = 0x91;            ///< MAC_A

using Mac = std::array<std::uint8_t, 8>;
using CardKey = std::array<std::uint8_t, 16>;
using NumberedBlock = std::pair<std::uint8_t, felica::Block>;

/// SK1 and SK2, good for one challenge; wiped from memory when it goes.
struct SessionKey {
  std::array<std::uint8_t, 8> first{};
  std::array<std::uint8_t, 8> second{};
  SessionKey() = default;
  SessionKey(const SessionKey&) = default;
  SessionKey& operator=(const SessionKey&) = default;
  ~SessionKey();
};

Result<SessionKey> session_key(const CardKey& card_key, const felica::Block& challenge);

/// Block 81h: over the data of 1 to 3 blocks read with it. It does not cover their numbers; prefer MAC_A.
Result<Mac> read_mac(const SessionKey& key, const felica::Block& challenge, std::span<const felica::Block> blocks);
/// Block 91h on reading: over the 1 to 3 blocks read before it, with their numbers.
Result<Mac> read_mac_a(const SessionKey& key, const felica::Block& challenge, std::span<const NumberedBlock> blocks);
/// MAC_A of writing one block; `write_counter` is WCNT as it is before the write, 24 bits.
Result<Mac> write_mac_a(const SessionKey& key, const felica::Block& challenge, std::uint32_t write_counter,
                        const NumberedBlock& block);
/// What goes to block 91h with a write: MAC_A, WCNT, zeros.
felica::Block mac_a_block(const Mac& mac_a, std::uint32_t write_counter);

/// A card's own key from the 24-byte master key (three-key 3DES) and its ID block.
Result<CardKey> diversify(BytesView master_key, const felica::Block& id_block);

/// In constant time.
bool equal(const Mac& mac, BytesView other);

/// The primitive under all of it: two-key 3DES in CBC mode; key and IV in the order of DES, data and result in card
/// order.
Result<Mac> cbc_mac(std::span<const std::uint8_t, 16> des_key, std::span<const std::uint8_t, 8> iv, BytesView data);

}  // namespace kazasu::drivers::lite_s
