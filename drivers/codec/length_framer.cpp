#include "kazasu/drivers/scan/length_framer.hpp"

#include <algorithm>
#include <utility>

namespace kazasu::drivers {

LengthFramer::LengthFramer(LengthFraming framing) : framing_(std::move(framing)) {
  begin();
}

void LengthFramer::pass_time(std::int64_t monotonic_ns, std::vector<FramedScan>& scans) {
  const auto deadline = deadline_ns();
  if (!deadline || monotonic_ns < *deadline) return;
  if (noise_) {
    scans.push_back({{}, ScanFault::missing_prefix, *deadline});
  } else if (state_ != State::dropping) {
    scans.push_back({{}, ScanFault::incomplete, *deadline});
  }
  begin();
}

std::optional<std::int64_t> LengthFramer::deadline_ns() const {
  const bool waiting =
      buffer_.empty() && !noise_ && (state_ == State::prefix || (state_ == State::length && framing_.prefix.empty()));
  if (waiting) return std::nullopt;
  return last_byte_ns_ + std::chrono::nanoseconds{framing_.idle}.count();
}

void LengthFramer::reset() {
  begin();
}

std::string LengthFramer::explain(ScanFault fault) const {
  switch (fault) {
    case ScanFault::incomplete:
      return "silence for " + std::to_string(framing_.idle.count()) + " ms before the bytes that its length tells";
    case ScanFault::missing_prefix: return "bytes came without the prefix that the URI asks for";
    default: return "a length of more than " + std::to_string(framing_.max_bytes) + " bytes";
  }
}

void LengthFramer::take(std::uint8_t byte, std::vector<FramedScan>& scans) {
  switch (state_) {
    case State::prefix: return take_prefix(byte, scans);
    case State::length: return take_length(byte, scans);
    case State::dropping: return;
    case State::data: break;
  }
  buffer_.push_back(byte);
  if (buffer_.size() < wanted_) return;
  scans.push_back({std::move(buffer_), std::nullopt, last_byte_ns_});
  begin();
}

void LengthFramer::take_prefix(std::uint8_t byte, std::vector<FramedScan>& scans) {
  buffer_.push_back(byte);
  const Bytes& prefix = framing_.prefix;
  // The longest end of what came that the prefix begins with; what lies before it is noise.
  while (!std::equal(buffer_.begin(), buffer_.end(), prefix.begin())) {
    buffer_.erase(buffer_.begin());
    noise_ = true;
  }
  if (buffer_.size() < prefix.size()) return;
  if (noise_) scans.push_back({{}, ScanFault::missing_prefix, last_byte_ns_});
  noise_ = false;
  buffer_.clear();
  state_ = State::length;
}

void LengthFramer::take_length(std::uint8_t byte, std::vector<FramedScan>& scans) {
  buffer_.push_back(byte);
  if (buffer_.size() < framing_.length_bytes) return;
  const std::size_t first = buffer_.front(), last = buffer_.back();
  wanted_ = framing_.length_bytes == 1 ? first : framing_.little_endian ? last << 8 | first : first << 8 | last;
  buffer_.clear();
  if (wanted_ == 0) return begin();
  state_ = State::data;
  if (wanted_ <= framing_.max_bytes) return;
  scans.push_back({{}, ScanFault::too_long, last_byte_ns_});
  state_ = State::dropping;
}

void LengthFramer::begin() {
  state_ = framing_.prefix.empty() ? State::length : State::prefix;
  buffer_.clear();
  wanted_ = 0;
  noise_ = false;
}

}  // namespace kazasu::drivers
