#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "codec/elliptic_curve.hpp"

/// Apple's Value Added Services: passes out of a phone's wallet. Apple publishes none of it; this is what open research
/// and readers' manuals agree on (nfc.md, 9). Nothing of a reader goes into the cryptogram: whoever takes a pass must
/// check its time (± 60 s) and that it was not seen before.
namespace kazasu::drivers::vas {

using PassIdHash = std::array<std::uint8_t, 32>;
/// SHA-256 of a pass type's id, as in "pass.com.example.loyalty".
PassIdHash pass_id_hash(std::string_view pass_type_id);

using KeyId = std::array<std::uint8_t, 4>;
/// By which a cryptogram names the key it is for: the first bytes of the SHA-256 of the public key's X.
KeyId key_id(const P256Point& public_key);

/// GET DATA for one pass. `capabilities`: 00 80 00 and the mode.
Bytes get_data_command(const PassIdHash& pass, const std::array<std::uint8_t, 4>& capabilities,
                       const std::optional<std::array<std::uint8_t, 4>>& terminal_nonce);

/// The parts of object 9F27.
struct Cryptogram {
  KeyId key{};
  P256Number device_x{};  ///< of the phone's ephemeral key
  Bytes sealed;
  std::array<std::uint8_t, 16> tag{};
};
/// `card_answer_invalid` if it is too short to hold a message, `limit_exceeded` above 4 KiB.
Result<Cryptogram> parse_cryptogram(BytesView bytes);

/// What the key is derived from, beside the shared secret.
Bytes shared_info(const PassIdHash& pass);
/// The phone tells only X, and either point of it gives the same secret.
Result<P256Number> shared_secret(const P256Number& private_key, const Cryptogram& cryptogram);
Result<Bytes> content_key(const P256Number& shared_secret, const PassIdHash& pass);

struct Message {
  std::uint32_t seconds_since_2001 = 0;  ///< the phone's clock, UTC
  Bytes payload;                         ///< the pass's message
  Bytes plain;                           ///< both, as they were sealed
};
/// `signature_invalid` if it was sealed by another key or changed since.
Result<Message> open(const Cryptogram& cryptogram, BytesView content_key);
/// All of it: the message for who holds the private key. `not_found` if it is for another key.
Result<Message> open(BytesView cryptogram, const P256Number& private_key, const PassIdHash& pass);

}  // namespace kazasu::drivers::vas
