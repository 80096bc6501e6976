#include "offers/chunk_file.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <string_view>

#include "kazasu/proto/digest.hpp"
#include "kazasu/proto/sealed.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {
namespace {

constexpr int kApplicationId = 0x6b7a4331;  // "kzC1"
constexpr int kSchemaVersion = 1;
constexpr int kBusyTimeoutMs = 10'000;
/// Who began to fetch chunks may go on for so long.
constexpr std::int64_t kKeptMs = 86'400'000;

constexpr const char* kSchema = R"sql(
CREATE TABLE step(
  number INTEGER PRIMARY KEY AUTOINCREMENT, complete INTEGER NOT NULL, area TEXT NOT NULL, base INTEGER NOT NULL,
  version INTEGER NOT NULL, members INTEGER NOT NULL, made_unix_ms INTEGER NOT NULL, message BLOB NOT NULL) STRICT;
CREATE INDEX step_of ON step(area, base, version) WHERE complete = 1;
CREATE TABLE cover(
  step INTEGER NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY(step, terminal, epoch)) STRICT, WITHOUT ROWID;
CREATE TABLE chunk(number INTEGER PRIMARY KEY, step INTEGER NOT NULL, sha256 BLOB NOT NULL, sealed BLOB NOT NULL) STRICT;
CREATE INDEX chunk_sha256 ON chunk(sha256);
CREATE INDEX chunk_step ON chunk(step);
)sql";

void bind_blob(SQLite::Statement& statement, int index, std::string_view bytes) {
  statement.bind(index, bytes.data(), static_cast<int>(bytes.size()));
}

std::string blob_of(const SQLite::Column& column) {
  return {static_cast<const char*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}

bool is_damage(const SQLite::Exception& exception) {
  const int code = exception.getErrorCode();
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_FORMAT || code == SQLITE_ERROR;
}

/// The step of a row (number, area, members, made_unix_ms, message).
std::optional<MadeStep> read_step(SQLite::Database& database, SQLite::Statement& found) {
  if (!found.executeStep()) return std::nullopt;
  MadeStep made;
  const std::int64_t number = found.getColumn(0).getInt64();
  made.area = found.getColumn(1).getString();
  made.members = static_cast<std::uint64_t>(found.getColumn(2).getInt64());
  made.made_unix_ms = found.getColumn(3).getInt64();
  if (!made.step.ParseFromString(blob_of(found.getColumn(4)))) {
    throw SQLite::Exception("a step is not such a message", SQLITE_CORRUPT);
  }
  SQLite::Statement covers{database, "SELECT terminal, epoch, seq FROM cover WHERE step = ?"};
  covers.bind(1, number);
  while (covers.executeStep()) {
    made.covers[{covers.getColumn(0).getString(), static_cast<std::uint64_t>(covers.getColumn(1).getInt64())}] =
        static_cast<std::uint64_t>(covers.getColumn(2).getInt64());
  }
  return made;
}

}  // namespace

std::filesystem::path ChunkFile::beside(const std::filesystem::path& database) {
  return database.parent_path() / (database.stem().string() + "-chunks.db");
}

ChunkFile::ChunkFile(std::filesystem::path file, std::string vfs, Bytes seal_key, Entropy& entropy)
    : file_(std::move(file)), vfs_(std::move(vfs)), seal_key_(std::move(seal_key)), entropy_(entropy) {}

void ChunkFile::open() {
  if (database_) return;
  database_.emplace(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, kBusyTimeoutMs, vfs_);
  std::error_code ignored;
  std::filesystem::permissions(file_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
                               ignored);
  database_->exec("PRAGMA journal_mode=WAL");
  // What is lost is made again.
  database_->exec("PRAGMA synchronous=NORMAL");
  database_->exec("PRAGMA trusted_schema=OFF");
  SQLite::Transaction transaction{*database_, SQLite::TransactionBehavior::IMMEDIATE};
  const int version = database_->execAndGet("PRAGMA user_version").getInt();
  if (version == 0) {
    database_->exec(kSchema);
    database_->exec("PRAGMA application_id=" + std::to_string(kApplicationId));
    database_->exec("PRAGMA user_version=" + std::to_string(kSchemaVersion));
    transaction.commit();
  } else if (version != kSchemaVersion || database_->execAndGet("PRAGMA application_id").getInt() != kApplicationId) {
    throw SQLite::Exception("not a file of chunks of this version", SQLITE_NOTADB);
  }
}

void ChunkFile::remove_file() {
  database_.reset();
  sqlite3_vfs* vfs = sqlite3_vfs_find(vfs_.empty() ? nullptr : vfs_.c_str());
  for (const char* suffix : {"", "-wal", "-shm"}) vfs->xDelete(vfs, (file_.string() + suffix).c_str(), 0);
}

/// Does something with the file; if it is damaged, with a new one.
template <class Body>
auto ChunkFile::on_database(Body body) -> decltype(body(std::declval<SQLite::Database&>())) {
  const std::lock_guard lock{mutex_};
  try {
    open();
    return body(*database_);
  } catch (const SQLite::Exception& exception) {
    if (!is_damage(exception)) {
      database_.reset();
      throw;
    }
  }
  remove_file();
  open();
  return body(*database_);
}

std::optional<MadeStep> ChunkFile::newest_whole(const std::string& area) {
  return on_database([&](SQLite::Database& database) {
    SQLite::Statement find{database,
                           "SELECT number, area, members, made_unix_ms, message FROM step "
                           "WHERE complete = 1 AND area = ? AND base = 0 ORDER BY version DESC LIMIT 1"};
    find.bind(1, area);
    return read_step(database, find);
  });
}

std::optional<MadeStep> ChunkFile::delta(const std::string& area, std::uint64_t base_version, std::uint64_t version) {
  return on_database([&](SQLite::Database& database) {
    SQLite::Statement find{database,
                           "SELECT number, area, members, made_unix_ms, message FROM step "
                           "WHERE complete = 1 AND area = ? AND base = ? AND version = ?"};
    find.bind(1, area);
    find.bind(2, static_cast<std::int64_t>(base_version));
    find.bind(3, static_cast<std::int64_t>(version));
    return read_step(database, find);
  });
}

std::optional<std::string> ChunkFile::chunk(BytesView sha256) {
  return on_database([&](SQLite::Database& database) -> std::optional<std::string> {
    SQLite::Statement find{database,
                           "SELECT sealed FROM chunk JOIN step ON step.number = chunk.step "
                           "WHERE sha256 = ? AND complete = 1 LIMIT 1"};
    bind_blob(find, 1, as_text(sha256));
    if (!find.executeStep()) return std::nullopt;
    const std::string sealed = blob_of(find.getColumn(0));
    const auto frame = proto::open_sealed(seal_key_, sha256, as_bytes(sealed));
    if (!frame) throw SQLite::Exception("a chunk does not open under this key", SQLITE_CORRUPT);
    return std::string{as_text(*frame)};
  });
}

std::int64_t ChunkFile::begin(std::int64_t now_unix_ms) {
  return on_database([&](SQLite::Database& database) {
    SQLite::Statement insert{database, "INSERT INTO step VALUES (NULL, 0, '', 0, 0, 0, ?, x'')"};
    insert.bind(1, now_unix_ms);
    insert.exec();
    return database.getLastInsertRowid();
  });
}

void ChunkFile::add(std::int64_t number, const v1::CatalogChunk& chunk, const std::string& frame) {
  const auto sealed = proto::seal(seal_key_, as_bytes(chunk.sha256()), as_bytes(frame), entropy_);
  if (!sealed) throw StoreFailure(describe(sealed.error()));
  on_database([&](SQLite::Database& database) {
    SQLite::Statement insert{database, "INSERT INTO chunk (step, sha256, sealed) VALUES (?, ?, ?)"};
    insert.bind(1, number);
    bind_blob(insert, 2, chunk.sha256());
    bind_blob(insert, 3, as_text(*sealed));
    insert.exec();
  });
}

void ChunkFile::complete(std::int64_t number, const MadeStep& made) {
  on_database([&](SQLite::Database& database) {
    SQLite::Transaction transaction{database, SQLite::TransactionBehavior::IMMEDIATE};
    SQLite::Statement chunks{database, "SELECT count(*) FROM chunk WHERE step = ?"};
    chunks.bind(1, number);
    chunks.executeStep();
    // The file was begun anew meanwhile, or another process tidied it.
    if (chunks.getColumn(0).getInt() != made.step.chunks_size()) throw StoreFailure("chunks were lost while made");
    chunks.reset();
    SQLite::Statement update{database,
                             "UPDATE step SET complete = 1, area = ?, base = ?, version = ?, members = ?, "
                             "made_unix_ms = ?, message = ? WHERE number = ?"};
    update.bind(1, made.area);
    update.bind(2, static_cast<std::int64_t>(made.step.base_version()));
    update.bind(3, static_cast<std::int64_t>(made.step.version()));
    update.bind(4, static_cast<std::int64_t>(made.members));
    update.bind(5, made.made_unix_ms);
    bind_blob(update, 6, made.step.SerializeAsString());
    update.bind(7, number);
    update.exec();
    SQLite::Statement cover{database, "INSERT INTO cover VALUES (?, ?, ?, ?)"};
    for (const auto& [who, seq] : made.covers) {
      cover.reset();
      cover.bind(1, number);
      cover.bind(2, who.first);
      cover.bind(3, static_cast<std::int64_t>(who.second));
      cover.bind(4, static_cast<std::int64_t>(seq));
      cover.exec();
    }
    SQLite::Statement old{database,
                          "DELETE FROM step WHERE made_unix_ms < ? AND NOT (complete = 1 AND base = 0 AND version = "
                          "(SELECT max(version) FROM step AS other WHERE other.complete = 1 AND other.base = 0 AND "
                          "other.area = step.area))"};
    old.bind(1, made.made_unix_ms - kKeptMs);
    old.exec();
    database.exec("DELETE FROM cover WHERE step NOT IN (SELECT number FROM step)");
    database.exec("DELETE FROM chunk WHERE step NOT IN (SELECT number FROM step)");
    transaction.commit();
  });
}

}  // namespace kazasu::ledger
