#include "codec/ndef.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace kazasu::drivers::ndef {
namespace {

enum Flag : std::uint8_t { kBegin = 0x80, kEnd = 0x40, kChunk = 0x20, kShort = 0x10, kHasId = 0x08 };
constexpr std::uint8_t kTypeNameMask = 0x07, kUnchanged = 6, kReserved = 7;

// NFC Forum RTD URI 1.0, table 3.
constexpr std::array<std::string_view, 36> kPrefixes{"",
                                                     "http://www.",
                                                     "https://www.",
                                                     "http://",
                                                     "https://",
                                                     "tel:",
                                                     "mailto:",
                                                     "ftp://anonymous:anonymous@",
                                                     "ftp://ftp.",
                                                     "ftps://",
                                                     "sftp://",
                                                     "smb://",
                                                     "nfs://",
                                                     "ftp://",
                                                     "dav://",
                                                     "news:",
                                                     "telnet://",
                                                     "imap:",
                                                     "rtsp://",
                                                     "urn:",
                                                     "pop:",
                                                     "sip:",
                                                     "sips:",
                                                     "tftp:",
                                                     "btspp://",
                                                     "btl2cap://",
                                                     "btgoep://",
                                                     "tcpobex://",
                                                     "irdaobex://",
                                                     "file://",
                                                     "urn:epc:id:",
                                                     "urn:epc:tag:",
                                                     "urn:epc:pat:",
                                                     "urn:epc:raw:",
                                                     "urn:epc:",
                                                     "urn:nfc:"};

Error invalid(const std::string& what) {
  return {ErrorCode::card_answer_invalid, "NDEF: " + what};
}

struct Chunk {
  std::uint8_t flags = 0;
  std::uint8_t type_name = 0;
  BytesView type, id, payload;
};

/// Cuts one record or chunk off the front.
Result<Chunk> take_chunk(BytesView& left) {
  const auto cut = [] { return invalid("a record goes beyond the message"); };
  Chunk chunk;
  chunk.flags = left[0];
  chunk.type_name = left[0] & kTypeNameMask;
  const bool is_short = (chunk.flags & kShort) != 0, has_id = (chunk.flags & kHasId) != 0;
  const std::size_t header = std::size_t{1} + 1 + (is_short ? 1 : 4) + (has_id ? 1 : 0);
  if (left.size() < header) return cut();
  const std::size_t type_bytes = left[1];
  std::size_t payload_bytes = 0;
  for (std::size_t i = 0; i < (is_short ? 1U : 4U); ++i) payload_bytes = payload_bytes << 8 | left[2 + i];
  const std::size_t id_bytes = has_id ? left[header - 1] : 0;
  left = left.subspan(header);
  if (payload_bytes > left.size() || type_bytes + id_bytes > left.size() - payload_bytes) return cut();
  const auto take = [&left](std::size_t bytes) {
    const BytesView taken = left.first(bytes);
    left = left.subspan(bytes);
    return taken;
  };
  chunk.type = take(type_bytes);
  chunk.id = take(id_bytes);
  chunk.payload = take(payload_bytes);
  return chunk;
}

Bytes copy(BytesView bytes) {
  return {bytes.begin(), bytes.end()};
}

void append_utf8(std::string& text, std::uint32_t character) {
  const auto put = [&text](std::uint32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (character < 0x80) return put(character);
  if (character < 0x800) {
    put(0xC0 | character >> 6);
  } else {
    if (character < 0x10000) {
      put(0xE0 | character >> 12);
    } else {
      put(0xF0 | character >> 18);
      put(0x80 | (character >> 12 & 0x3F));
    }
    put(0x80 | (character >> 6 & 0x3F));
  }
  put(0x80 | (character & 0x3F));
}

/// Big endian unless a byte order mark says otherwise (RTD Text 1.0, 3.4).
Result<std::string> utf8_of_utf16(BytesView bytes) {
  if (bytes.size() % 2 != 0) return invalid("UTF-16 text of an odd length");
  bool little = false;
  if (bytes.size() >= 2 && ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF))) {
    little = bytes[0] == 0xFF;
    bytes = bytes.subspan(2);
  }
  std::string text;
  std::uint32_t high = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    const auto unit = static_cast<std::uint32_t>(little ? bytes[i] | bytes[i + 1] << 8 : bytes[i] << 8 | bytes[i + 1]);
    const bool is_high = unit >= 0xD800 && unit < 0xDC00, is_low = unit >= 0xDC00 && unit < 0xE000;
    if (is_low != (high != 0)) return invalid("UTF-16 text with half a surrogate pair");
    if (is_high) {
      high = unit;
      continue;
    }
    append_utf8(text, is_low ? 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00) : unit);
    high = 0;
  }
  if (high != 0) return invalid("UTF-16 text with half a surrogate pair");
  return text;
}

}  // namespace

Result<std::vector<Record>> parse(BytesView message) {
  if (message.size() > kMessageBytesMax) return Error{ErrorCode::limit_exceeded, "NDEF: a message above 16 KiB"};
  if (message.empty()) return invalid("an empty message");
  std::vector<Record> records;
  BytesView left = message;
  bool first = true, ended = false, in_chunks = false;
  while (!left.empty()) {
    if (ended) return invalid("bytes after the end of the message");
    auto chunk = take_chunk(left);
    if (!chunk) return chunk.error();
    const auto has = [&](Flag flag) { return (chunk->flags & flag) != 0; };
    if (has(kBegin) != first) return invalid("the first record alone begins a message");
    if (chunk->type_name == kReserved) return invalid("a reserved type name format (7)");
    if ((chunk->type_name == kUnchanged) != in_chunks)
      return invalid(in_chunks ? "a chunk with a type" : "a chunk with none before it");
    if (has(kChunk) && has(kEnd)) return invalid("a message that ends in the middle of a record");
    if (in_chunks && !(chunk->type.empty() && chunk->id.empty())) return invalid("a chunk with a type");
    const bool must_be_bare = chunk->type_name == static_cast<std::uint8_t>(TypeName::empty);
    if (must_be_bare && !(chunk->type.empty() && chunk->id.empty() && chunk->payload.empty()))
      return invalid("an empty record with content");
    if (chunk->type_name == static_cast<std::uint8_t>(TypeName::unknown) && !chunk->type.empty())
      return invalid("a record of unknown type with a type");
    if (in_chunks) {
      records.back().payload.insert(records.back().payload.end(), chunk->payload.begin(), chunk->payload.end());
    } else {
      if (records.size() == kRecordsMax) return Error{ErrorCode::limit_exceeded, "NDEF: more than 64 records"};
      records.push_back({.type_name = static_cast<TypeName>(chunk->type_name),
                         .type = copy(chunk->type),
                         .id = copy(chunk->id),
                         .payload = copy(chunk->payload)});
    }
    in_chunks = has(kChunk);
    ended = has(kEnd);
    first = false;
  }
  if (!ended) return invalid("a message without end");
  return records;
}

Bytes encode(std::span<const Record> records) {
  constexpr std::size_t kShortMax = 0xFF;
  Bytes message;
  for (std::size_t i = 0; i < records.size(); ++i) {
    const Record& record = records[i];
    const bool is_short = record.payload.size() <= kShortMax;
    auto header = static_cast<std::uint8_t>(record.type_name);
    if (i == 0) header |= kBegin;
    if (i + 1 == records.size()) header |= kEnd;
    if (is_short) header |= kShort;
    if (!record.id.empty()) header |= kHasId;
    message.insert(message.end(), {header, static_cast<std::uint8_t>(record.type.size())});
    for (int shift = is_short ? 0 : 24; shift >= 0; shift -= 8)
      message.push_back(static_cast<std::uint8_t>(record.payload.size() >> shift & 0xFF));
    if (!record.id.empty()) message.push_back(static_cast<std::uint8_t>(record.id.size()));
    for (const Bytes* part : {&record.type, &record.id, &record.payload})
      message.insert(message.end(), part->begin(), part->end());
  }
  return message;
}

Result<std::string> uri_of(BytesView payload) {
  if (payload.empty()) return invalid("a URI record without content");
  if (payload[0] >= kPrefixes.size()) return invalid("a URI record with a reserved prefix");
  return std::string{kPrefixes[payload[0]]} + std::string{as_text(payload.subspan(1))};
}

Result<Text> text_of(BytesView payload) {
  constexpr std::uint8_t kUtf16 = 0x80, kLanguageBytes = 0x3F;
  if (payload.empty()) return invalid("a text record without content");
  const std::size_t language_bytes = payload[0] & kLanguageBytes;
  if (language_bytes >= payload.size()) return invalid("a text record whose language goes beyond it");
  Text text{.language = std::string{as_text(payload.subspan(1, language_bytes))}, .text = {}};
  const BytesView rest = payload.subspan(1 + language_bytes);
  if ((payload[0] & kUtf16) == 0) {
    text.text = as_text(rest);
    return text;
  }
  auto converted = utf8_of_utf16(rest);
  if (!converted) return converted.error();
  text.text = std::move(*converted);
  return text;
}

}  // namespace kazasu::drivers::ndef
