// The form in which batches travel, and how it becomes simpler when the ledger does not understand it.
#include "kazasu/sync/batch_form.hpp"

#include <catch2/catch_test_macros.hpp>
#include <map>

#include "catalog_fixture.hpp"
#include "kazasu/proto/columns.hpp"
#include "kazasu/sync/enrollment.hpp"
#include "store_fixture.hpp"

using namespace kazasu;

namespace {

const Bytes kJournalKeyBytes(32, 0x22);

class JournalKey final : public KeyStore {
 public:
  Result<Bytes> load(std::string_view name) override {
    if (name == sync::kJournalKey && there) return kJournalKeyBytes;
    return Error{ErrorCode::key_missing, std::string{name}};
  }
  Result<void> store(std::string_view, BytesView) override { return {}; }
  bool there = true;
};

struct Sending {
  Sending()
      : journal(open_journal(r1(folder / "journal.db"))),
        catalog(open_catalog(catalog_options(folder / "catalog.db"), entropy)) {
    REQUIRE(catalog->apply(catalog_of_version(1)));
    for (int i = 1; i <= 60; ++i) REQUIRE(journal->append(checkout_named("T" + std::to_string(i))));
    batch.set_terminal("R1");
    batch.set_epoch(1);
    batch.set_prev_hash(std::string(32, '\0'));
    const auto entries = journal->read(1, 100, 1U << 20);
    REQUIRE(entries);
    for (const v1::Entry& entry : *entries) *batch.add_entries() = entry;
  }

  TransportRequest request() {
    auto made = form.request_of(batch);
    REQUIRE(made);
    sent = made->form;
    return std::move(made->request);
  }
  /// The columns in a request; fails if it is plain.
  v1::ColumnBatch columns() {
    const TransportRequest made = request();
    REQUIRE(made.content_type == proto::kColumnsContentType);
    v1::ColumnBatch message;
    REQUIRE(message.ParseFromArray(made.body.data(), static_cast<int>(made.body.size())));
    return message;
  }
  [[nodiscard]] bool is_plain() {
    const TransportRequest made = request();
    v1::Batch message;
    return made.content_type == "application/x-protobuf" &&
           message.ParseFromArray(made.body.data(), static_cast<int>(made.body.size())) &&
           message.SerializeAsString() == batch.SerializeAsString();
  }
  bool refused(int status, ErrorCode code) {
    v1::ErrorAnswer answer;
    answer.set_code(std::string{name_of(code)});
    const std::string bytes = answer.SerializeAsString();
    return form.becomes_simpler({status, {bytes.begin(), bytes.end()}}, sent);
  }

  MemoryFolder folder;
  CountingEntropy entropy;
  JournalKey keys;
  std::unique_ptr<journal::Journal> journal;
  std::unique_ptr<catalog::Catalog> catalog;
  sync::BatchForm form{*catalog, keys};
  sync::BatchForm::Form sent = sync::BatchForm::Form::plain;
  v1::Batch batch;
};

}  // namespace

TEST_CASE_METHOD(Sending, "batches go up in columns, which come back as the journal's entries") {
  const auto restored = proto::from_columns(columns(), {.journal_key = kJournalKeyBytes});
  REQUIRE(restored);
  CHECK(restored->SerializeAsString() == batch.SerializeAsString());
  CHECK_FALSE(form.becomes_simpler({200, {}}, sent));
}

TEST_CASE_METHOD(Sending, "a batch that was not understood goes up again in a simpler form") {
  CHECK(columns().catalog_version() == 1);
  CHECK(refused(400, ErrorCode::unsupported));
  CHECK(columns().catalog_version() == 0);  // alone
  CHECK(refused(403, ErrorCode::signature_invalid));
  CHECK(is_plain());
  CHECK_FALSE(refused(403, ErrorCode::signature_invalid));  // now it is wrong, and goes up no more

  SECTION("A new catalog brings columns back") {
    REQUIRE(catalog->apply(delta_to_version(2)));
    CHECK(columns().catalog_version() == 2);
  }
}

TEST_CASE_METHOD(Sending, "a ledger that knows no columns is asked once") {
  columns();
  CHECK(refused(415, ErrorCode::message_invalid));
  CHECK(is_plain());
  REQUIRE(catalog->apply(delta_to_version(2)));
  CHECK(is_plain());
}

TEST_CASE_METHOD(Sending, "what is no matter of the form is not sent again") {
  columns();
  CHECK_FALSE(refused(403, ErrorCode::not_enrolled));
  CHECK_FALSE(refused(500, ErrorCode::internal));
  CHECK_FALSE(refused(409, ErrorCode::journal_forked));
}

TEST_CASE_METHOD(Sending, "without the journal key batches are plain") {
  keys.there = false;
  CHECK(is_plain());
}
