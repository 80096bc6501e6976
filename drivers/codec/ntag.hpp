#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "codec/elliptic_curve.hpp"

/// NXP's NTAG21x and NTAG 424 DNA beyond what every type 2 or 4 tag does.
namespace kazasu::drivers::ntag {

/// READ_SIG's answer: whether NXP signed this UID. It says where a chip comes from, and not that it is not a copy,
/// whose maker replays another's UID and signature. `card_answer_invalid` for a signature of a wrong length.
Result<bool> verify_originality(Curve curve, BytesView public_key, BytesView uid, BytesView signature);

/// READ_CNT's answer: how often the tag was read, 24 bits. `card_answer_invalid` unless it has 3 bytes. Nothing signs
/// it.
Result<std::uint32_t> parse_read_count(BytesView answer);

enum class Mirror { uid, count, both };
/// What a tag writes into its own memory: `04E141124C2880x003F31`. Anyone can write the same into a URL.
std::string mirror_text(Mirror mirror, const std::array<std::uint8_t, 7>& uid, std::uint32_t count);

}  // namespace kazasu::drivers::ntag
