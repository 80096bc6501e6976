#include "kazasu/drivers/scan/scan_framer.hpp"

#include <algorithm>
#include <utility>

namespace kazasu::drivers {
namespace {

constexpr std::uint8_t kStx = 0x02;
// A person needs longer to pull the trigger again than twice the silence that broke a scan (100 ms by default).
constexpr int kTailIdles = 2;

bool ends_with(const Bytes& bytes, const Bytes& end) {
  return bytes.size() >= end.size() && std::equal(end.rbegin(), end.rend(), bytes.rbegin());
}

std::int64_t in_ns(std::chrono::milliseconds duration) {
  return std::chrono::nanoseconds{duration}.count();
}

}  // namespace

ScanFramer::ScanFramer(ScanFraming framing) : framing_(std::move(framing)) {
  std::erase_if(framing_.terminators, [](const Bytes& terminator) { return terminator.empty(); });
  for (const Bytes& terminator : framing_.terminators)
    longest_terminator_ = std::max(longest_terminator_, terminator.size());
}

void ScanFramer::pass_time(std::int64_t monotonic_ns, std::vector<FramedScan>& scans) {
  const auto deadline = deadline_ns();
  if (!deadline || monotonic_ns < *deadline) return;
  const State ended = std::exchange(state_, State::between);
  if (ended == State::data && framing_.idle_ends) {
    if (!buffer_.empty()) scans.push_back({std::move(buffer_), std::nullopt, *deadline});
  } else if (ended == State::data || ended == State::check || ended == State::tail) {
    fail(ended == State::tail ? ScanFault::tail_of_broken_scan : ScanFault::missing_terminator, *deadline, scans);
    tail_until_ns_ = *deadline + kTailIdles * in_ns(framing_.idle);
  } else if (ended == State::between) {
    fail(ScanFault::missing_prefix, *deadline, scans);
  }
  end(0);
}

std::optional<std::int64_t> ScanFramer::deadline_ns() const {
  if (state_ == State::between && noise_bytes_ == 0) return std::nullopt;
  return last_byte_ns_ + in_ns(framing_.idle);
}

void ScanFramer::reset() {
  end(0);
  tail_until_ns_.reset();
}

std::string ScanFramer::explain(ScanFault fault) const {
  const std::string idle = std::to_string(framing_.idle.count()) + " ms";
  switch (fault) {
    case ScanFault::missing_terminator:
      return "silence for " + idle + " before the terminator" + (framing_.block_check ? " and its check byte" : "") +
             " came";
    case ScanFault::tail_of_broken_scan: return "the rest of a scan that silence for " + idle + " had broken";
    case ScanFault::missing_prefix: return "a scan came without the prefix that the URI asks for";
    case ScanFault::bad_block_check: return "the check byte is wrong; check speed and parity";
    default: return "more than " + std::to_string(framing_.max_bytes) + " bytes without a terminator";
  }
}

void ScanFramer::take(std::uint8_t byte, std::vector<FramedScan>& scans) {
  if (state_ == State::check) return take_check(byte, scans);  // it may be any byte
  if (continues_terminator(byte)) return;
  if (restarts(byte)) return begin_data();
  switch (state_) {
    case State::between: return take_between(byte, scans);
    case State::data: return take_data(byte, scans);
    case State::check: return take_check(byte, scans);
    case State::discarding:
    case State::tail: return take_discarded(byte, scans);
  }
}

void ScanFramer::take_between(std::uint8_t byte, std::vector<FramedScan>& scans) {
  if (framing_.prefix.empty()) {
    const bool tail = tail_until_ns_ && last_byte_ns_ < *tail_until_ns_;
    if (tail) {
      state_ = State::tail;
      return take_discarded(byte, scans);
    }
    begin_data();
    return take_data(byte, scans);
  }
  buffer_.push_back(byte);
  ++noise_bytes_;
  if (ends_with(buffer_, framing_.prefix)) return begin_data();
  if (const std::size_t terminator = terminator_at_end(); terminator > 0) {
    if (noise_bytes_ > terminator) fail(ScanFault::missing_prefix, last_byte_ns_, scans);
    return end(terminator);
  }
  keep_last(std::max(longest_terminator_, framing_.prefix.size()));
}

void ScanFramer::take_data(std::uint8_t byte, std::vector<FramedScan>& scans) {
  buffer_.push_back(byte);
  const std::size_t terminator = terminator_at_end();
  const std::size_t data_bytes = buffer_.size() - terminator;
  // The last bytes may yet turn out to be a terminator's beginning.
  const std::size_t pending = terminator > 0 || longest_terminator_ == 0 ? 0 : longest_terminator_ - 1;
  if (data_bytes > framing_.max_bytes + pending) {
    fail(ScanFault::too_long, last_byte_ns_, scans);
    state_ = State::discarding;
    if (terminator > 0) end(terminator);
    return;
  }
  if (terminator == 0) return;
  if (framing_.block_check) {
    state_ = State::check;
    return;
  }
  if (data_bytes > 0) {
    scans.push_back(
        {{buffer_.begin(), buffer_.end() - static_cast<std::ptrdiff_t>(terminator)}, std::nullopt, last_byte_ns_});
  }
  end(terminator);
}

void ScanFramer::take_check(std::uint8_t byte, std::vector<FramedScan>& scans) {
  std::uint8_t check = 0;
  for (const std::uint8_t one : buffer_) check ^= one;
  const std::size_t data_bytes = buffer_.size() - terminator_at_end();
  if (byte != check) {
    fail(ScanFault::bad_block_check, last_byte_ns_, scans);
  } else if (data_bytes > 0) {
    buffer_.resize(data_bytes);
    scans.push_back({std::move(buffer_), std::nullopt, last_byte_ns_});
    buffer_.clear();
  }
  end(0);
}

void ScanFramer::take_discarded(std::uint8_t byte, std::vector<FramedScan>& scans) {
  buffer_.push_back(byte);
  const std::size_t terminator = terminator_at_end();
  if (terminator == 0) return keep_last(longest_terminator_);
  const bool only_terminator = buffer_.size() == terminator;
  if (state_ == State::tail && !only_terminator) fail(ScanFault::tail_of_broken_scan, last_byte_ns_, scans);
  tail_until_ns_.reset();  // its end was seen: what comes now is another scan
  end(terminator);
}

void ScanFramer::begin_data() {
  state_ = State::data;
  buffer_.clear();
  noise_bytes_ = 0;
  tail_until_ns_.reset();
}

/// Back between scans; what `buffer_` ends with is the terminator that was seen.
void ScanFramer::end(std::size_t terminator_size) {
  last_terminator_.assign(buffer_.end() - static_cast<std::ptrdiff_t>(terminator_size), buffer_.end());
  state_ = State::between;
  buffer_.clear();
  noise_bytes_ = 0;
}

void ScanFramer::fail(ScanFault fault, std::int64_t monotonic_ns, std::vector<FramedScan>& scans) const {
  scans.push_back({{}, fault, monotonic_ns});
}

void ScanFramer::keep_last(std::size_t bytes) {
  if (buffer_.size() > bytes) buffer_.erase(buffer_.begin(), buffer_.end() - static_cast<std::ptrdiff_t>(bytes));
}

std::size_t ScanFramer::terminator_at_end() const {
  std::size_t longest = 0;
  for (const Bytes& terminator : framing_.terminators) {
    if (terminator.size() > longest && ends_with(buffer_, terminator)) longest = terminator.size();
  }
  return longest;
}

bool ScanFramer::continues_terminator(std::uint8_t byte) {
  if (last_terminator_.empty()) return false;
  last_terminator_.push_back(byte);
  const auto& all = framing_.terminators;
  const bool continues = std::find(all.begin(), all.end(), last_terminator_) != all.end();
  if (!continues) last_terminator_.clear();
  return continues;
}

/// STX begins a scan wherever it comes, unless another prefix is agreed on: then it is data.
bool ScanFramer::restarts(std::uint8_t byte) const {
  return byte == kStx && (framing_.prefix.empty() || framing_.prefix == Bytes{kStx});
}

}  // namespace kazasu::drivers
