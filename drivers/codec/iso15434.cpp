#include "kazasu/drivers/scan/iso15434.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "codec/text_checks.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::string_view kBeginning = "[)>";
constexpr char kRs = '\x1E';
constexpr char kGs = '\x1D';
constexpr char kEot = '\x04';
constexpr std::size_t kBytesMax = 8'192;
constexpr std::size_t kEnvelopesMax = 32;
constexpr std::size_t kFormatDigits = 2;
constexpr std::array<std::string_view, 10> kFormats{"01", "02", "03", "04", "05", "06", "07", "08", "09", "12"};

std::vector<std::string> split_fields(std::string_view body) {
  std::vector<std::string> fields;
  while (true) {
    const std::size_t end = std::min(body.find(kGs), body.size());
    fields.emplace_back(body.substr(0, end));
    if (end == body.size()) return fields;
    body.remove_prefix(end + 1);
  }
}

/// Bytes of format 09's body: GS, type, GS, compression, GS, count of bytes, GS, the bytes, which may hold anything.
Result<std::size_t> binary_size(std::string_view rest) {
  std::size_t at = 0;
  for (int field = 0; field < 3; ++field) {
    if (at >= rest.size()) return scan_error(ScanFault::truncated, "a binary envelope ends in its head");
    if (rest[at] != kGs) return scan_error(ScanFault::bad_header, "a binary envelope's head is three fields");
    if (field < 2) at = std::min(rest.find(kGs, at + 1), rest.size());
  }
  const std::size_t end = rest.find(kGs, at + 1);
  if (end == std::string_view::npos) return scan_error(ScanFault::truncated, "a binary envelope ends in its head");
  const std::string_view count = rest.substr(at + 1, end - at - 1);
  if (count.empty() || count.size() > 4 || !all_digits(count))
    return scan_error(ScanFault::bad_header, "a binary envelope's count of bytes");
  return end + 1 + static_cast<std::size_t>(number_of(count));
}

Result<void> read_body(std::string_view body, Iso15434Envelope& envelope) {
  if (envelope.format != "05" && envelope.format != "06" && envelope.format != "12") {
    envelope.body = body;
    return {};
  }
  if (body.empty() || body.front() != kGs)
    return scan_error(ScanFault::bad_header, "no GS behind the format: a wedge may have eaten it");
  if (envelope.format != "05") {
    envelope.fields = split_fields(body.substr(1));
    return {};
  }
  auto elements = parse_gs1_elements(body);
  if (!elements) return elements.error();
  envelope.elements = std::move(*elements);
  return {};
}

}  // namespace

bool begins_as_iso15434(std::string_view data) {
  return data.starts_with(kBeginning);
}

Result<std::vector<Iso15434Envelope>> parse_iso15434(std::string_view data) {
  if (data.size() > kBytesMax) return scan_error(ScanFault::too_long, std::to_string(data.size()) + " bytes");
  if (!begins_as_iso15434(data) || data.size() == kBeginning.size() || data[kBeginning.size()] != kRs)
    return scan_error(ScanFault::bad_header, "a message begins with [)> and RS");
  std::string_view rest = data.substr(kBeginning.size() + 1);
  std::vector<Iso15434Envelope> envelopes;
  while (true) {
    if (rest.empty()) return scan_error(ScanFault::truncated, "the message ends without EOT");
    if (rest.front() == kEot) break;
    if (rest.size() < kFormatDigits) return scan_error(ScanFault::truncated, "the message ends in a format");
    if (envelopes.size() == kEnvelopesMax) return scan_error(ScanFault::too_long, "more than 32 envelopes");
    Iso15434Envelope envelope{.format = std::string{rest.substr(0, kFormatDigits)}};
    if (!all_digits(envelope.format)) return scan_error(ScanFault::bad_header, "a format is two digits");
    if (std::find(kFormats.begin(), kFormats.end(), envelope.format) == kFormats.end())
      return scan_error(ScanFault::unknown_format, "format " + envelope.format);
    rest.remove_prefix(kFormatDigits);
    std::size_t size = rest.find(kRs);
    if (envelope.format == "09") {
      const auto binary = binary_size(rest);
      if (!binary) return binary.error();
      size = *binary < rest.size() && rest[*binary] == kRs ? *binary : std::string_view::npos;
    }
    if (size == std::string_view::npos) return scan_error(ScanFault::truncated, "an envelope ends without RS");
    if (auto read = read_body(rest.substr(0, size), envelope); !read) return read.error();
    envelopes.push_back(std::move(envelope));
    rest.remove_prefix(size + 1);
  }
  if (envelopes.empty()) return scan_error(ScanFault::empty, "a message without envelopes");
  if (rest.size() > 1) return scan_error(ScanFault::bad_header, "something follows EOT");
  return envelopes;
}

}  // namespace kazasu::drivers
