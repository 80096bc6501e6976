#include "kazasu/drivers/scan/emv_cpm.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kTextMax = 684;  // base64 of 512 bytes
constexpr std::size_t kDepthMax = 4;
// 85 05 "CPV0" and the upper bits of the version's last digit; the tenth character depends on what follows.
constexpr std::string_view kBeginning = "hQVDUFYwM";
constexpr std::uint16_t kFormatIndicator = 0x85;
constexpr std::uint16_t kApplication = 0x61;
constexpr std::array<std::uint16_t, 4> kTemplates{0x61, 0x62, 0x63, 0x64};
constexpr std::array<std::uint16_t, 6> kSensitive{0x57, 0x5A, 0x5F20, 0x9F10, 0x9F24, 0x9F26};

template <class List>
bool among(const List& list, std::uint16_t tag) {
  return std::find(list.begin(), list.end(), tag) != list.end();
}

int base64_value(char c) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t value = alphabet.find(c);
  return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

/// Strict: the standard alphabet, whole groups, padding, unused bits zero.
std::optional<Bytes> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  text.remove_suffix(padding);
  Bytes bytes;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xFFFF;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes.push_back(static_cast<std::uint8_t>(bits >> held));
    }
  }
  if ((bits & ((1u << held) - 1)) != 0) return std::nullopt;
  return bytes;
}

struct Header {
  std::uint16_t tag = 0;
  std::size_t value_bytes = 0;
  std::size_t header_bytes = 0;
};

Error fault(ScanFault what, std::size_t offset) {
  return scan_error(what, "at byte " + std::to_string(offset));
}

Result<Header> read_header(BytesView bytes, std::size_t offset, std::size_t end) {
  Header header;
  std::size_t at = offset;
  const auto next = [&]() -> std::optional<std::uint8_t> {
    if (at >= end) return std::nullopt;
    return bytes[at++];
  };
  const auto first = next();
  if (!first) return fault(ScanFault::tlv_truncated, offset);
  header.tag = *first;
  if ((*first & 0x1F) == 0x1F) {
    const auto second = next();
    if (!second) return fault(ScanFault::tlv_truncated, offset);
    if (*second >= 0x80) return fault(ScanFault::tlv_bad_length, offset);  // EMV tags have at most two bytes
    header.tag = static_cast<std::uint16_t>(*first << 8 | *second);
  }
  const auto length = next();
  if (!length) return fault(ScanFault::tlv_truncated, offset);
  header.value_bytes = *length;
  if (*length == 0x80 || *length > 0x82) return fault(ScanFault::tlv_bad_length, offset);
  if (*length > 0x80) {
    header.value_bytes = 0;
    for (int i = 0; i < *length - 0x80; ++i) {
      const auto byte = next();
      if (!byte) return fault(ScanFault::tlv_truncated, offset);
      header.value_bytes = header.value_bytes << 8 | *byte;
    }
  }
  header.header_bytes = at - offset;
  if (header.value_bytes > end - at) return fault(ScanFault::tlv_truncated, offset);
  return header;
}

Result<std::vector<EmvObject>> outline(BytesView bytes) {
  std::vector<EmvObject> objects;
  std::vector<std::size_t> ends{bytes.size()};  // of the templates around the next object
  std::size_t at = 0;
  while (!ends.empty()) {
    if (at == ends.back()) {
      ends.pop_back();
      continue;
    }
    const auto header = read_header(bytes, at, ends.back());
    if (!header) return header.error();
    objects.push_back({header->tag, ends.size() - 1, header->value_bytes, among(kSensitive, header->tag)});
    at += header->header_bytes;
    if (!among(kTemplates, header->tag)) {
      at += header->value_bytes;
      continue;
    }
    if (ends.size() == kDepthMax) return fault(ScanFault::tlv_bad_length, at);
    ends.push_back(at + header->value_bytes);
  }
  return objects;
}

}  // namespace

bool begins_as_emv_cpm(std::string_view text) {
  return text.starts_with(kBeginning);
}

Result<std::vector<EmvObject>> outline_emv_cpm(std::string_view text) {
  if (text.size() > kTextMax) return scan_error(ScanFault::too_long, "an EMV payload has at most 684 characters");
  const auto bytes = from_base64(text);
  if (!bytes) return scan_error(ScanFault::bad_base64, "the standard alphabet with padding is wanted");
  if (bytes->empty() || bytes->front() != kFormatIndicator)
    return scan_error(ScanFault::not_cpm, "the first object is not 85");
  auto objects = outline(*bytes);
  if (!objects) return objects;
  if (objects->front().bytes != 5 || as_text(BytesView{*bytes}.subspan(2, 3)) != "CPV") {
    return scan_error(ScanFault::not_cpm, "the payload format indicator is not CPV and two digits");
  }
  if (as_text(BytesView{*bytes}.subspan(5, 2)) != "01")
    return scan_error(ScanFault::unsupported_version, "only CPV01 is known");
  const auto is_application = [](const EmvObject& object) { return object.depth == 0 && object.tag == kApplication; };
  if (std::none_of(objects->begin(), objects->end(), is_application)) {
    return scan_error(ScanFault::no_application_template, "there is no object 61");
  }
  return objects;
}

}  // namespace kazasu::drivers
