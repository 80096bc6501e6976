#include "offline_store/store_fixture.hpp"

#include <SQLiteCpp/Database.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <iterator>

using namespace kazasu;
using namespace kazasu::journal;

Result<void> CountingEntropy::fill(std::span<std::uint8_t> bytes) {
  ++count_;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>((count_ >> (8 * (i % 8))) + i);
  return {};
}

JournalOptions r1(const std::filesystem::path& file, const std::string& vfs) {
  return {.file = file, .terminal = "R1", .epoch = 1, .vfs = vfs};
}

NewEntry checkout_named(const std::string& transaction_id, std::size_t filler) {
  v1::EntryBody body;
  body.set_transaction_id(transaction_id);
  body.set_business_date("2026-04-01");
  body.set_clerk(std::string(filler, 'c'));
  body.mutable_checkout()->set_at("2026-04-01T10:00:00+09:00");
  return {.kind = v1::CHECKOUT,
          .wall_unix_ms = 1'775'005'200'000,
          .monotonic_ns = 5'000'000'000,
          .transaction_id = transaction_id,
          .business_date = "2026-04-01",
          .body = body.SerializeAsString()};
}

std::unique_ptr<Journal> open_journal(const JournalOptions& options) {
  auto journal = Journal::open(options);
  if (!journal) FAIL(describe(journal.error()));
  return std::move(*journal);
}

void write_journal(const std::filesystem::path& file, int entries) {
  const auto journal = open_journal(r1(file));
  for (int i = 1; i <= entries; ++i) REQUIRE(journal->append(checkout_named("T" + std::to_string(i))).ok());
}

std::vector<std::string> transactions_of(Journal& journal) {
  const auto entries = journal.read(1, 1'000'000, std::size_t{1} << 32U);
  if (!entries) FAIL(describe(entries.error()));
  std::vector<std::string> ids;
  for (const v1::Entry& entry : *entries) {
    v1::EntryBody body;
    REQUIRE(body.ParseFromString(entry.body()));
    ids.push_back(body.transaction_id());
  }
  return ids;
}

void run_sql(const std::filesystem::path& file, const std::string& sql) {
  SQLite::Database database{file.string(), SQLite::OPEN_READWRITE};
  database.exec(sql);
}

std::string file_content(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  REQUIRE(stream.good());
  return {std::istreambuf_iterator<char>{stream}, {}};
}

void write_file(const std::filesystem::path& file, const std::string& content) {
  std::ofstream stream{file, std::ios::binary | std::ios::trunc};
  stream << content;
  REQUIRE(stream.good());
}
