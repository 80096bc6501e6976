#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kazasu/ledger/ledger.hpp"
#include "kazasu/proto/digest.hpp"
#include "kazasu/v1/journal.pb.h"

namespace kazasu::ledger {

/// An entry of a batch, which outlives this, with its hash recomputed.
struct HashedEntry {
  const v1::Entry* entry = nullptr;
  proto::Digest hash{};
};

/// An entry opened as far as it can be.
struct ReceivedEntry {
  v1::EntryBody body;
  std::optional<v1::MemberPart> member;
  std::string
      refused;  ///< why it cannot be posted: "content_invalid", "kind_unknown", "member_unreadable"; "" if it can
};

struct ReceivedBatch {
  proto::Digest prev_hash{};
  std::vector<HashedEntry> entries;
};

/// Checks what can be checked without the books: form, limits, signature, the chain of hashes. Only what puts the whole
/// batch in doubt is an error.
Result<ReceivedBatch> receive(const Client& client, const v1::Batch& batch);

/// Opens one entry into `opened`, whose memory serves for entry after entry: a body has some hundred texts.
void open_entry(const std::string& terminal, BytesView journal_key, const v1::Entry& entry, ReceivedEntry& opened);

}  // namespace kazasu::ledger
