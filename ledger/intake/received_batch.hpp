#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kazasu/ledger/ledger.hpp"
#include "kazasu/proto/digest.hpp"
#include "kazasu/v1/journal.pb.h"

namespace kazasu::ledger {

/// An entry whose hash was recomputed, opened as far as it can be.
struct ReceivedEntry {
  const v1::Entry* entry = nullptr;  ///< of the batch, which outlives this
  proto::Digest hash{};
  v1::EntryBody body;
  std::optional<v1::MemberPart> member;
  std::string
      refused;  ///< why it cannot be posted: "content_invalid", "kind_unknown", "member_unreadable"; "" if it can
};

struct ReceivedBatch {
  proto::Digest prev_hash{};
  std::vector<ReceivedEntry> entries;
};

/// Checks what can be checked without the books: form, limits, signature, the chain of hashes; and opens the entries.
/// Only what puts the whole batch in doubt is an error.
Result<ReceivedBatch> receive(const Client& client, const v1::Batch& batch, BytesView journal_key);

}  // namespace kazasu::ledger
