#pragma once

#include <filesystem>
#include <memory>

#include "kazasu/drivers/system/file_key_store.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/ledger/ledger.hpp"

namespace kazasu::ledger {

/// A ledger's directory: `keys/` (0700), `ledger.db` (0600), and `authority.pem`, which is for everybody.
class Home {
 public:
  /// Makes the directory and everything in it.
  static Result<void> initialize(const std::filesystem::path& directory, const std::vector<std::string>& hosts);
  static Result<std::unique_ptr<Home>> open(const std::filesystem::path& directory);

  Ledger& ledger() { return *ledger_; }
  KeyStore& keys() { return *keys_; }
  Clock& clock() { return clock_; }

 private:
  Home() = default;

  drivers::SystemClock clock_;
  drivers::SystemEntropy entropy_;
  std::unique_ptr<drivers::FileKeyStore> keys_;
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace kazasu::ledger
