#pragma once

#include <cstddef>
#include <cstdint>

/// How an entry is written in columns: what reader and writer must agree on beside the predictions (docs/columns.md).
namespace kazasu::proto::columns {

// A text's code.
inline constexpr std::uint64_t kTextAsExpected = 0;
inline constexpr std::uint64_t kTextNew = 1;
inline constexpr std::uint64_t kTextKnown = 2;  ///< and the number of the new text that it was, from 0

// How a line's product is written.
inline constexpr std::uint64_t kProductText = 0;
inline constexpr std::uint64_t kProductListed =
    1;  ///< a text; the line's other fields are expected as the catalog has them
inline constexpr std::uint64_t kProductNumber = 2;  ///< and its number in the catalog, from 0; expected likewise

// A sealed member's form.
inline constexpr std::int64_t kMemberNone = 0;
inline constexpr std::int64_t kMemberDerivedNonce = 1;
inline constexpr std::int64_t kMemberGivenNonce = 2;
inline constexpr std::int64_t kMemberAsItIs = 3;

inline constexpr std::size_t kNonceBytes = 12;
inline constexpr std::int64_t kMsPerSecond = 1'000;
inline constexpr std::int64_t kNsPerMs = 1'000'000;

// Values come from outside: what does not fit wraps around, on both sides alike.
inline std::int64_t wrapped_difference(std::int64_t value, std::int64_t expected) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(expected));
}
inline std::int64_t wrapped_sum(std::int64_t value, std::int64_t difference) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(value) + static_cast<std::uint64_t>(difference));
}

inline std::int64_t floor_seconds(std::int64_t ms) {
  return ms / kMsPerSecond - (ms % kMsPerSecond < 0 ? 1 : 0);
}

/// The monotonic clock has gone on by what the wall clock has.
inline std::int64_t expected_monotonic_ns(std::int64_t last_ns, std::int64_t last_wall_ms, std::int64_t wall_ms) {
  const auto gone = static_cast<std::uint64_t>(wrapped_difference(wall_ms, last_wall_ms));
  return wrapped_sum(last_ns, static_cast<std::int64_t>(gone * static_cast<std::uint64_t>(kNsPerMs)));
}

/// Nanoseconds as whole milliseconds, rounded down, and a rest of at least 0.
struct Milliseconds {
  std::int64_t whole = 0;
  std::uint64_t rest_ns = 0;
};
inline Milliseconds milliseconds_of(std::int64_t ns) {
  const std::int64_t rest = ns % kNsPerMs;
  if (rest >= 0) return {ns / kNsPerMs, static_cast<std::uint64_t>(rest)};
  return {ns / kNsPerMs - 1, static_cast<std::uint64_t>(rest + kNsPerMs)};
}
inline std::int64_t nanoseconds_of(const Milliseconds& time) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(time.whole) * static_cast<std::uint64_t>(kNsPerMs) +
                                   time.rest_ns);
}

}  // namespace kazasu::proto::columns
