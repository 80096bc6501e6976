#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "kazasu/drivers/system/file_key_store.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/ledger/ledger.hpp"

namespace kazasu::ledger {

/// Where the keys of the catalogs' root lie: apart from the ledger, on media that are put away.
struct RootDirectories {
  std::vector<std::filesystem::path> directories;  ///< read in all of them; new keys go into the first
  RootKeyOptions options;
};

/// A ledger's directory: `keys/` (0700), `ledger.db` (0600), and `authority.pem`, which is for everybody.
class Home {
 public:
  /// Makes the directory and everything in it.
  static Result<void> initialize(const std::filesystem::path& directory, const std::vector<std::string>& hosts,
                                 const RootDirectories& root);
  /// The newest root's version; `rotate` needs no more than the key store of the ledger.
  static Result<std::uint64_t> rotate(const std::filesystem::path& directory, const std::string& role,
                                      const RootDirectories& root);
  static Result<std::unique_ptr<Home>> open(const std::filesystem::path& directory,
                                            std::chrono::seconds terminal_certificate_life);

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
