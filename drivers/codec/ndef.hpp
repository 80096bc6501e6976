#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// NFC Data Exchange Format (NFC Forum NDEF 1.0, RTD URI 1.0, RTD Text 1.0).
namespace kazasu::drivers::ndef {

inline constexpr std::size_t kMessageBytesMax = 16'384;  ///< no tag at a till holds more
inline constexpr std::size_t kRecordsMax = 64;

enum class TypeName : std::uint8_t { empty = 0, well_known = 1, media = 2, uri = 3, external = 4, unknown = 5 };

struct Record {
  TypeName type_name = TypeName::empty;
  Bytes type;
  Bytes id;
  Bytes payload;  ///< of all chunks
};

/// The records of a whole message. `card_answer_invalid` for a wrong order of begin, end and chunks, a length beyond
/// the message, bytes after its end; `limit_exceeded` beyond the limits above.
Result<std::vector<Record>> parse(BytesView message);

/// The message of some records, each in one piece: lengths of one byte where they fit.
Bytes encode(std::span<const Record> records);

/// A well-known record of type U: its URI, with the prefix that its first byte stands for.
Result<std::string> uri_of(BytesView payload);

struct Text {
  std::string language;
  std::string text;  ///< UTF-8
};
/// A well-known record of type T.
Result<Text> text_of(BytesView payload);

}  // namespace kazasu::drivers::ndef
