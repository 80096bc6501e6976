#pragma once

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/sighting.hpp"

namespace kazasu::drivers {

/// Whether the transcript proves that the card holds `card_key` (CK, 16 bytes in card order): false for a copied ID
/// block or a replayed answer to another challenge. `message_invalid` if a part of the transcript has the wrong length,
/// `key_missing` if the key has. That the ID block's first 8 bytes are the polled IDm was checked when the proof was
/// taken. Thread: any. Blocks: never.
Result<bool> verify_lite_s_proof(const FelicaSighting::LiteSProof& proof, BytesView card_key);

/// One card's own key (CK, 16 bytes) from the master key of its CKV (24 bytes) and its ID block (16 bytes).
/// `key_missing` or `message_invalid` if a length is wrong. Thread: any. Blocks: never.
Result<Bytes> diversify_card_key(BytesView master_key, BytesView id_block);

}  // namespace kazasu::drivers
