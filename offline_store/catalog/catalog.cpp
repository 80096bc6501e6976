#include "kazasu/catalog/catalog.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <utility>

#include "catalog/check.hpp"
#include "kazasu/proto/offer_set.hpp"
#include "kazasu/proto/sealed.hpp"

namespace kazasu::catalog {
namespace {

/// "kzct": marks a file as a kazasu catalog (PRAGMA application_id).
constexpr int kApplicationId = 0x6B7A6374;
/// A catalog of another version is fetched again rather than migrated.
constexpr int kSchemaVersion = 1;

constexpr const char* kSchema = R"sql(
  CREATE TABLE header (only INTEGER PRIMARY KEY CHECK (only = 1), message BLOB NOT NULL, offer_set BLOB NOT NULL);
  CREATE TABLE offer_set (name BLOB PRIMARY KEY, message BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE member (number INTEGER PRIMARY KEY, account_id TEXT NOT NULL UNIQUE, sealed BLOB NOT NULL);
  CREATE TABLE identifier (hash BLOB PRIMARY KEY, member INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX identifier_member ON identifier (member);
  CREATE TABLE product (product TEXT PRIMARY KEY, message BLOB NOT NULL) WITHOUT ROWID;
)sql";

Error catalog_error(const SQLite::Exception& exception, std::string_view doing) {
  return {ErrorCode::catalog_invalid, "catalog.db: " + std::string{doing} + ": " + exception.what()};
}

void bind_blob(SQLite::Statement& statement, int index, std::string_view bytes) {
  statement.bind(index, bytes.data(), static_cast<int>(bytes.size()));
}

/// All of a catalog but what has tables of its own.
v1::Catalog header_of(const v1::Catalog& catalog) {
  v1::Catalog header;
  header.set_version(catalog.version());
  header.set_issued_unix_ms(catalog.issued_unix_ms());
  header.set_expires_unix_ms(catalog.expires_unix_ms());
  *header.mutable_redeem_policy() = catalog.redeem_policy();
  *header.mutable_store() = catalog.store();
  header.set_covers_epoch(catalog.covers_epoch());
  header.set_covers_seq(catalog.covers_seq());
  return header;
}

}  // namespace

class Catalog::State {
 public:
  State(const CatalogOptions& options, Entropy& random)
      : seal_key(options.seal_key),
        entropy(random),
        database(options.file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) {
    // The ledger has it all: losing the last delta to a power cut costs a download, so a commit need not wait for the disk.
    database.exec("PRAGMA locking_mode=EXCLUSIVE");
    database.exec("PRAGMA journal_mode=WAL");
    database.exec("PRAGMA synchronous=NORMAL");
    database.exec("PRAGMA trusted_schema=OFF");
    if (database.execAndGet("PRAGMA user_version").getInt() == 0) create();
    if (database.execAndGet("PRAGMA application_id").getInt() != kApplicationId ||
        database.execAndGet("PRAGMA user_version").getInt() != kSchemaVersion) {
      throw SQLite::Exception("not a catalog of this version", SQLITE_NOTADB);
    }
    load_header();
    find_member = std::make_unique<SQLite::Statement>(
        database, "SELECT member.account_id, member.sealed FROM identifier JOIN member ON member.number = identifier.member WHERE hash = ?");
    find_product = std::make_unique<SQLite::Statement>(database, "SELECT message FROM product WHERE product = ?");
  }

  void create() {
    SQLite::Transaction transaction{database};
    database.exec(kSchema);
    database.exec("PRAGMA application_id=" + std::to_string(kApplicationId));
    database.exec("PRAGMA user_version=" + std::to_string(kSchemaVersion));
    transaction.commit();
  }

  void load_header() {
    SQLite::Statement row{database, "SELECT message, offer_set FROM header"};
    if (!row.executeStep()) return;
    if (!header.ParseFromString(row.getColumn(0).getString())) throw SQLite::Exception("the header is damaged", SQLITE_CORRUPT);
    offer_set_name = row.getColumn(1).getString();
  }

  Result<void> write(const v1::Catalog& catalog);
  Result<void> write_member(const v1::CatalogMember& member);
  void remove_member(const std::string& account_id);
  void write_products(const v1::Catalog& catalog);
  void write_header(const v1::Catalog& written, const std::string& name);

  Bytes seal_key;
  Entropy& entropy;
  SQLite::Database database;
  std::unique_ptr<SQLite::Statement> find_member;
  std::unique_ptr<SQLite::Statement> find_product;
  v1::Catalog header;
  std::string offer_set_name;
  bool began_anew = false;
};

void Catalog::State::remove_member(const std::string& account_id) {
  SQLite::Statement identifiers{database, "DELETE FROM identifier WHERE member = (SELECT number FROM member WHERE account_id = ?)"};
  identifiers.bind(1, account_id);
  identifiers.exec();
  SQLite::Statement row{database, "DELETE FROM member WHERE account_id = ?"};
  row.bind(1, account_id);
  row.exec();
}

Result<void> Catalog::State::write_member(const v1::CatalogMember& member) {
  remove_member(member.account_id());
  auto sealed = proto::seal(seal_key, as_bytes(member.account_id()), as_bytes(member.SerializeAsString()), entropy);
  if (!sealed) return sealed.error();
  SQLite::Statement insert{database, "INSERT INTO member (account_id, sealed) VALUES (?, ?)"};
  insert.bind(1, member.account_id());
  bind_blob(insert, 2, as_text(*sealed));
  insert.exec();
  const std::int64_t number = database.getLastInsertRowid();
  SQLite::Statement identifier{database, "INSERT OR REPLACE INTO identifier (hash, member) VALUES (?, ?)"};
  for (const auto& named : member.identifiers()) {
    identifier.reset();
    bind_blob(identifier, 1, named.hash());
    identifier.bind(2, number);
    identifier.exec();
  }
  return {};
}

void Catalog::State::write_products(const v1::Catalog& catalog) {
  SQLite::Statement remove{database, "DELETE FROM product WHERE product = ?"};
  for (const std::string& product : catalog.removed_products()) {
    remove.reset();
    remove.bind(1, product);
    remove.exec();
  }
  SQLite::Statement insert{database, "INSERT OR REPLACE INTO product (product, message) VALUES (?, ?)"};
  for (const auto& product : catalog.products()) {
    insert.reset();
    insert.bind(1, product.product());
    bind_blob(insert, 2, product.SerializeAsString());
    insert.exec();
  }
}

void Catalog::State::write_header(const v1::Catalog& written, const std::string& name) {
  SQLite::Statement insert{database, "INSERT OR REPLACE INTO header (only, message, offer_set) VALUES (1, ?, ?)"};
  bind_blob(insert, 1, written.SerializeAsString());
  bind_blob(insert, 2, name);
  insert.exec();
}

Result<void> Catalog::State::write(const v1::Catalog& catalog) {
  SQLite::Transaction transaction{database};
  if (catalog.base_version() == 0) {
    for (const char* table : {"identifier", "member", "product"}) database.exec(std::string{"DELETE FROM "} + table);
  }
  for (const std::string& account_id : catalog.removed_accounts()) remove_member(account_id);
  for (const auto& member : catalog.members()) {
    if (auto written = write_member(member); !written) return written;
  }
  write_products(catalog);
  const proto::NamedOfferSet named = proto::name_offer_set(catalog.offer_set());
  SQLite::Statement insert{database, "INSERT OR IGNORE INTO offer_set (name, message) VALUES (?, ?)"};
  bind_blob(insert, 1, as_text(named.name));
  bind_blob(insert, 2, named.bytes);
  insert.exec();
  const v1::Catalog written = header_of(catalog);
  const std::string name{as_text(named.name)};
  write_header(written, name);
  transaction.commit();
  header = written;
  offer_set_name = name;
  return {};
}

Catalog::Catalog(std::unique_ptr<State> state) : state_(std::move(state)) {}
Catalog::~Catalog() = default;

Result<std::unique_ptr<Catalog>> Catalog::open(const CatalogOptions& options, Entropy& entropy) {
  bool began_anew = false;
  for (int attempt = 0; attempt < 2; ++attempt) {
    try {
      auto state = std::make_unique<State>(options, entropy);
      state->began_anew = began_anew;
      return std::unique_ptr<Catalog>{new Catalog{std::move(state)}};
    } catch (const SQLite::Exception& exception) {
      const int code = exception.getErrorCode();
      if (attempt > 0 || (code != SQLITE_NOTADB && code != SQLITE_CORRUPT)) return catalog_error(exception, "opening");
    }
    std::error_code ignored;
    std::filesystem::rename(options.file, options.file.string() + ".damaged", ignored);
    std::filesystem::remove(options.file.string() + "-wal", ignored);
    began_anew = true;
  }
  return Error{ErrorCode::catalog_invalid, "catalog.db: cannot be opened"};
}

Result<void> Catalog::apply(const v1::Catalog& catalog) {
  if (catalog.version() <= state_->header.version()) {
    return Error{ErrorCode::catalog_rollback, "version " + std::to_string(catalog.version()) + " offered, " + std::to_string(version()) + " in use"};
  }
  if (catalog.base_version() != 0 && catalog.base_version() != version()) {
    return Error{ErrorCode::catalog_rollback, "a delta on version " + std::to_string(catalog.base_version()) + ", " + std::to_string(version()) + " in use"};
  }
  if (auto checked = check(catalog); !checked) return checked;
  try {
    return state_->write(catalog);
  } catch (const SQLite::Exception& exception) {
    return catalog_error(exception, "applying version " + std::to_string(catalog.version()));
  }
}

std::uint64_t Catalog::version() const { return state_->header.version(); }
std::int64_t Catalog::issued_unix_ms() const { return state_->header.issued_unix_ms(); }
std::int64_t Catalog::expires_unix_ms() const { return state_->header.expires_unix_ms(); }
const v1::StoreIdentity& Catalog::store() const { return state_->header.store(); }
const v1::RedeemPolicy& Catalog::redeem_policy() const { return state_->header.redeem_policy(); }
std::uint64_t Catalog::covers_epoch() const { return state_->header.covers_epoch(); }
std::uint64_t Catalog::covers_seq() const { return state_->header.covers_seq(); }
bool Catalog::began_anew() const { return state_->began_anew; }

Result<std::optional<v1::CatalogMember>> Catalog::find_member(const IdentifierHash& hash) {
  try {
    SQLite::Statement& find = *state_->find_member;
    find.reset();
    bind_blob(find, 1, as_text(hash.bytes));
    if (!find.executeStep()) return std::optional<v1::CatalogMember>{};
    const std::string account_id = find.getColumn(0).getString();
    const std::string sealed = find.getColumn(1).getString();
    find.reset();
    auto plain = proto::open_sealed(state_->seal_key, as_bytes(account_id), as_bytes(sealed));
    if (!plain) return Error{ErrorCode::catalog_invalid, "catalog.db: a member: " + plain.error().detail};
    v1::CatalogMember member;
    if (!member.ParseFromArray(plain->data(), static_cast<int>(plain->size()))) return Error{ErrorCode::catalog_invalid, "catalog.db: a member is not such a message"};
    return std::optional{std::move(member)};
  } catch (const SQLite::Exception& exception) {
    return catalog_error(exception, "finding a member");
  }
}

Result<std::optional<v1::CatalogProduct>> Catalog::find_product(std::string_view product) {
  try {
    SQLite::Statement& find = *state_->find_product;
    find.reset();
    find.bind(1, std::string{product});
    if (!find.executeStep()) return std::optional<v1::CatalogProduct>{};
    v1::CatalogProduct found;
    if (!found.ParseFromString(find.getColumn(0).getString())) return Error{ErrorCode::catalog_invalid, "catalog.db: a product is not such a message"};
    find.reset();
    return std::optional{std::move(found)};
  } catch (const SQLite::Exception& exception) {
    return catalog_error(exception, "finding a product");
  }
}

Result<v1::OfferSet> Catalog::current_offer_set() { return offer_set(state_->offer_set_name); }

Result<v1::OfferSet> Catalog::offer_set(std::string_view name) {
  try {
    SQLite::Statement find{state_->database, "SELECT message FROM offer_set WHERE name = ?"};
    bind_blob(find, 1, name);
    if (!find.executeStep()) return Error{ErrorCode::not_found, "catalog.db: there is no offer set of this name"};
    v1::OfferSet found;
    if (!found.ParseFromString(find.getColumn(0).getString())) return Error{ErrorCode::catalog_invalid, "catalog.db: an offer set is not such a message"};
    return found;
  } catch (const SQLite::Exception& exception) {
    return catalog_error(exception, "finding an offer set");
  }
}

}  // namespace kazasu::catalog
