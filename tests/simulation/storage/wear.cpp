#include "storage/wear.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <utility>

#include "disk/disk_vfs.hpp"
#include "storage/journal_history.hpp"

namespace kazasu::simulation {
namespace {

/// Of an entry's body: a checkout of five lines with its quote.
constexpr std::size_t kBodyBytes = 700;
/// Two for each checkpoint of some 500 checkouts: the log, then the file.
constexpr double kFlushesMax = 1.01;

/// Counts from where the disk is now.
class Count {
 public:
  explicit Count(const MemoryDisk& disk) : disk_(disk), bytes_(disk.bytes_written()), flushes_(disk.flushes()) {}
  [[nodiscard]] Wear each(std::uint64_t checkouts) const {
    const auto number = static_cast<double>(checkouts);
    return {static_cast<double>(disk_.bytes_written() - bytes_) / number,
            static_cast<double>(disk_.flushes() - flushes_) / number};
  }

 private:
  const MemoryDisk& disk_;
  std::uint64_t bytes_, flushes_;
};

Wear of_journal(std::uint64_t checkouts, std::string& violation) {
  MemoryDisk disk;
  DiskVfs vfs{disk};
  auto journal = journal::Journal::open({.file = "journal.db", .terminal = "R1", .epoch = 1, .vfs = vfs.name()});
  if (!journal) return violation = describe(journal.error()), Wear{};
  const Count count{disk};
  for (std::uint64_t i = 1; i <= checkouts; ++i) {
    const auto appended = (*journal)->append(sample_entry("R1-" + std::to_string(100'000 + i), kBodyBytes));
    if (!appended) return violation = describe(appended.error()), Wear{};
  }
  return count.each(checkouts);
}

Wear of_seven_rows(std::uint64_t checkouts) {
  MemoryDisk disk;
  DiskVfs vfs{disk};
  SQLite::Database rows{std::string{"rows.db"}, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 0, vfs.name()};
  rows.exec("PRAGMA locking_mode=EXCLUSIVE");
  rows.exec("PRAGMA journal_mode=WAL");
  rows.exec("PRAGMA synchronous=FULL");
  rows.exec(
      "CREATE TABLE checkout (id INTEGER PRIMARY KEY, at, member, terminal, store, total, discount, tender);"
      "CREATE TABLE line (checkout, n, product, quantity, price, discount, offer, PRIMARY KEY (checkout, n)) WITHOUT "
      "ROWID;"
      "CREATE TABLE movement (id INTEGER PRIMARY KEY, checkout, member, points, balance, kind, at)");
  SQLite::Statement checkout{rows, "INSERT INTO checkout VALUES (?, 1775005200000, ?, 12, 345, 1280, 50, 2)"};
  SQLite::Statement line{rows, "INSERT INTO line VALUES (?, ?, ?, 2, 138, 10, 77)"};
  SQLite::Statement movement{rows, "INSERT INTO movement VALUES (NULL, ?, ?, 12, 1200, 1, 1775005200000)"};
  const auto run = [](SQLite::Statement& statement, std::initializer_list<std::int64_t> values) {
    int place = 0;
    for (const std::int64_t value : values) statement.bind(++place, value);
    statement.exec();
    statement.reset();
  };
  const Count count{disk};
  for (std::uint64_t i = 1; i <= checkouts; ++i) {
    const auto id = static_cast<std::int64_t>(i);
    const std::int64_t member = id * 7'919 % 10'000'000;
    SQLite::Transaction transaction{rows};
    run(checkout, {id, member});
    for (std::int64_t n = 0; n < 5; ++n) run(line, {id, n, 4'912'345'000'000 + (id * 31 + n * 17) % 20'000});
    run(movement, {id, member});
    transaction.commit();
  }
  return count.each(checkouts);
}

}  // namespace

WearReport measure_wear(std::uint64_t checkouts) {
  WearReport report;
  report.journal = of_journal(checkouts, report.violation);
  report.seven_rows = of_seven_rows(checkouts);
  if (!report.violation.empty()) return report;
  if (report.journal.bytes > 0.5 * report.seven_rows.bytes) report.violation = "more than half of what rows write";
  if (report.journal.flushes > kFlushesMax) report.violation = "more than one flush a checkout";
  if (report.seven_rows.flushes < 1) report.violation = "the rows were not as reliable";
  return report;
}

}  // namespace kazasu::simulation
