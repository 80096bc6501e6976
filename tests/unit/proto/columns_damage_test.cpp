#include <catch2/catch_test_macros.hpp>
#include <random>

#include "columns/column_set.hpp"
#include "kazasu/proto/columns.hpp"
#include "kazasu/proto/zstd.hpp"
#include "proto/random_batch.hpp"

using namespace kazasu;

namespace {

const proto::ColumnSender kSender{.journal_key = proto::kTestJournalKey};
const proto::ColumnReceiver kReceiver{.journal_key = proto::kTestJournalKey};

v1::ColumnBatch one_entry() {
  v1::ColumnBatch columns;
  columns.set_rules(1);
  columns.set_terminal("R1");
  columns.set_epoch(1);
  columns.set_prev_hash(std::string(32, '\0'));
  columns.set_first_seq(1);
  columns.set_entries(1);
  return columns;
}

v1::Column& add(v1::ColumnBatch& columns, const std::string& path, const std::string& codes) {
  v1::Column& column = *columns.mutable_columns()->add_columns();
  column.set_path(path);
  column.add_codes()->set_data(codes);
  return column;
}

ErrorCode refused(const v1::ColumnBatch& columns, const proto::ColumnReceiver& receiver = kReceiver) {
  const auto restored = proto::from_columns(columns, receiver);
  REQUIRE_FALSE(restored);
  return restored.error().code;
}

const std::string kClerk = "\x05\x03";
const std::string kLines = std::string("\x05\x0a\x04\x03\x00", 5);

}  // namespace

TEST_CASE("A damaged batch in columns is refused or comes to other hashes, and never harms") {
  std::mt19937_64 random{5};
  int refusals = 0;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    proto::RandomBatches batches{seed};
    const v1::Batch batch = batches.next(12);
    const std::string bytes = proto::to_columns(batch, kSender)->SerializeAsString();
    for (int damage = 0; damage < 60; ++damage) {
      std::string damaged = bytes;
      if (damage % 4 == 0) {
        damaged.resize(random() % damaged.size());
      } else {
        damaged[random() % damaged.size()] ^= static_cast<char>(1 + random() % 255);
      }
      v1::ColumnBatch columns;
      if (!columns.ParseFromString(damaged)) continue;
      const auto restored = proto::from_columns(columns, kReceiver);
      if (!restored) {
        ++refusals;
        continue;
      }
      for (int i = 0; i < restored->entries_size() && i < batch.entries_size(); ++i) {
        const bool same_entry = restored->terminal() == batch.terminal() && restored->epoch() == batch.epoch() &&
                                restored->entries(i).body() == batch.entries(i).body() &&
                                restored->entries(i).seq() == batch.entries(i).seq() &&
                                restored->entries(i).kind() == batch.entries(i).kind() &&
                                restored->entries(i).wall_unix_ms() == batch.entries(i).wall_unix_ms() &&
                                restored->entries(i).monotonic_ns() == batch.entries(i).monotonic_ns() &&
                                (i == 0 ? restored->prev_hash() == batch.prev_hash()
                                        : restored->entries(i - 1).hash() == batch.entries(i - 1).hash());
        CHECK((restored->entries(i).hash() == batch.entries(i).hash()) == same_entry);
      }
    }
  }
  CHECK(refusals > 200);
}

TEST_CASE("Other rules and unknown fields are unsupported") {
  v1::ColumnBatch columns = one_entry();
  CHECK(proto::from_columns(columns, kReceiver));
  columns.set_rules(2);
  CHECK(refused(columns) == ErrorCode::unsupported);
  columns.set_rules(1);
  add(columns, "\x05\x63", "\x01");
  CHECK(refused(columns) == ErrorCode::unsupported);
}

TEST_CASE("Columns that do not fit are invalid") {
  v1::ColumnBatch columns = one_entry();
  SECTION("A column twice") {
    add(columns, kClerk, "\x00");
    add(columns, kClerk, "\x00");
  }
  SECTION("More values than entries") {
    add(columns, kClerk, std::string("\x00\x00", 2));
  }
  SECTION("A text that does not come") {
    add(columns, kClerk, "\x01");
  }
  SECTION("A text that was not there before") {
    add(columns, kClerk, "\x02");
  }
  SECTION("A second plane for a value that has ended") {
    add(columns, kClerk, "\x01").add_codes()->set_data("\x01");
  }
  SECTION("No second plane for a value that goes on") {
    add(columns, kClerk, "\x81");
  }
  SECTION("Lengths beyond the texts") {
    v1::Column& column = add(columns, kClerk, "\x01");
    column.mutable_lengths()->set_data("\x05");
    column.mutable_texts()->set_data("abc");
  }
  SECTION("Texts beyond the lengths") {
    v1::Column& column = add(columns, kClerk, "\x01");
    column.mutable_lengths()->set_data("\x02");
    column.mutable_texts()->set_data("abc");
  }
  SECTION("A count below zero") {
    add(columns, kLines, "\x01");
  }
  SECTION("A form of a digest that there is not") {
    add(columns, std::string("\x05\x04\x00", 3), "\x7e");
  }
  SECTION("A form of a member that there is not") {
    add(columns, std::string("\x05\x05\x00", 3), "\x10");
  }
  SECTION("A product's number without a list") {
    add(columns, std::string("\x05\x0a\x00", 3), "\x02");
    add(columns, std::string("\x05\x0a\x04\x00", 4), "\x02");
    add(columns, kLines, "\x02");
    add(columns, std::string("\x05\x0a\x04\x03\x02\x00", 6), "\x02");
  }
  SECTION("Sealed members that do not open") {
    columns.set_sealed_members(std::string(40, 'x'));
  }
  SECTION("A plane that is no zstd frame") {
    v1::Plane& plane = *add(columns, kClerk, "").mutable_codes(0);
    plane.set_size(3);
    plane.set_data("xyz");
  }
  SECTION("A plane of another size than it says") {
    v1::Plane& plane = *add(columns, kClerk, "").mutable_codes(0);
    plane.set_data(proto::zstd_compress(std::string(100, '\0')));
    plane.set_size(200);
  }
  CHECK(refused(columns) == ErrorCode::message_invalid);
}

TEST_CASE("Nothing large comes of a small batch") {
  SECTION("A plane that declares too much is not decompressed") {
    v1::ColumnBatch columns = one_entry();
    v1::Plane& plane = *add(columns, kClerk, "").mutable_codes(0);
    plane.set_data(proto::zstd_compress(std::string(1'000, '\0')));
    plane.set_size(4'000'000'000U);
    CHECK(refused(columns) == ErrorCode::limit_exceeded);
  }
  SECTION("Many planes together may not either") {
    v1::ColumnBatch columns = one_entry();
    const std::string zeros(9'000'000, '\0');
    for (const char* path : {"\x02", "\x03"}) {
      v1::Plane& plane = *add(columns, path, "").mutable_codes(0);
      plane.set_data(proto::zstd_compress(zeros));
      plane.set_size(static_cast<std::uint32_t>(zeros.size()));
    }
    columns.set_entries(9'000);
    CHECK(refused(columns) == ErrorCode::limit_exceeded);
  }
  SECTION("One text again and again") {
    v1::ColumnBatch columns = one_entry();
    columns.set_entries(10'000);
    v1::Column& column = add(columns, kClerk, "\x01");   // every entry after the first has the clerk of the one before
    column.mutable_lengths()->set_data("\xa0\x8d\x06");  // 100,000
    column.mutable_texts()->set_data(std::string(100'000, 'c'));
    CHECK(refused(columns) == ErrorCode::limit_exceeded);
  }
  SECTION("More entries than a batch may have") {
    v1::ColumnBatch columns = one_entry();
    columns.set_entries(10'001);
    CHECK(refused(columns) == ErrorCode::limit_exceeded);
  }
  SECTION("A list that is too long") {
    v1::ColumnBatch columns = one_entry();
    add(columns, std::string("\x05\x0a\x00", 3), "\x02");
    add(columns, std::string("\x05\x0a\x04\x00", 4), "\x02");
    v1::Column& column = add(columns, kLines, "\x82");  // 257
    column.add_codes()->set_data("\x04");
    CHECK(refused(columns) == ErrorCode::message_invalid);
  }
}
