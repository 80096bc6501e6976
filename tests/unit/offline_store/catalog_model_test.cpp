// Random whole catalogs and deltas, against a map that does the same.
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <random>
#include <set>

#include "offline_store/catalog_fixture.hpp"

using namespace kazasu;
using namespace kazasu::catalog;

namespace {

constexpr std::uint64_t kAccounts = 120;
constexpr std::uint64_t kIdentifiers = 240;

/// A third of the identifiers clash with another in the bucket's fragment, a third in the sealed one.
IdentifierHash clashing_hash(std::uint64_t n) {
  IdentifierHash hash = hash_of_identifier(n / 2);
  if (n % 2 == 0) return hash;
  switch (n / 2 % 3) {
    case 0: return hash_of_identifier(1'000'000 + n);
    case 1: hash.bytes[10] ^= 0x10; return hash;
    default: hash.bytes[0] ^= 0x80; return hash;
  }
}

struct Account {
  std::string rank;
  std::set<std::uint64_t> identifiers;
};

class Model {
 public:
  explicit Model(unsigned seed) : engine_(seed) {}

  /// The next version, whole or as a delta.
  v1::Catalog next(bool is_whole) {
    const std::uint64_t changes = is_whole ? kAccounts : 1 + any(12);
    std::set<std::string> touched;
    for (std::uint64_t i = 0; i < changes; ++i) change("A" + std::to_string(any(kAccounts)), touched);
    ++version_;
    v1::Catalog catalog = is_whole ? catalog_of_version(version_) : delta_to_version(version_);
    for (const auto& [id, account] : accounts_) {
      if (is_whole || touched.contains(id)) write(catalog, id, account);
    }
    for (const std::string& id : touched) {
      if (!is_whole && !accounts_.contains(id)) catalog.add_removed_accounts(id);
    }
    auto& members = *catalog.mutable_members();
    for (int i = members.size() - 1; i > 0; --i) members.SwapElements(i, static_cast<int>(any(i + 1)));
    return catalog;
  }

  void check(Catalog& catalog) const {
    REQUIRE(catalog.version() == version_);
    for (std::uint64_t n = 0; n < kIdentifiers; ++n) {
      INFO("version " << version_ << ", identifier " << n);
      const auto member = catalog.find_member(clashing_hash(n));
      REQUIRE(member.ok());
      const auto owner = owners_.find(n);
      REQUIRE(member->has_value() == (owner != owners_.end()));
      if (!*member) continue;
      CHECK((*member)->account_id() == owner->second);
      CHECK((*member)->rank() == accounts_.at(owner->second).rank);
      REQUIRE((*member)->identifiers_size() == 1);
      CHECK((*member)->identifiers(0).key_version() == n);
    }
    for (std::uint64_t n = 0; n < kAccounts; ++n) {
      const std::string id = "A" + std::to_string(n);
      const auto member = catalog.member_by_account(id);
      REQUIRE(member.ok());
      REQUIRE(member->has_value() == accounts_.contains(id));
      if (*member) CHECK((*member)->rank() == accounts_.at(id).rank);
    }
  }

 private:
  std::uint64_t any(std::uint64_t below) { return engine_() % below; }

  void change(const std::string& id, std::set<std::string>& touched) {
    touched.insert(id);
    if (any(4) == 0) {
      const auto found = accounts_.find(id);
      if (found == accounts_.end()) return;
      for (const std::uint64_t n : found->second.identifiers) owners_.erase(n);
      accounts_.erase(found);
      return;
    }
    Account& account = accounts_[id];
    account.rank = "rank-" + std::to_string(any(1000));
    if (!account.identifiers.empty() && any(3) == 0) {
      owners_.erase(*account.identifiers.begin());
      account.identifiers.erase(account.identifiers.begin());
    }
    for (std::uint64_t i = any(4); i > 0; --i) {
      const std::uint64_t n = any(kIdentifiers);
      if (const auto owner = owners_.find(n); owner != owners_.end()) {  // moves from another
        accounts_.at(owner->second).identifiers.erase(n);
        touched.insert(owner->second);
      }
      owners_[n] = id;
      accounts_.at(id).identifiers.insert(n);
    }
  }

  static void write(v1::Catalog& catalog, const std::string& id, const Account& account) {
    v1::CatalogMember& member = *catalog.add_members();
    member.set_account_id(id);
    member.set_rank(account.rank);
    for (const std::uint64_t n : account.identifiers) {
      v1::CatalogIdentifier& identifier = *member.add_identifiers();
      identifier.set_hash(std::string{as_text(clashing_hash(n).bytes)});
      identifier.set_key_version(static_cast<std::uint32_t>(n));
    }
  }

  std::mt19937_64 engine_;
  std::uint64_t version_ = 0;
  std::map<std::string, Account> accounts_;
  std::map<std::uint64_t, std::string> owners_;
};

}  // namespace

TEST_CASE("whatever whole catalogs and deltas come, every identifier and account has the answer of a map") {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    INFO("seed " << seed);
    MemoryFolder folder;
    CountingEntropy entropy;
    const auto options = catalog_options(folder / "catalog.db");
    auto catalog = open_catalog(options, entropy);
    Model model{seed};
    for (int step = 0; step < 25; ++step) {
      const auto applied = catalog->apply(model.next(step % 10 == 0));
      if (!applied) FAIL(describe(applied.error()));
      if (step % 7 == 0) {
        catalog.reset();
        catalog = open_catalog(options, entropy);
      }
      model.check(*catalog);
    }
  }
}
