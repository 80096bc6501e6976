#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include "kazasu/values/bytes.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// A blob for binding; a text is bound from std::string and std::string_view.
struct Blob {
  BytesView bytes;
};

/// One run of a prepared statement, which goes back to its cache afterwards.
class Query {
 public:
  explicit Query(SQLite::Statement& statement) : statement_(statement) {}
  ~Query() {
    statement_.tryReset();
    statement_.clearBindings();
  }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  template <class... Values>
  Query& bind(const Values&... values) {
    int place = 0;
    (bind_one(++place, values), ...);
    return *this;
  }

  /// Whether there is a (further) row.
  bool next() { return statement_.executeStep(); }
  /// How many rows it changed.
  int run() { return statement_.exec(); }
  /// Binds and runs at once, and so need not copy the values.
  template <class First, class... Values>
  int run(const First& first, const Values&... values) {
    int place = 1;
    lend_one(place, first);
    (lend_one(++place, values), ...);
    return statement_.exec();
  }

  [[nodiscard]] std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
  [[nodiscard]] std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(integer(column)); }
  /// A text's or a blob's bytes.
  [[nodiscard]] std::string text(int column) const {
    const SQLite::Column value = statement_.getColumn(column);
    return {static_cast<const char*>(value.getBlob()), static_cast<std::size_t>(value.getBytes())};
  }
  [[nodiscard]] Bytes blob(int column) const {
    const std::string bytes = text(column);
    return {bytes.begin(), bytes.end()};
  }

 private:
  template <class Integer>
  requires std::is_integral_v<Integer> || std::is_enum_v<Integer>
  void bind_one(int place, Integer value) { statement_.bind(place, static_cast<std::int64_t>(value)); }
  void bind_one(int place, std::string_view value) { statement_.bind(place, std::string{value}); }
  void bind_one(int place, const Blob& value) {
    // An empty blob needs an address: SQLite takes a null one for NULL.
    static constexpr std::uint8_t kNothing = 0;
    const void* data = value.bytes.empty() ? &kNothing : value.bytes.data();
    statement_.bind(place, data, static_cast<int>(value.bytes.size()));
  }

  template <class Value>
  void lend_one(int place, const Value& value) {
    bind_one(place, value);
  }
  void lend_one(int place, const std::string& value) { statement_.bindNoCopy(place, value); }
  void lend_one(int place, const Blob& value) {
    if (value.bytes.empty()) return bind_one(place, value);
    statement_.bindNoCopy(place, value.bytes.data(), static_cast<int>(value.bytes.size()));
  }

  SQLite::Statement& statement_;
};

/// A connection with its prepared statements. Thread: one at a time.
class SqliteConnection {
 public:
  enum class Schema {
    current,  ///< the database must be of this version
    migrate,  ///< one of an earlier version becomes one of this where it lies
  };
  /// `vfs`: a registered SQLite VFS; "": the system's.
  SqliteConnection(const std::filesystem::path& file, const std::string& vfs, Schema schema = Schema::current);

  /// Makes the names of database and log durable. SQLite does so for a new log, but does not tell when it failed: a log
  /// without a name is lost with everything in it.
  void flush_folder(const std::filesystem::path& file);

  /// Moves the log into the database, flushed. A commit whose flush failed may be in the log and in the page cache but
  /// not on the disk; found again at the opening it counts, and so it must be written anew (reliability: D3).
  void settle_log();

  /// `sql` is a literal: its address is the statement's key in the cache.
  Query query(const char* sql);
  void execute(const char* sql) { database_.exec(sql); }

 private:
  SQLite::Database database_;
  std::unordered_map<const char*, std::unique_ptr<SQLite::Statement>> statements_;
};

/// Makes an empty ledger database. Throws StoreFailure if there is one.
void create_sqlite_database(const std::filesystem::path& file, const std::string& vfs);

}  // namespace kazasu::ledger
