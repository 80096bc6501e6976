#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "codec/elliptic_curve.hpp"

/// Google's Smart Tap 2.1: passes out of a phone's wallet (nfc.md, 10). Use in production needs Google's certification.
namespace kazasu::drivers::smart_tap {

using CollectorId = std::array<std::uint8_t, 4>;
/// The number that Google gives a merchant's programme; of more than four bytes the last four.
CollectorId collector_id(std::uint64_t number);

struct GetDataRequest {
  std::array<std::uint8_t, 8> session{};
  std::uint8_t sequence = 1;  ///< one more than the last that was seen
  CollectorId collector{};
  Bytes service_types;                             ///< one a byte: 03 loyalty, 04 offer, …; 00 all
  std::array<std::uint8_t, 5> pos_capabilities{};  ///< byte 0: 40 zlib, 01 standalone, …; byte 4: 01 pass only, …
};
/// The message of GET DATA. `invalid_argument` for no service type, or more than 16.
Result<Bytes> get_data_message(const GetDataRequest& request);

using Nonce = std::array<std::uint8_t, 32>;
/// What a terminal signs, and both sides derive their keys from.
Bytes signed_data(const Nonce& terminal, const Nonce& device, const CollectorId& collector,
                  const P256Point& terminal_ephemeral);
/// Whether `der` is the signature of who holds the private half of `long_term_key`.
Result<bool> verify_signature(const P256Point& long_term_key, BytesView signed_data, BytesView der);

struct Keys {
  std::array<std::uint8_t, 16> aes{};
  std::array<std::uint8_t, 32> hmac{};
};
/// The keys of a session. `signature` is in DER.
Result<Keys> derive_keys(const P256Number& shared_secret, const P256Point& device_ephemeral, BytesView signed_data,
                         BytesView signature);

/// The message in object `reb`: flags, and a body that may be encrypted and compressed. `signature_invalid` if its HMAC
/// is wrong, `card_answer_invalid` if it is cut or no message of zlib, `limit_exceeded` above 64 KiB.
Result<Bytes> open_bundle(BytesView bundle, const Keys& keys);

/// A pass out of that message.
struct Pass {
  Bytes object_type;  ///< "ly" loyalty, "of" offer, "gc" gift card, …
  Bytes redemption_value;
};
/// The first pass in it that names a number to redeem; nothing if none does.
Result<std::optional<Pass>> find_pass(BytesView message);

}  // namespace kazasu::drivers::smart_tap
