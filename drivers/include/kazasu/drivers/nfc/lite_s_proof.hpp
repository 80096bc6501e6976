#pragma once

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/sighting.hpp"

namespace kazasu::drivers {

/// Whether the transcript proves `card_key` (CK, 16 bytes) and is about the card it says: false for a copy of the ID block.
/// `message_invalid` if the transcript is not whole.
Result<bool> verify_lite_s_proof(const FelicaSighting::LiteSProof& proof, BytesView card_key);

/// The key of one card (CK, 16 bytes) from the master key of its version (24 bytes) and its ID block (16 bytes).
Result<Bytes> diversify_card_key(BytesView master_key, BytesView id_block);

}  // namespace kazasu::drivers
