#include "kazasu/catalog/catalog.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "catalog/check.hpp"
#include "catalog/state.hpp"
#include "catalog/writer.hpp"
#include "kazasu/proto/offer_set.hpp"

namespace kazasu::catalog {
namespace {

constexpr std::size_t kSealKeyBytes = 32;

/// Keeps a damaged file for whoever looks into it; a log of it would be taken for the new one's. A VFS of its own can
/// only remove them.
void set_aside(const CatalogOptions& options) {
  const std::filesystem::path& file = options.file;
  if (!options.vfs.empty()) {
    sqlite3_vfs* vfs = sqlite3_vfs_find(options.vfs.c_str());
    for (const std::string& name : {file.string(), file.string() + "-wal"}) vfs->xDelete(vfs, name.c_str(), 0);
    return;
  }
  std::error_code ignored;
  std::filesystem::rename(file, file.string() + ".damaged", ignored);
  std::filesystem::remove(file.string() + "-wal", ignored);
}

/// Leaves the identifier of a hash alone. Only what is sealed vouches for whose identifier it is: a flipped bit outside
/// would give another member's points.
void keep_identifier(v1::CatalogMember& member, std::string_view hash) {
  auto& identifiers = *member.mutable_identifiers();
  const auto found = std::find_if(identifiers.begin(), identifiers.end(),
                                  [&](const v1::CatalogIdentifier& identifier) { return identifier.hash() == hash; });
  if (found == identifiers.end()) throw SQLite::Exception("an identifier leads to another member", SQLITE_CORRUPT);
  identifiers.SwapElements(0, static_cast<int>(found - identifiers.begin()));
  identifiers.DeleteSubrange(1, identifiers.size() - 1);
}

}  // namespace

Catalog::Catalog(std::unique_ptr<State> state) : state_(std::move(state)) {}
Catalog::~Catalog() = default;

Result<std::unique_ptr<Catalog>> Catalog::open(const CatalogOptions& options, Entropy& entropy) {
  if (options.seal_key.size() != kSealKeyBytes) {
    return Error{ErrorCode::key_missing, "catalog.db: the key that seals members has 32 bytes"};
  }
  for (const bool began_anew : {false, true}) {
    try {
      auto state = std::make_unique<State>(options, entropy);
      state->began_anew = began_anew;
      return std::unique_ptr<Catalog>{new Catalog{std::move(state)}};
    } catch (const SQLite::Exception& exception) {
      if (began_anew || !is_damage(exception)) return catalog_error(exception, "opening");
    }
    set_aside(options);
  }
  return Error{ErrorCode::catalog_invalid, "catalog.db: cannot be opened"};
}

Result<void> Catalog::may_follow(const v1::Catalog& catalog) const {
  // In place of a damaged one the whole may come as it was made once, and a delta after it: what it leads to is for
  // whoever fetches it to check.
  const std::uint64_t held = state_->header.version();
  const bool is_whole = catalog.base_version() == 0;
  const bool any_whole = is_whole && (state_->damaged || state_->accepts_any_version);
  if (!any_whole && catalog.version() <= held) {
    return Error{ErrorCode::catalog_rollback,
                 "version " + std::to_string(catalog.version()) + " offered, " + std::to_string(held) + " in use"};
  }
  if (catalog.base_version() != 0 && catalog.base_version() != version()) {
    return Error{ErrorCode::catalog_rollback, "a delta on version " + std::to_string(catalog.base_version()) + ", " +
                                                  std::to_string(version()) + " in use"};
  }
  return {};
}

Result<void> Catalog::apply(const v1::Catalog& catalog) {
  if (auto allowed = may_follow(catalog); !allowed) return allowed;
  if (auto checked = check(catalog); !checked) return checked;
  if (catalog.base_version() == 0) {
    state_->begin_taking_in(catalog);
    if (auto added = state_->whole->add(catalog); !added) return abandon(std::move(added));
    return commit_whole();
  }
  try {
    return state_->write_delta(catalog);
  } catch (const SQLite::Exception& exception) {
    return state_->fail(exception, "applying version " + std::to_string(catalog.version()));
  }
}

Result<void> Catalog::begin_whole(const v1::Catalog& header) {
  state_->whole.reset();
  if (header.base_version() != 0) return Error{ErrorCode::catalog_invalid, "base_version: a whole catalog has none"};
  if (auto allowed = may_follow(header); !allowed) return allowed;
  if (auto checked = check_header(header); !checked) return checked;
  state_->begin_taking_in(header);
  return add_to_whole(header);
}

Result<void> Catalog::begin_delta(const v1::Catalog& header) {
  state_->whole.reset();
  if (header.base_version() == 0) return Error{ErrorCode::catalog_invalid, "base_version: a delta has one"};
  if (auto allowed = may_follow(header); !allowed) return allowed;
  if (auto checked = check_header(header); !checked) return checked;
  state_->begin_taking_in(header);
  return add_to_delta(header);
}

Result<void> Catalog::add_to_delta(const v1::Catalog& rows) {
  if (!state_->whole || state_->whole->header().base_version() == 0) {
    return Error{ErrorCode::invalid_argument, "no delta was begun"};
  }
  auto added = check_rows(rows);
  if (added) added = state_->whole->add(rows);
  return added ? added : abandon(std::move(added));
}

Result<void> Catalog::commit_delta() {
  if (!state_->whole || state_->whole->header().base_version() == 0) {
    return Error{ErrorCode::invalid_argument, "no delta was begun"};
  }
  if (auto allowed = may_follow(state_->whole->header()); !allowed) return abandon(std::move(allowed));
  try {
    return abandon(state_->write_delta(*state_->whole));
  } catch (const SQLite::Exception& exception) {
    const std::uint64_t offered = state_->whole->header().version();
    return abandon(state_->fail(exception, "applying version " + std::to_string(offered)));
  }
}

void Catalog::accept_any_version() {
  state_->accepts_any_version = true;
}

ChunkStore& Catalog::chunks() {
  return state_->chunks;
}

Result<void> Catalog::add_to_whole(const v1::Catalog& rows) {
  if (!state_->whole || state_->whole->header().base_version() != 0)
    return Error{ErrorCode::invalid_argument, "no whole catalog was begun"};
  auto added = check_rows(rows);
  if (added) added = state_->whole->add(rows);
  return added ? added : abandon(std::move(added));
}

Result<void> Catalog::commit_whole() {
  if (!state_->whole || state_->whole->header().base_version() != 0)
    return Error{ErrorCode::invalid_argument, "no whole catalog was begun"};
  if (auto allowed = may_follow(state_->whole->header()); !allowed) return abandon(std::move(allowed));
  try {
    if (state_->damaged) state_->begin_anew();
    return abandon(state_->write_whole(*state_->whole));
  } catch (const SQLite::Exception& exception) {
    const std::uint64_t offered = state_->whole->header().version();
    return abandon(state_->fail(exception, "applying version " + std::to_string(offered)));
  }
}

Result<void> Catalog::abandon(Result<void> result) {
  state_->whole.reset();
  return result;
}

std::uint64_t Catalog::version() const {
  return state_->damaged ? 0 : state_->header.version();
}
std::int64_t Catalog::issued_unix_ms() const {
  return state_->header.issued_unix_ms();
}
std::int64_t Catalog::expires_unix_ms() const {
  return state_->header.expires_unix_ms();
}
const v1::StoreIdentity& Catalog::store() const {
  return state_->header.store();
}
const v1::RedeemPolicy& Catalog::redeem_policy() const {
  return state_->header.redeem_policy();
}
const v1::Leases& Catalog::leases() const {
  return state_->header.leases();
}
Result<std::int64_t> Catalog::leased_points(const std::string& account_id, const std::string& wallet) {
  try {
    return state_->leased_points(account_id, wallet);
  } catch (const SQLite::Exception& exception) {
    state_->reset_lookups();
    return state_->fail(exception, "finding a lease");
  }
}
std::uint64_t Catalog::covers_epoch() const {
  return state_->header.covers_epoch();
}
std::uint64_t Catalog::covers_seq() const {
  return state_->header.covers_seq();
}
bool Catalog::began_anew() const {
  return state_->began_anew;
}

Result<std::optional<v1::CatalogMember>> Catalog::find_member(const IdentifierHash& hash) {
  try {
    state_->packed->hold_bucket(as_text(hash.bytes));
    auto member = state_->changed_member(hash);
    if (member) {
      keep_identifier(*member, as_text(hash.bytes));
    } else {
      member = state_->packed->find_by_hash(as_text(hash.bytes));
      if (member && state_->changed_member(member->account_id())) member.reset();
    }
    state_->packed->release();
    return member;
  } catch (const SQLite::Exception& exception) {
    state_->reset_lookups();
    return state_->fail(exception, "finding a member");
  }
}

Result<std::optional<v1::CatalogMember>> Catalog::member_by_account(std::string_view account_id) {
  try {
    auto member = state_->changed_member(std::string{account_id});
    if (!member) return state_->packed->find_by_account(account_id);
    if (member->account_id().empty()) return std::optional<v1::CatalogMember>{};
    member->clear_identifiers();
    return member;
  } catch (const SQLite::Exception& exception) {
    state_->reset_lookups();
    return state_->fail(exception, "finding an account");
  }
}

Result<std::optional<v1::CatalogProduct>> Catalog::find_product(std::string_view product) {
  SQLite::Statement& find = *state_->find_product;
  try {
    find.reset();
    find.bind(1, std::string{product});
    return state_->find<v1::CatalogProduct>(find, "a product");
  } catch (const SQLite::Exception& exception) {
    find.tryReset();
    return state_->fail(exception, "finding a product");
  }
}

Result<std::vector<std::string>> Catalog::product_numbers() {
  std::vector<std::string> numbers;
  try {
    SQLite::Statement all{state_->database, "SELECT product FROM product ORDER BY product"};
    while (all.executeStep()) numbers.push_back(all.getColumn(0).getString());
  } catch (const SQLite::Exception& exception) {
    return state_->fail(exception, "listing the products");
  }
  return numbers;
}

Result<std::vector<v1::CatalogProduct>> Catalog::products() {
  const auto numbers = product_numbers();
  if (!numbers) return numbers.error();
  std::vector<v1::CatalogProduct> products;
  for (const std::string& number : *numbers) {
    auto product = find_product(number);
    if (!product) return product.error();
    if (*product) products.push_back(std::move(**product));
  }
  return products;
}

Result<v1::OfferSet> Catalog::current_offer_set() {
  return offer_set(state_->offer_set_name);
}

Result<v1::OfferSet> Catalog::offer_set(std::string_view name) {
  SQLite::Statement& find = *state_->find_offer_set;
  try {
    find.reset();
    bind_blob(find, 1, name);
    if (!find.executeStep()) return Error{ErrorCode::not_found, "catalog.db: there is no offer set of this name"};
    const std::string bytes = find.getColumn(0).getString();
    find.reset();
    v1::OfferSet found;
    if (!found.ParseFromString(bytes) || as_text(proto::name_offer_set(found).name) != name) {
      throw SQLite::Exception("an offer set is not the one of its name", SQLITE_CORRUPT);
    }
    return found;
  } catch (const SQLite::Exception& exception) {
    find.tryReset();
    return state_->fail(exception, "finding an offer set");
  }
}

Result<void> Catalog::prune_offer_sets(std::span<const std::string> keep) {
  try {
    SQLite::Transaction transaction{state_->database};
    std::vector<std::string> unwanted;
    SQLite::Statement names{state_->database, "SELECT name FROM offer_set"};
    while (names.executeStep()) {
      std::string name = names.getColumn(0).getString();
      const bool wanted = name == state_->offer_set_name || std::find(keep.begin(), keep.end(), name) != keep.end();
      if (!wanted) unwanted.push_back(std::move(name));
    }
    SQLite::Statement remove{state_->database, "DELETE FROM offer_set WHERE name = ?"};
    for (const std::string& name : unwanted) {
      remove.reset();
      bind_blob(remove, 1, name);
      remove.exec();
    }
    transaction.commit();
    return {};
  } catch (const SQLite::Exception& exception) {
    return state_->fail(exception, "pruning offer sets");
  }
}

}  // namespace kazasu::catalog
