// A real terminal's journal in columns: every entry comes back byte for byte, and little of it travels.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/journal/journal.hpp"
#include "kazasu/proto/columns.hpp"
#include "prepared_terminal.hpp"

using namespace kazasu;

namespace {

/// As prepared_terminal.cpp lays it down.
const Bytes kJournalKeyBytes(32, 0x22);

v1::Batch batch_of(const std::filesystem::path& file) {
  auto journal = journal::Journal::open({.file = file, .terminal = "R1", .epoch = 1, .vfs = {}});
  REQUIRE(journal);
  v1::Batch batch;
  batch.set_terminal("R1");
  batch.set_epoch(1);
  batch.set_prev_hash(std::string(32, '\0'));
  const auto entries = (*journal)->read(1, 10'000, 64U << 20);
  REQUIRE(entries);
  for (const v1::Entry& entry : *entries) *batch.add_entries() = entry;
  return batch;
}

}  // namespace

TEST_CASE("sales, returns and voids of a terminal come back from columns byte for byte") {
  PreparedTerminal prepared;
  Terminal& terminal = prepared.open();
  std::string first;
  std::string second;
  for (int i = 0; i < 60; ++i) {
    const std::string sale = sell(terminal, "T" + std::to_string(i), i % 3 != 0, 1 + i % 4);
    if (i == 10) first = sale;
    if (i == 11) second = sale;
  }
  give_back_one(terminal, "T60", first);
  cancel(terminal, "T61", second);
  for (int i = 62; i < 200; ++i) sell(terminal, "T" + std::to_string(i), i % 3 != 0, 1 + i % 4);
  prepared.close();
  const v1::Batch batch = batch_of(prepared.journal_file());
  REQUIRE(batch.entries_size() == 200);

  const auto columns = proto::to_columns(batch, {.journal_key = kJournalKeyBytes});
  REQUIRE(columns);
  const auto restored = proto::from_columns(*columns, {.journal_key = kJournalKeyBytes});
  REQUIRE(restored);
  CHECK(restored->SerializeAsString() == batch.SerializeAsString());
  // Two lines each, of the same two products: what travels of a sale is its quantity, times and member.
  INFO(columns->ByteSizeLong() << " bytes of " << batch.ByteSizeLong());
  CHECK(columns->ByteSizeLong() < 25 * 200);
  // None travels as it is: 05 is an entry's body, 05 04 its digest, 05 05 its sealed member.
  for (const v1::Column& column : columns->columns().columns()) {
    CHECK(column.path() != "\x05");
    CHECK(column.path() != "\x05\x04");
    CHECK(column.path() != "\x05\x05");
  }
}

TEST_CASE("a journal of the first release comes back from columns byte for byte") {
  const v1::Batch batch = [] {
    PreparedTerminal prepared;
    std::filesystem::copy_file(KAZASU_SOURCE_DIR "/tests/golden_journals/v1/journal.db", prepared.journal_file());
    return batch_of(prepared.journal_file());
  }();
  const auto columns = proto::to_columns(batch, {.journal_key = kJournalKeyBytes});
  REQUIRE(columns);
  const auto restored = proto::from_columns(*columns, {.journal_key = kJournalKeyBytes});
  REQUIRE(restored);
  CHECK(restored->SerializeAsString() == batch.SerializeAsString());
}
