#pragma once

#include <array>
#include <cstdint>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

enum class Curve { secp128r1, secp224r1, p256 };

/// A number or coordinate of P-256, most significant byte first.
using P256Number = std::array<std::uint8_t, 32>;
/// A point of P-256: 02 or 03, and X.
using P256Point = std::array<std::uint8_t, 33>;

/// The public half of a private key. `key_missing` if that is 0 or beyond the curve's order.
Result<P256Point> p256_public_key(const P256Number& private_key);
/// X of the point that both sides of a Diffie-Hellman exchange compute; either Y of `point` gives the same.
/// `card_answer_invalid` if `point` is not on the curve, `key_missing` as above.
Result<P256Number> p256_shared_secret(const P256Number& private_key, const P256Point& point);

/// Whether r and s, each as long as the curve's field, sign `digest` by the key (02, 03 or 04 and coordinates): false
/// also for numbers out of range. `card_answer_invalid` if a length is wrong, `key_missing` if the key is no point.
Result<bool> verify_ecdsa(Curve curve, BytesView public_key, BytesView digest, BytesView r_and_s);
/// The same for a signature in DER over a message's SHA-256.
Result<bool> verify_ecdsa_sha256(Curve curve, BytesView public_key, BytesView message, BytesView der);

}  // namespace kazasu::drivers
