#include "codec/scan_framer.hpp"

#include <algorithm>
#include <string_view>

namespace kazasu::drivers {
namespace {

constexpr std::uint8_t kStx = 0x02, kCr = 0x0D, kLf = 0x0A;
constexpr std::uint8_t kGs = 0x1D, kRs = 0x1E, kEot = 0x04;
constexpr std::size_t kScanBytesMax = 8192;  // a QR code holds 7,089 digits
constexpr std::size_t kAimBytes = 3;

/// Control characters other than GS1's and ISO 15434's separators are noise on the line, not data.
bool is_noise(std::uint8_t byte) { return byte == 0x7F || (byte < 0x20 && byte != kGs && byte != kRs && byte != kEot); }

}  // namespace

void ScanFramer::take(BytesView bytes, std::int64_t monotonic_ms, std::vector<FramedScan>& scans) {
  idle(monotonic_ms, scans);
  last_byte_ms_ = monotonic_ms;
  for (const std::uint8_t byte : bytes) {
    if (byte == kCr || byte == kLf) {
      finish(monotonic_ms, scans);
    } else if (byte == kStx) {
      reset();
    } else if (pending_.size() == kScanBytesMax) {
      overflowed_ = true;
    } else {
      pending_.push_back(byte);
    }
  }
}

void ScanFramer::idle(std::int64_t monotonic_ms, std::vector<FramedScan>& scans) {
  if (!in_the_middle() || monotonic_ms - last_byte_ms_ < framing_.idle_ms) return;
  scans.push_back({.symbology = {}, .data = {}, .error = Error{ErrorCode::scan_broken, std::to_string(pending_.size()) + " bytes came without a terminator within " +
                                                         std::to_string(framing_.idle_ms) + " ms: set the scanner's suffix to CR"}});
  reset();
}

void ScanFramer::reset() {
  pending_.clear();
  overflowed_ = false;
}

FramedScan ScanFramer::parse() const {
  FramedScan scan;
  BytesView data = pending_;
  const auto fail = [&](ErrorCode code, std::string what) {
    scan.error = Error{code, std::move(what)};
    return scan;
  };
  if (overflowed_) return fail(ErrorCode::scan_too_long, "more than " + std::to_string(kScanBytesMax) + " bytes before a terminator");
  if (const auto noise = std::find_if(data.begin(), data.end(), is_noise); noise != data.end()) {
    return fail(ErrorCode::scan_invalid, "a control character at byte " + std::to_string(noise - data.begin()) + ": check speed and parity");
  }
  if (!framing_.prefix.empty()) {
    if (!as_text(data).starts_with(framing_.prefix)) return fail(ErrorCode::scan_invalid, "the configured prefix is missing");
    data = data.subspan(framing_.prefix.size());
  }
  if (framing_.aim_identifiers) {
    if (data.size() < kAimBytes || data[0] != ']') {
      return fail(ErrorCode::scan_invalid, "there is no AIM identifier: switch it on in the scanner, or set aim=false");
    }
    scan.symbology = std::string{as_text(data.subspan(1, kAimBytes - 1))};
    data = data.subspan(kAimBytes);
  }
  if (data.empty()) return fail(ErrorCode::scan_invalid, "the scan is empty");
  scan.data.assign(data.begin(), data.end());
  return scan;
}

void ScanFramer::finish(std::int64_t now, std::vector<FramedScan>& scans) {
  if (!in_the_middle()) return;
  FramedScan scan = parse();
  const bool repeated = !scan.error && has_last_scan_ && pending_ == last_scan_ && now - last_scan_ms_ < framing_.repeat_ms;
  if (!scan.error) {
    last_scan_ = pending_;
    last_scan_ms_ = now;
    has_last_scan_ = true;
  }
  reset();
  if (!repeated) scans.push_back(std::move(scan));
}

}  // namespace kazasu::drivers
