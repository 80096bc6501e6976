#include "entry_source.hpp"

#include <utility>

#include "kazasu/proto/sealed.hpp"

namespace kazasu {

Result<OpenedEntry> open_entry(v1::Entry entry, std::string_view terminal, BytesView journal_key) {
  OpenedEntry opened{.entry = std::move(entry), .body = {}, .member = std::nullopt};
  const std::string where = "entry " + std::to_string(opened.entry.seq());
  if (!opened.body.ParseFromString(opened.entry.body()))
    return Error{ErrorCode::journal_corrupt, where + ": the body is not an EntryBody"};
  if (opened.body.sealed_member().empty() || journal_key.empty()) return opened;
  const Bytes context = proto::entry_seal_context(terminal, opened.body.business_date(), opened.body.transaction_id());
  auto plain = proto::open_sealed(journal_key, context, as_bytes(opened.body.sealed_member()));
  if (!plain) return Error{plain.error().code, where + ": " + plain.error().detail};
  if (!opened.member.emplace().ParseFromArray(plain->data(), static_cast<int>(plain->size()))) {
    return Error{ErrorCode::journal_corrupt, where + ": the sealed part is not a MemberPart"};
  }
  return opened;
}

Seller seller_of(const v1::StoreIdentity& store) {
  return {store.company(), store.store(), store.name(), store.registration_number(), store.program_name()};
}

}  // namespace kazasu
