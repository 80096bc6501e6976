#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// BER-TLV as readers and cards use it (ISO/IEC 7816-4, 5.2.2): tags of one or two bytes, lengths of up to two bytes
/// after 81 and 82.
namespace kazasu::drivers::tlv {

struct Object {
  std::uint16_t tag = 0;
  BytesView value;  ///< into what is read
  /// Whether objects are in it (bit 6 of the tag's first byte).
  [[nodiscard]] bool constructed() const { return ((tag > 0xFF ? tag >> 8 : tag) & 0x20) != 0; }
};

/// One object after the other out of bytes that may end anywhere.
class Reader {
 public:
  /// `what` names the bytes in errors, and outlives the reader.
  Reader(BytesView bytes, std::string_view what) : left_(bytes), what_(what) {}
  [[nodiscard]] bool at_end() const { return left_.empty(); }
  /// `card_answer_invalid` if a tag or length is not of the above, or goes beyond the bytes.
  Result<Object> next();

 private:
  std::uint8_t take();

  BytesView left_;
  std::string_view what_;
  bool cut_ = false;
};

/// The objects in the order of their bytes: one that is constructed comes first and without value, then those in it.
/// `card_answer_invalid` as above; `limit_exceeded` beyond 8 levels or 256 objects.
Result<std::vector<Object>> flatten(BytesView bytes, std::string_view what);

/// `tag` as it is written: 5F46 goes as two bytes. At most 65,535 bytes of value.
void append(Bytes& to, std::uint16_t tag, BytesView value);

}  // namespace kazasu::drivers::tlv
