#include "kazasu/catalog/chunk_store.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <string>

#include "catalog/state.hpp"
#include "catalog/writer.hpp"
#include "kazasu/proto/framed_bytes.hpp"
#include "kazasu/proto/sealed.hpp"

namespace kazasu::catalog {
namespace {

constexpr int kApplicationId = 0x6B7A6366;  // "kzcf"
constexpr const char* kPlanContext = "kazasu.catalog.plan";

Bytes chunk_context(BytesView name) {
  return proto::FramedBytes{"kazasu.catalog.chunk"}.blob(name).bytes();
}

Error fetch_error(const SQLite::Exception& exception) {
  return {ErrorCode::catalog_invalid, std::string{"what is fetched of the catalog cannot be kept: "} +
                                          exception.what() + " (SQLite " +
                                          std::to_string(exception.getExtendedErrorCode()) + ")"};
}

}  // namespace

struct ChunkStore::File {
  std::string name;
  std::string vfs;
  Bytes seal_key;
  Entropy& entropy;
  std::optional<SQLite::Database> database;

  void open(int flags) {
    if (database) return;
    database.emplace(name, SQLite::OPEN_READWRITE | flags, 0, vfs);
    database->exec("PRAGMA page_size=16384");
    database->exec("PRAGMA locking_mode=EXCLUSIVE");
    database->exec("PRAGMA journal_mode=WAL");
    database->exec("PRAGMA synchronous=NORMAL");
    database->exec("PRAGMA trusted_schema=OFF");
    const int id = database->execAndGet("PRAGMA application_id").getInt();
    if (id == kApplicationId) return;
    if (id != 0 || (flags & SQLite::OPEN_CREATE) == 0) throw SQLite::Exception("not such a file", SQLITE_NOTADB);
    SQLite::Transaction transaction{*database};
    database->exec("CREATE TABLE plan (only INTEGER PRIMARY KEY CHECK (only = 1), sealed BLOB NOT NULL)");
    database->exec("CREATE TABLE chunk (name BLOB NOT NULL UNIQUE, sealed BLOB NOT NULL)");
    database->exec("PRAGMA application_id=" + std::to_string(kApplicationId));
    transaction.commit();
  }

  [[nodiscard]] bool is_there() const {
    if (database) return true;
    sqlite3_vfs* system = sqlite3_vfs_find(vfs.empty() ? nullptr : vfs.c_str());
    int exists = 0;
    return system != nullptr && system->xAccess(system, name.c_str(), SQLITE_ACCESS_EXISTS, &exists) == SQLITE_OK &&
           exists != 0;
  }

  void remove() {
    database.reset();
    sqlite3_vfs* system = sqlite3_vfs_find(vfs.empty() ? nullptr : vfs.c_str());
    if (system == nullptr) return;
    for (const char* suffix : {"", "-wal"}) system->xDelete(system, (name + suffix).c_str(), 0);
  }

  /// What the statement finds, opened; nothing if it finds nothing or what it finds is damaged.
  std::optional<Bytes> opened(SQLite::Statement& find, BytesView context) {
    if (!find.executeStep()) return std::nullopt;
    const SQLite::Column sealed = find.getColumn(0);
    auto plain = proto::open_sealed(
        seal_key, context,
        {static_cast<const std::uint8_t*>(sealed.getBlob()), static_cast<std::size_t>(sealed.getBytes())});
    if (!plain) return std::nullopt;
    return std::move(*plain);
  }

  Result<void> insert(const char* sql, std::optional<BytesView> key, BytesView context, BytesView plain) {
    auto sealed = proto::seal(seal_key, context, plain, entropy);
    if (!sealed) return sealed.error();
    SQLite::Statement statement{*database, sql};
    int place = 0;
    if (key) bind_blob(statement, ++place, as_text(*key));
    bind_blob(statement, ++place, as_text(*sealed));
    statement.exec();
    return {};
  }
};

ChunkStore::ChunkStore(const CatalogOptions& options, Entropy& entropy)
    : file_(new File{options.file.string() + ".fetching", options.vfs, options.seal_key, entropy, std::nullopt}) {}
ChunkStore::~ChunkStore() = default;

Result<void> ChunkStore::begin(BytesView plan) {
  file_->remove();
  try {
    file_->open(SQLite::OPEN_CREATE);
    return file_->insert("INSERT INTO plan VALUES (1, ?)", std::nullopt, as_bytes(kPlanContext), plan);
  } catch (const SQLite::Exception& exception) {
    file_->remove();
    return fetch_error(exception);
  }
}

std::optional<Bytes> ChunkStore::plan() {
  if (!file_->is_there()) return std::nullopt;
  try {
    file_->open(0);
    SQLite::Statement find{*file_->database, "SELECT sealed FROM plan"};
    if (auto found = file_->opened(find, as_bytes(kPlanContext))) return found;
  } catch (const SQLite::Exception&) {  // then it is as if nothing had arrived
  }
  file_->remove();
  return std::nullopt;
}

Result<void> ChunkStore::put(BytesView name, BytesView chunk) {
  try {
    file_->open(SQLite::OPEN_CREATE);
    return file_->insert("INSERT OR REPLACE INTO chunk VALUES (?, ?)", name, chunk_context(name), chunk);
  } catch (const SQLite::Exception& exception) {
    return fetch_error(exception);
  }
}

std::optional<Bytes> ChunkStore::chunk(BytesView name) {
  if (!file_->is_there()) return std::nullopt;
  try {
    file_->open(0);
    SQLite::Statement find{*file_->database, "SELECT sealed FROM chunk WHERE name = ?"};
    bind_blob(find, 1, as_text(name));
    return file_->opened(find, chunk_context(name));
  } catch (const SQLite::Exception&) {
    return std::nullopt;
  }
}

bool ChunkStore::has(BytesView name) {
  if (!file_->is_there()) return false;
  try {
    file_->open(0);
    SQLite::Statement find{*file_->database, "SELECT 1 FROM chunk WHERE name = ?"};
    bind_blob(find, 1, as_text(name));
    return find.executeStep();
  } catch (const SQLite::Exception&) {
    return false;
  }
}

void ChunkStore::clear() {
  if (file_->is_there()) file_->remove();
}

}  // namespace kazasu::catalog
