#pragma once

#include "kazasu/seams/entropy.hpp"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::proto {

/// Seals what is personal: a fresh nonce of 12 bytes ‖ AES-256-GCM ciphertext ‖ tag of 16 bytes (NIST SP 800-38D).
/// `key` has 32 bytes (else `key_missing`); `context` is bound to the result and must be given again to open it.
Result<Bytes> seal(BytesView key, BytesView context, BytesView plaintext, Entropy& entropy);

/// The same with a nonce that follows from key, context and plaintext (a synthetic initialization vector, as of RFC
/// 8452): the result can be made again by who has the three, so it need not travel. The same plaintext in the same
/// context gives the same bytes: the context must not come twice where that tells anything.
Result<Bytes> seal_derived(BytesView key, BytesView context, BytesView plaintext);
/// The same under a nonce of 12 bytes that was once drawn.
Result<Bytes> seal_again(BytesView key, BytesView context, BytesView plaintext, BytesView nonce);

/// What was sealed, or `signature_invalid` if key, context or a bit of it is wrong.
Result<Bytes> open_sealed(BytesView key, BytesView context, BytesView sealed);

/// The context of an entry's MemberPart: it opens only in the entry that it was sealed for.
Bytes entry_seal_context(std::string_view terminal, std::string_view business_date, std::string_view transaction_id);

}  // namespace kazasu::proto
