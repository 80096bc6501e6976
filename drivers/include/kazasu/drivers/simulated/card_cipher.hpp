#pragma once

#include <array>
#include <cstdint>

#include "kazasu/values/bytes.hpp"

/// What a FeliCa Lite-S chip computes, written from the chip's side and sharing nothing with the driver's code, so that
/// each is a check of the other. All values are 16- or 8-byte blocks as they travel.
namespace kazasu::simulators::card_cipher {

using Block = std::array<std::uint8_t, 16>;
using Mac = std::array<std::uint8_t, 8>;

/// What a written challenge leaves in the chip.
struct Session {
  std::uint64_t key1 = 0;
  std::uint64_t key2 = 0;
  std::uint64_t start = 0;  ///< the challenge's first half
};
Session begin_session(const Block& card_key, const Block& challenge);

/// Over whole 8-byte pieces; `for_write` swaps the halves of the session key.
Mac mac(const Session& session, BytesView message, bool for_write);

/// CK of a card from an issuer's 24-byte master key and the ID block.
Block card_key_of(const std::array<std::uint8_t, 24>& master_key, const Block& id_block);

}  // namespace kazasu::simulators::card_cipher
