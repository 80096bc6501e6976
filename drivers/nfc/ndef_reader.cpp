#include "nfc/ndef_reader.hpp"

#include <algorithm>
#include <array>

#include "codec/ndef.hpp"

namespace kazasu::drivers {
namespace {

using tag_memory::Type2Message;

Error too_long() {
  return {ErrorCode::limit_exceeded, "NDEF: a message above 16 KiB"};
}

/// A file's bytes from `offset` on, in as many reads as the tag's limits ask for.
Result<Bytes> read_binary(IsoDepTag& tag, std::size_t offset, std::size_t bytes, std::size_t most) {
  Bytes content;
  while (content.size() < bytes) {
    const std::size_t at = offset + content.size();
    const std::size_t wanted = std::min({bytes - content.size(), most, std::size_t{255}});
    auto answer = tag.transmit({.instruction = 0xB0,
                                .p1 = static_cast<std::uint8_t>(at >> 8 & 0x7F),
                                .p2 = static_cast<std::uint8_t>(at & 0xFF),
                                .data = {},
                                .expected = wanted});
    if (!answer) return answer.error();
    if (answer->status != apdu::kSuccess) return apdu::unexpected_status("type 4 tag, READ BINARY", answer->status);
    if (answer->data.empty() || answer->data.size() > wanted)
      return Error{ErrorCode::card_answer_invalid, "type 4 tag: READ BINARY answers another size than was asked for"};
    content.insert(content.end(), answer->data.begin(), answer->data.end());
  }
  return content;
}

Result<void> select_file(IsoDepTag& tag, std::uint16_t id) {
  auto answer = tag.transmit({.instruction = 0xA4,
                              .p2 = 0x0C,
                              .data = {static_cast<std::uint8_t>(id >> 8), static_cast<std::uint8_t>(id & 0xFF)},
                              .expected = {}});
  if (!answer) return answer.error();
  if (answer->status != apdu::kSuccess) return apdu::unexpected_status("type 4 tag, SELECT", answer->status);
  return {};
}

}  // namespace

Result<std::optional<Bytes>> read_type2_ndef(Type2Tag& tag) {
  constexpr std::size_t kPagesMax = 256;  // what READ can name without changing the sector
  Bytes memory;
  for (std::size_t page = 0; page < kPagesMax; page += Type2Tag::kReadBytes / tag_memory::kPageBytes) {
    auto read = tag.read(static_cast<std::uint8_t>(page));
    if (!read) return read.error();
    memory.insert(memory.end(), read->begin(), read->end());
    const auto capabilities = tag_memory::type2_capabilities(memory);
    if (!capabilities || !capabilities->readable) return std::optional<Bytes>{};
    Type2Message found = tag_memory::find_type2_message(memory);
    if (found.state == Type2Message::State::present) return std::optional{std::move(found.message)};
    if (found.state == Type2Message::State::absent) return std::optional<Bytes>{};
  }
  return Error{ErrorCode::unsupported, "type 2 tag: a message beyond the first 1,024 bytes"};
}

Result<std::optional<Bytes>> read_type3_ndef(CardLink& link) {
  auto tag = FelicaTag::poll(link, felica::kSystemNdef);
  if (tag) return read_type3_ndef(*tag);
  if (tag.error().code == ErrorCode::card_timeout) return std::optional<Bytes>{};
  return tag.error();
}

Result<std::optional<Bytes>> read_type3_ndef(FelicaTag& tag) {
  constexpr std::uint8_t kWriteBrokenOff = 0x0F, kMajorVersion = 1;
  constexpr std::array<felica::BlockElement, 1> kAttributes{{{.block = 0}}};
  auto first = tag.read(felica::kServiceReadOnly, kAttributes);
  if (!first) return first.error();
  const auto attributes = tag_memory::parse_type3_attributes(first->front());
  if (!attributes.checksum_ok) return Error{ErrorCode::card_answer_invalid, "type 3 tag: attributes with a wrong sum"};
  if (attributes.version >> 4 != kMajorVersion)
    return Error{ErrorCode::unsupported, "type 3 tag: a mapping of another major version than 1"};
  if (attributes.write_flag == kWriteBrokenOff) return std::optional<Bytes>{};
  if (attributes.length > ndef::kMessageBytesMax) return too_long();
  if (attributes.length > std::size_t{attributes.blocks} * sizeof(felica::Block) || attributes.blocks_per_read == 0)
    return Error{ErrorCode::card_answer_invalid, "type 3 tag: attributes that contradict each other"};
  constexpr std::size_t kBlocksMax = 15;  // of a frame
  const std::size_t at_once = std::min<std::size_t>(attributes.blocks_per_read, kBlocksMax);
  const std::size_t blocks = (attributes.length + sizeof(felica::Block) - 1) / sizeof(felica::Block);
  Bytes message;
  for (std::size_t next = 1; next <= blocks; next += at_once) {
    std::vector<felica::BlockElement> elements;
    for (std::size_t i = next; i <= blocks && i < next + at_once; ++i)
      elements.push_back({.block = static_cast<std::uint16_t>(i)});
    auto read = tag.read(felica::kServiceReadOnly, elements);
    if (!read) return read.error();
    for (const felica::Block& block : *read) message.insert(message.end(), block.begin(), block.end());
  }
  message.resize(attributes.length);
  return std::optional{std::move(message)};
}

Result<std::optional<Bytes>> read_type4_ndef(IsoDepTag& tag) {
  constexpr std::array<std::uint8_t, 7> kApplication{0xD2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01};
  constexpr std::uint16_t kContainer = 0xE103;
  constexpr std::size_t kContainerBytes = 15, kLengthBytes = 2;
  if (auto selected = tag.select(kApplication); !selected) {
    if (selected.error().code == ErrorCode::not_found) return std::optional<Bytes>{};
    return selected.error();
  }
  if (auto selected = select_file(tag, kContainer); !selected) return selected.error();
  // Its length first: MLe is not known yet.
  auto container = read_binary(tag, 0, kLengthBytes, kContainerBytes);
  if (!container) return container.error();
  auto rest = read_binary(tag, kLengthBytes, kContainerBytes - kLengthBytes, kContainerBytes);
  if (!rest) return rest.error();
  container->insert(container->end(), rest->begin(), rest->end());
  auto capabilities = tag_memory::parse_type4_capabilities(*container);
  if (!capabilities) return capabilities.error();
  if (capabilities->read_access != 0x00) return std::optional<Bytes>{};
  if (auto selected = select_file(tag, capabilities->file_id); !selected) return selected.error();
  auto length = read_binary(tag, 0, kLengthBytes, capabilities->read_bytes);
  if (!length) return length.error();
  const auto bytes = static_cast<std::size_t>((*length)[0] << 8 | (*length)[1]);
  if (bytes == 0) return std::optional<Bytes>{};  // empty, or a write was broken off
  if (bytes > ndef::kMessageBytesMax) return too_long();
  if (bytes + kLengthBytes > capabilities->file_bytes)
    return Error{ErrorCode::card_answer_invalid, "type 4 tag: a message beyond its file"};
  auto message = read_binary(tag, kLengthBytes, bytes, capabilities->read_bytes);
  if (!message) return message.error();
  return std::optional{std::move(*message)};
}

}  // namespace kazasu::drivers
