#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/ledger/ledger.hpp"
#include "temporary_folder.hpp"

namespace kazasu::ledger {

/// A clock that stands until a test moves it: Wednesday 2026-11-25, noon in Tokyo.
class StandingClock final : public Clock {
 public:
  std::int64_t wall_unix_ms() override { return wall_ms; }
  std::int64_t monotonic_ns() override { return wall_ms * 1'000'000; }
  void pass_minutes(std::int64_t minutes) { wall_ms += minutes * 60'000; }

  std::int64_t wall_ms = 1'795'575'600'000;
};

class MemoryKeyStore final : public KeyStore {
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
  /// Whether it was there.
  bool remove(std::string_view name) { return keys_.erase(std::string{name}) == 1; }

 private:
  std::map<std::string, Bytes> keys_;
};

/// A ledger with the example data, in a folder that goes with it.
class TestLedger {
 public:
  TestLedger();

  Ledger& operator*() { return *ledger_; }
  Ledger* operator->() { return ledger_.get(); }
  void close() { ledger_.reset(); }
  /// As after a restart of the process.
  void reopen();

  [[nodiscard]] std::filesystem::path database() const { return folder_ / "ledger.db"; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  StandingClock& clock() { return clock_; }
  KeyStore& keys() { return keys_; }
  KeyStore& root_keys() { return root_keys_; }
  Entropy& entropy() { return entropy_; }

  AccountSummary account(const std::string& id);
  std::vector<std::string> exception_reasons();
  std::vector<Posting> postings_of(const std::string& account_id);
  /// Requires that `verify` finds nothing wrong.
  Audit require_whole();

 private:
  TemporaryFolder folder_;
  StandingClock clock_;
  MemoryKeyStore keys_;
  MemoryKeyStore root_keys_;
  drivers::SystemEntropy entropy_;
  std::unique_ptr<Ledger> ledger_;
};

std::filesystem::path example_data();

}  // namespace kazasu::ledger
