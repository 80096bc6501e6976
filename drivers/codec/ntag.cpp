#include "codec/ntag.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace kazasu::drivers::ntag {

Result<bool> verify_originality(Curve curve, BytesView public_key, BytesView uid, BytesView signature) {
  return verify_ecdsa(curve, public_key, uid, signature);  // the UID itself stands for a digest
}

Result<std::uint32_t> parse_read_count(BytesView answer) {
  if (answer.size() != 3) return Error{ErrorCode::card_answer_invalid, "NTAG: READ_CNT answers three bytes"};
  return static_cast<std::uint32_t>(answer[0]) | static_cast<std::uint32_t>(answer[1]) << 8 |
         static_cast<std::uint32_t>(answer[2]) << 16;
}

std::string mirror_text(Mirror mirror, const std::array<std::uint8_t, 7>& uid, std::uint32_t count) {
  std::string uid_text = to_hex(uid);
  std::transform(uid_text.begin(), uid_text.end(), uid_text.begin(),
                 [](unsigned char digit) { return static_cast<char>(std::toupper(digit)); });
  char count_text[9];
  std::snprintf(count_text, sizeof count_text, "%06X", static_cast<unsigned>(count & 0xFFFFFF));
  if (mirror == Mirror::uid) return uid_text;
  if (mirror == Mirror::count) return count_text;
  return uid_text + "x" + count_text;
}

}  // namespace kazasu::drivers::ntag
