#include "catalog/staging.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "catalog/state.hpp"
#include "kazasu/proto/sealed.hpp"

namespace kazasu::catalog {
namespace {

constexpr std::size_t kSealKeyBytes = 32;
/// Five kinds in 256 parts: at most 20 MiB wait in memory, 12 of a whole catalog, which removes nothing.
constexpr std::size_t kRunBytes = 16 * 1024;
constexpr std::string_view kSealContext = "kazasu.catalog.staging";

/// A record in a part: its key and its size, then itself.
struct Head {
  std::uint64_t key;
  std::uint64_t size;
};

struct Place {
  std::uint64_t key;
  std::size_t offset;
  std::size_t size;
};

}  // namespace

Staging::Staging(std::filesystem::path file, std::string vfs, Entropy& entropy)
    : file_(std::move(file)), vfs_(std::move(vfs)), entropy_(entropy) {}

Staging::~Staging() {
  const bool is_written = database_.has_value();
  database_.reset();
  if (is_written) remove(file_, vfs_);
}

std::filesystem::path Staging::file_beside(const std::filesystem::path& catalog) {
  return catalog.string() + ".staging";
}

void Staging::remove(const std::filesystem::path& file, const std::string& vfs) {
  sqlite3_vfs* system = sqlite3_vfs_find(vfs.empty() ? nullptr : vfs.c_str());
  if (system != nullptr) system->xDelete(system, file.c_str(), 0);
}

Result<void> Staging::add(Kind kind, std::uint64_t key, std::string_view record) {
  Part& part = parts_[index(kind)][key >> 56];
  const Head head{key, record.size()};
  part.waiting.append(reinterpret_cast<const char*>(&head), sizeof head);
  part.waiting += record;
  ++count_[index(kind)];
  return part.waiting.size() < kRunBytes ? Result<void>{} : write_run(part);
}

Result<void> Staging::write_run(Part& part) try {
  if (!database_) {
    key_.resize(kSealKeyBytes);
    if (auto filled = entropy_.fill(key_); !filled) return filled;
    remove(file_, vfs_);
    database_.emplace(file_.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 0, vfs_);
    for (const char* sql :
         {"PRAGMA page_size=16384", "PRAGMA locking_mode=EXCLUSIVE", "PRAGMA journal_mode=OFF",
          "PRAGMA synchronous=OFF", "CREATE TABLE run (number INTEGER PRIMARY KEY, sealed BLOB)", "BEGIN"}) {
      database_->exec(sql);
    }
  }
  auto sealed = proto::seal(key_, as_bytes(kSealContext), as_bytes(part.waiting), entropy_);
  if (!sealed) return sealed.error();
  SQLite::Statement insert{*database_, "INSERT INTO run (sealed) VALUES (?)"};
  insert.bindNoCopy(1, sealed->data(), static_cast<int>(sealed->size()));
  insert.exec();
  part.runs.push_back(database_->getLastInsertRowid());
  part.waiting.clear();
  return {};
} catch (const SQLite::Exception& exception) {
  return catalog_error(exception, "writing its staging file");
}

Result<std::string> Staging::content(const Part& part) try {
  std::string content;
  for (const std::int64_t run : part.runs) {
    SQLite::Statement find{*database_, "SELECT sealed FROM run WHERE number = ?"};
    find.bind(1, run);
    if (!find.executeStep()) throw SQLite::Exception("a run of the staging file is missing", SQLITE_IOERR);
    const SQLite::Column sealed = find.getColumn(0);
    const auto plain = proto::open_sealed(
        key_, as_bytes(kSealContext),
        {static_cast<const std::uint8_t*>(sealed.getBlob()), static_cast<std::size_t>(sealed.getBytes())});
    if (!plain) return plain.error();
    content += as_text(*plain);
  }
  content += part.waiting;
  return content;
} catch (const SQLite::Exception& exception) {
  return catalog_error(exception, "reading its staging file");
}

Result<void> Staging::for_each(Kind kind, const Take& take) {
  for (const Part& part : parts_[index(kind)]) {
    const auto read = content(part);
    if (!read) return read.error();
    std::vector<Place> places;
    for (std::size_t at = 0; at < read->size();) {
      Head head{};
      std::memcpy(&head, read->data() + at, sizeof head);
      at += sizeof head;
      places.push_back({head.key, at, head.size});
      at += head.size;
    }
    // By offset too: in the order of their adding.
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
      return std::pair{a.key, a.offset} < std::pair{b.key, b.offset};
    });
    for (const Place& place : places) {
      if (auto taken = take(place.key, std::string_view{*read}.substr(place.offset, place.size)); !taken) return taken;
    }
  }
  return {};
}

}  // namespace kazasu::catalog
