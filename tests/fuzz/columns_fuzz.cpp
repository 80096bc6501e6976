// Batches in columns. The first byte says what the rest is: a batch in columns as it arrives, or the body of an entry
// that is to travel so.
#include "fuzz.hpp"
#include "kazasu/proto/columns.hpp"
#include "kazasu/proto/entry_hash.hpp"

namespace kazasu::fuzz {
namespace {

/// The key of the seeds (tests/unit/proto/random_batch.hpp).
const Bytes kJournalKey(32, 0x42);

void require_back(const v1::Batch& batch) {
  const auto columns = proto::to_columns(batch, {.journal_key = kJournalKey});
  require(columns.ok(), "a batch travels in columns");
  const auto restored = proto::from_columns(*columns, {.journal_key = kJournalKey, .bytes_max = 64U << 20});
  require(restored.ok() && restored->SerializeAsString() == batch.SerializeAsString(), "it comes back as it was");
}

}  // namespace

void run(BytesView input) {
  Input in{input};
  if (in.byte() % 2 == 0) {
    v1::ColumnBatch columns;
    if (!columns.ParseFromArray(in.rest().data(), static_cast<int>(in.rest().size()))) return;
    const auto batch = proto::from_columns(columns, {.journal_key = kJournalKey, .bytes_max = 1U << 20});
    if (batch) require_back(*batch);
    return;
  }
  v1::Batch batch;
  batch.set_terminal("R1");
  batch.set_epoch(1);
  batch.set_prev_hash(std::string(32, '\0'));
  proto::Digest before{};
  for (std::uint64_t seq = 1; seq <= 2; ++seq) {  // the second is expected to be like the first
    v1::Entry& entry = *batch.add_entries();
    entry.set_seq(seq);
    entry.set_kind(v1::CHECKOUT);
    entry.set_body(std::string{in.text()});
    before = proto::entry_hash(batch.terminal(), batch.epoch(), before, entry);
    entry.set_hash(std::string{as_text(before)});
  }
  require_back(batch);
}

}  // namespace kazasu::fuzz

KAZASU_FUZZ_TARGET
