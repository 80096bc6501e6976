#include "catalog/state.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>
#include <unistd.h>

#include <utility>

#include "catalog/writer.hpp"

namespace kazasu::catalog {
namespace {

/// "kzct": marks a file as a kazasu catalog (PRAGMA application_id).
constexpr int kApplicationId = 0x6B7A6374;
/// Version 1 becomes 2 where it lies, as earlier entries name its offer sets; one of another version is fetched again.
constexpr int kSchemaVersion = 2;
constexpr int kRowsOnlyVersion = 1;
/// Marks a file in which damage was met: the next opening begins it anew.
constexpr int kDamagedVersion = -1;

/// Holds all inner pages of 10 million members' tables, and some leaves.
constexpr int kCacheKib = 8 * 1024;
/// What stays of the log between changes.
constexpr int kLogBytesMax = 4 * 1024 * 1024;

constexpr const char* kSchema = R"sql(
  CREATE TABLE header (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    sealed BLOB NOT NULL,
    offer_set BLOB NOT NULL
  );
  CREATE TABLE offer_set (name BLOB PRIMARY KEY, message BLOB NOT NULL) WITHOUT ROWID;
  -- What changed since, looked at first: a row hides what is packed of its account.
  CREATE TABLE member (number INTEGER PRIMARY KEY, account_id TEXT NOT NULL UNIQUE, sealed BLOB NOT NULL);
  CREATE TABLE identifier (hash BLOB PRIMARY KEY, member INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX identifier_member ON identifier (member);
  CREATE TABLE product (product TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
)sql";

/// Since version 2. The last whole catalog: members and identifiers by hash (placement.hpp).
constexpr const char* kPackedSchema = R"sql(
  CREATE TABLE packed (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    version INTEGER NOT NULL,
    block_bits INTEGER NOT NULL,
    bucket_bits INTEGER NOT NULL
  );
  CREATE TABLE block (number INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
  CREATE TABLE bucket (number INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
)sql";

/// Added where it is not there yet: what does not know it passes it over.
constexpr const char* kLeaseSchema = R"sql(
  CREATE TABLE IF NOT EXISTS lease (
    account_id TEXT NOT NULL, wallet TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (account_id, wallet)
  ) WITHOUT ROWID;
)sql";

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
  if (catalog.has_leases()) {
    *header.mutable_leases() = catalog.leases();
    header.mutable_leases()->clear_points();
  }
  return header;
}

}  // namespace

bool is_damage(const SQLite::Exception& exception) {
  switch (exception.getErrorCode()) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
    case SQLITE_ERROR:  // a table that is not there
      return true;
    default: return false;
  }
}

Error catalog_error(const SQLite::Exception& exception, std::string_view doing) {
  const int code = exception.getErrorCode();
  const bool in_use = code == SQLITE_BUSY || code == SQLITE_LOCKED;
  return {in_use ? ErrorCode::journal_in_use : ErrorCode::catalog_invalid,
          "catalog.db: " + std::string{doing} + ": " + exception.what() + " (SQLite " +
              std::to_string(exception.getExtendedErrorCode()) + ")"};
}

Catalog::State::State(const CatalogOptions& given, Entropy& random)
    : options(given),
      seal_key(options.seal_key),
      entropy(random),
      database(options.file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX, 0,
               options.vfs),
      chunks(options, random) {
  std::error_code ignored;
  if (std::filesystem::file_size(options.file, ignored) == 0) {
    std::filesystem::permissions(options.file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
                                 ignored);
  }
  // Exclusive before all that reads the file: the log is then used without a shared-memory file, whose locks each
  // lookup would take, and which a full disk could make fatal (SIGBUS).
  database.exec("PRAGMA locking_mode=EXCLUSIVE");
  // Rows of up to 2 KB fill a page of this size to 95 % and more.
  database.exec("PRAGMA page_size=16384");
  database.exec("PRAGMA cache_size=-" + std::to_string(kCacheKib));
  // The ledger has it all: losing the last delta to a power cut costs a download, so a commit need not wait for the
  // disk.
  database.exec("PRAGMA journal_mode=WAL");
  database.exec("PRAGMA synchronous=NORMAL");
  database.exec("PRAGMA journal_size_limit=" + std::to_string(kLogBytesMax));
  database.exec("PRAGMA trusted_schema=OFF");
  database.exec("PRAGMA cell_size_check=ON");
  // A file that may be written but whose format says otherwise.
  if (sqlite3_db_readonly(database.getHandle(), "main") != 0 && ::access(options.file.c_str(), W_OK) == 0) {
    throw SQLite::Exception("its format is damaged", SQLITE_CORRUPT);
  }
  const bool is_new = database.execAndGet("PRAGMA user_version").getInt() == 0 &&
                      database.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
  if (is_new) create();
  if (database.execAndGet("PRAGMA application_id").getInt() == kApplicationId &&
      database.execAndGet("PRAGMA user_version").getInt() == kRowsOnlyVersion) {
    add_packed_tables();
  }
  if (database.execAndGet("PRAGMA application_id").getInt() != kApplicationId ||
      database.execAndGet("PRAGMA user_version").getInt() != kSchemaVersion) {
    throw SQLite::Exception("not a catalog of this version", SQLITE_NOTADB);
  }
  database.exec(kLeaseSchema);
  Staging::remove(Staging::file_beside(options.file), options.vfs);  // a crash left it: the catalog is this process's
  load_header();
  find_member.emplace(database,
                      "SELECT member.account_id, member.sealed FROM identifier JOIN member "
                      "ON member.number = identifier.member WHERE hash = ?");
  find_account.emplace(database, "SELECT account_id, sealed FROM member WHERE account_id = ?");
  find_product.emplace(database, "SELECT product, sealed FROM product WHERE product = ?");
  find_offer_set.emplace(database, "SELECT message FROM offer_set WHERE name = ?");
  find_lease.emplace(database, "SELECT sealed FROM lease WHERE account_id = ? AND wallet = ?");
  packed.emplace(database, seal_key);
  packed->load();
  if (header.version() != 0 && !packed->is_there()) {
    throw SQLite::Exception("a catalog without its packed members", SQLITE_CORRUPT);
  }
}

/// All members of version 1 are rows, as if each had changed since the last whole catalog.
void Catalog::State::add_packed_tables() {
  SQLite::Transaction transaction{database};
  database.exec(kPackedSchema);
  database.exec("INSERT INTO packed VALUES (1, " + std::to_string(Packed::kNothingPacked) + ", 0, 0)");
  database.exec("PRAGMA user_version=" + std::to_string(kSchemaVersion));
  transaction.commit();
}

void Catalog::State::create() {
  SQLite::Transaction transaction{database};
  database.exec(kSchema);
  database.exec(kPackedSchema);
  database.exec(kLeaseSchema);
  database.exec("PRAGMA application_id=" + std::to_string(kApplicationId));
  database.exec("PRAGMA user_version=" + std::to_string(kSchemaVersion));
  transaction.commit();
}

void Catalog::State::load_header() {
  SQLite::Statement row{database, "SELECT sealed, offer_set FROM header"};
  if (!row.executeStep()) return;
  const std::string name = row.getColumn(1).getString();
  header = opened<v1::Catalog>(row.getColumn(0).getString(), header_seal_context(name), "the header");
  offer_set_name = name;
}

Result<void> Catalog::State::write_delta(const v1::Catalog& delta) {
  SQLite::Transaction transaction{database};
  Writer writer{database, seal_key, entropy};
  if (auto written = writer.write_changes(delta); !written) return written;
  return finish(transaction, writer, delta);
}

Result<void> Catalog::State::write_delta(Whole& offered) {
  SQLite::Transaction transaction{database};
  Writer writer{database, seal_key, entropy};
  if (auto written = offered.change(writer); !written) return written;
  return finish(transaction, writer, offered.header());
}

Result<void> Catalog::State::write_whole(Whole& offered) {
  {
    SQLite::Transaction transaction{database};
    Writer writer{database, seal_key, entropy};
    writer.clear();
    if (auto written = offered.pack(database, seal_key, writer); !written) return written;
    if (auto written = finish(transaction, writer, offered.header()); !written) return written;
  }
  packed->load();
  damaged = false;
  accepts_any_version = false;
  // The log holds all of it: as a file, it would have to be read through at the next opening.
  database.tryExec("PRAGMA wal_checkpoint(TRUNCATE)");
  return {};
}

Result<void> Catalog::State::finish(SQLite::Transaction& transaction, Writer& writer, const v1::Catalog& catalog) {
  const std::string name = writer.write_offer_set(catalog.offer_set());
  if (auto written = writer.write_leases(catalog.leases(), header.leases()); !written) return written;
  const v1::Catalog written_header = header_of(catalog);
  if (auto written = writer.write_header(written_header, name); !written) return written;
  transaction.commit();
  header = written_header;
  offer_set_name = name;
  return {};
}

void Catalog::State::begin_taking_in(const v1::Catalog& offered) {
  v1::Catalog kept = header_of(offered);
  kept.set_base_version(offered.base_version());
  *kept.mutable_offer_set() = offered.offer_set();
  if (offered.has_leases()) *kept.mutable_leases() = offered.leases();
  whole.reset();  // first: its staging file has the same name
  whole.emplace(std::move(kept), Staging::file_beside(options.file), options.vfs, entropy);
}

std::optional<v1::CatalogMember> Catalog::State::changed_member(const std::string& account_id) {
  find_account->reset();
  find_account->bind(1, account_id);
  return find<v1::CatalogMember>(*find_account, "a member");
}

std::optional<v1::CatalogMember> Catalog::State::changed_member(const IdentifierHash& hash) {
  find_member->reset();
  bind_blob(*find_member, 1, as_text(hash.bytes));
  return find<v1::CatalogMember>(*find_member, "a member");
}

std::int64_t Catalog::State::leased_points(const std::string& account_id, const std::string& wallet) {
  if (header.leases().generation() == 0) return 0;
  find_lease->reset();
  find_lease->bind(1, account_id);
  find_lease->bind(2, wallet);
  if (!find_lease->executeStep()) return 0;
  const std::string sealed = find_lease->getColumn(0).getString();
  find_lease->reset();
  return opened<v1::PointsLease>(sealed, lease_seal_context(header.leases(), account_id, wallet), "a lease").points();
}

void Catalog::State::reset_lookups() {
  for (auto* statement : {&find_member, &find_account, &find_product, &find_offer_set, &find_lease})
    (*statement)->tryReset();
  packed->reset();
}

void Catalog::State::begin_anew() {
  sqlite3* handle = database.getHandle();
  reset_lookups();
  sqlite3_db_config(handle, SQLITE_DBCONFIG_RESET_DATABASE, 1, nullptr);
  const int emptied = sqlite3_exec(handle, "VACUUM", nullptr, nullptr, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_RESET_DATABASE, 0, nullptr);
  if (emptied != SQLITE_OK) throw SQLite::Exception(handle, emptied);
  create();
  packed->load();
  began_anew = true;
}

Error Catalog::State::fail(const SQLite::Exception& exception, std::string_view doing) {
  if (is_damage(exception) && !damaged) {
    damaged = true;
    // If this cannot be written either, opening meets the damage itself, or a lookup does again.
    database.tryExec("PRAGMA user_version=" + std::to_string(kDamagedVersion));
  }
  return catalog_error(exception, doing);
}

}  // namespace kazasu::catalog
