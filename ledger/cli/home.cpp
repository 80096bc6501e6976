#include "cli/home.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace kazasu::ledger {
namespace {

constexpr mode_t kOnlyMe = 0700;

std::filesystem::path database_of(const std::filesystem::path& directory) {
  return directory / "ledger.db";
}

Error unreadable(const std::string& what, int error) {
  return {ErrorCode::file_unreadable, what + ": " + std::strerror(error)};
}

/// The key stores of several directories as one.
class RootKeyStore final : public KeyStore {
 public:
  static Result<std::unique_ptr<RootKeyStore>> open(const std::vector<std::filesystem::path>& directories) {
    auto keys = std::make_unique<RootKeyStore>();
    for (const auto& directory : directories) {
      auto opened = drivers::FileKeyStore::open(directory);
      if (!opened) return opened.error();
      keys->stores_.push_back(std::move(*opened));
    }
    if (keys->stores_.empty()) return Error{ErrorCode::invalid_argument, "no directory of root keys was named"};
    return keys;
  }
  Result<Bytes> load(std::string_view name) override {
    for (const auto& store : stores_) {
      auto loaded = store->load(name);
      if (loaded || loaded.error().code != ErrorCode::key_missing) return loaded;
    }
    return Error{ErrorCode::key_missing, std::string{name} + " is in none of the directories of root keys"};
  }
  Result<void> store(std::string_view name, BytesView secret) override { return stores_.front()->store(name, secret); }

 private:
  std::vector<std::unique_ptr<drivers::FileKeyStore>> stores_;
};

}  // namespace

Result<void> Home::initialize(const std::filesystem::path& directory, const std::vector<std::string>& hosts,
                              const RootDirectories& root) {
  if (::mkdir(directory.c_str(), kOnlyMe) != 0 && errno != EEXIST) return unreadable("the directory", errno);
  auto keys = drivers::FileKeyStore::open(directory / "keys");
  if (!keys) return keys.error();
  auto root_keys = RootKeyStore::open(root.directories);
  if (!root_keys) return root_keys.error();
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  if (auto made =
          Ledger::initialize({database_of(directory)}, hosts, **keys, **root_keys, root.options, clock, entropy);
      !made) {
    return made;
  }
  const auto identity = load_server_identity(**keys);
  if (!identity) return identity.error();
  std::ofstream authority(directory / "authority.pem", std::ios::binary);
  authority << identity->authority_pem << std::flush;
  if (!authority) return unreadable("authority.pem", errno);
  return {};
}

Result<std::uint64_t> Home::rotate(const std::filesystem::path& directory, const std::string& role,
                                   const RootDirectories& root) {
  if (!std::filesystem::exists(directory / "keys")) {
    return Error{ErrorCode::not_found, "there is no ledger in this directory: make one with `kazasu-ledger init`"};
  }
  auto keys = drivers::FileKeyStore::open(directory / "keys");
  if (!keys) return keys.error();
  auto root_keys = RootKeyStore::open(root.directories);
  if (!root_keys) return root_keys.error();
  drivers::SystemClock clock;
  return Ledger::rotate(role, root.options, **root_keys, **keys, clock);
}

Result<std::unique_ptr<Home>> Home::open(const std::filesystem::path& directory,
                                         std::chrono::seconds terminal_certificate_life) {
  if (!std::filesystem::exists(database_of(directory))) {
    return Error{ErrorCode::not_found, "there is no ledger in this directory: make one with `kazasu-ledger init`"};
  }
  std::unique_ptr<Home> home{new Home};
  auto keys = drivers::FileKeyStore::open(directory / "keys");
  if (!keys) return keys.error();
  home->keys_ = std::move(*keys);
  LedgerOptions options{database_of(directory)};
  options.terminal_certificate_life = terminal_certificate_life;
  auto ledger = Ledger::open(options, *home->keys_, home->clock_, home->entropy_);
  if (!ledger) return ledger.error();
  home->ledger_ = std::move(*ledger);
  return home;
}

}  // namespace kazasu::ledger
