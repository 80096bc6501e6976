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

}  // namespace

Result<void> Home::initialize(const std::filesystem::path& directory, const std::vector<std::string>& hosts) {
  if (::mkdir(directory.c_str(), kOnlyMe) != 0 && errno != EEXIST) return unreadable("the directory", errno);
  auto keys = drivers::FileKeyStore::open(directory / "keys");
  if (!keys) return keys.error();
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  if (auto made = Ledger::initialize({database_of(directory)}, hosts, **keys, clock, entropy); !made) return made;
  const auto identity = load_server_identity(**keys);
  if (!identity) return identity.error();
  std::ofstream authority(directory / "authority.pem", std::ios::binary);
  authority << identity->authority_pem << std::flush;
  if (!authority) return unreadable("authority.pem", errno);
  return {};
}

Result<std::unique_ptr<Home>> Home::open(const std::filesystem::path& directory) {
  if (!std::filesystem::exists(database_of(directory))) {
    return Error{ErrorCode::not_found, "there is no ledger in this directory: make one with `kazasu-ledger init`"};
  }
  std::unique_ptr<Home> home{new Home};
  auto keys = drivers::FileKeyStore::open(directory / "keys");
  if (!keys) return keys.error();
  home->keys_ = std::move(*keys);
  auto ledger = Ledger::open({database_of(directory)}, *home->keys_, home->clock_, home->entropy_);
  if (!ledger) return ledger.error();
  home->ledger_ = std::move(*ledger);
  return home;
}

}  // namespace kazasu::ledger
