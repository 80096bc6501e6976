#pragma once

#include <memory>

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

/// `open_sealed` for many under one key, which is prepared once. Thread: one at a time.
class Opener {
 public:
  explicit Opener(BytesView key);
  ~Opener();
  Opener(const Opener&) = delete;
  Opener& operator=(const Opener&) = delete;

  /// Writes into `plaintext`, whose memory is used again; after an error it holds nothing.
  Result<void> open(BytesView context, BytesView sealed, Bytes& plaintext);

 private:
  struct Cipher;
  std::unique_ptr<Cipher> cipher_;  ///< none: the key is none
};

/// The context of an entry's MemberPart: it opens only in the entry that it was sealed for.
Bytes entry_seal_context(std::string_view terminal, std::string_view business_date, std::string_view transaction_id);

}  // namespace kazasu::proto
