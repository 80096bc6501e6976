#pragma once

#include <utility>
#include <vector>

#include "codec/felica.hpp"

/// FeliCa Lite-S cryptography. Keys and blocks come in card order; the byte reversal that the card works in happens in one
/// place, inside (reference: FeliCa Lite-S, 2.4 and 2.6).
namespace kazasu::drivers::lite_s {

using Mac = std::array<std::uint8_t, 8>;
using CardKey = std::array<std::uint8_t, 16>;
struct SessionKey {
  std::array<std::uint8_t, 8> first{}, second{};
};

Result<SessionKey> session_key(const CardKey& card_key, const felica::Block& challenge);

/// MAC_A over what one command read: the blocks in order, without block 91h itself; at most 3.
Result<Mac> read_mac_a(const SessionKey& key, const felica::Block& challenge, const std::vector<std::pair<std::uint8_t, felica::Block>>& blocks);
/// MAC_A of a write to one block; `write_counter` is WCNT.
Result<Mac> write_mac_a(const SessionKey& key, const felica::Block& challenge, std::uint32_t write_counter, std::uint8_t block, const felica::Block& data);

/// The card's own key from a master key of 24 bytes (three-key 3DES) and its ID block.
Result<CardKey> diversify(BytesView master_key, const felica::Block& id_block);

/// Whether two MACs are equal, in constant time.
bool equal(const Mac& a, BytesView b);

}  // namespace kazasu::drivers::lite_s
