#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/entropy.hpp"
#include "kazasu/seams/key_store.hpp"
#include "random.hpp"

namespace kazasu::simulation {

/// The time that everything in a world really has, milliseconds since 1970 UTC. It moves only when the world moves it.
struct TrueTime {
  std::int64_t unix_ms = 0;
};

/// A machine's clock: it runs with the true time, set wrong, too fast, too slow or not at all.
class MachineClock final : public Clock {
 public:
  explicit MachineClock(const TrueTime& time) : time_(time), booted_ms_(time.unix_ms), set_at_ms_(time.unix_ms) {}

  std::int64_t wall_unix_ms() override {
    const std::int64_t passed = frozen_ ? 0 : time_.unix_ms - set_at_ms_;
    return set_at_ms_ + offset_ms_ + passed + passed * drift_per_mille_ / 1000;
  }
  std::int64_t monotonic_ns() override {
    const std::int64_t passed_ms = time_.unix_ms - booted_ms_;
    return passed_ms * 1'000'000 + passed_ms * crystal_ppm_;
  }
  std::uint64_t boot_id() override { return boots_; }

  void boot() {
    booted_ms_ = time_.unix_ms;
    ++boots_;
  }
  /// How wrong the monotonic clock runs, in parts per million.
  void set_crystal(std::int64_t ppm) { crystal_ppm_ = ppm; }
  void set(std::int64_t offset_ms, std::int64_t drift_per_mille, bool frozen) {
    set_at_ms_ = time_.unix_ms;
    offset_ms_ = offset_ms;
    drift_per_mille_ = drift_per_mille;
    frozen_ = frozen;
  }

 private:
  const TrueTime& time_;
  std::int64_t booted_ms_;
  std::uint64_t boots_ = 1;
  std::int64_t crystal_ppm_ = 0;
  std::int64_t set_at_ms_;
  std::int64_t offset_ms_ = 0;
  std::int64_t drift_per_mille_ = 0;
  bool frozen_ = false;
};

class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(Random random) : random_(random) {}
  Result<void> fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_.next() >> 40U);
    return {};
  }

 private:
  Random random_;
};

/// Keys that survive what happens to the disk: they lie in a chip.
class ChipKeyStore final : public KeyStore {
 public:
  Result<Bytes> load(std::string_view name) override {
    const auto found = keys_.find(std::string{name});
    if (found == keys_.end()) return Error{ErrorCode::key_missing, std::string{name}};
    return found->second;
  }
  Result<void> store(std::string_view name, BytesView secret) override {
    keys_[std::string{name}] = Bytes{secret.begin(), secret.end()};
    return {};
  }
  void clear() { keys_.clear(); }

 private:
  std::map<std::string, Bytes> keys_;
};

// A terminal owns its seams; here they outlive its restarts.
struct BorrowedClock final : Clock {
  explicit BorrowedClock(Clock& lent) : clock(lent) {}
  std::int64_t wall_unix_ms() override { return clock.wall_unix_ms(); }
  std::int64_t monotonic_ns() override { return clock.monotonic_ns(); }
  std::uint64_t boot_id() override { return clock.boot_id(); }
  Clock& clock;
};
struct BorrowedEntropy final : Entropy {
  explicit BorrowedEntropy(Entropy& lent) : entropy(lent) {}
  Result<void> fill(std::span<std::uint8_t> bytes) override { return entropy.fill(bytes); }
  Entropy& entropy;
};
struct BorrowedKeys final : KeyStore {
  explicit BorrowedKeys(KeyStore& lent) : keys(lent) {}
  Result<Bytes> load(std::string_view name) override { return keys.load(name); }
  Result<void> store(std::string_view name, BytesView secret) override { return keys.store(name, secret); }
  KeyStore& keys;
};

}  // namespace kazasu::simulation
