// Which settled entries of the journal may go.
#include <algorithm>

#include "local_store.hpp"

namespace kazasu {

namespace {

/// An entry of the largest basket has about 1 MB.
constexpr std::size_t kBytesPerRead = 16 * 1024 * 1024;

}  // namespace

/// `limit`, or less where a return that is kept needs its sale: a sale and its returns go together.
std::uint64_t LocalStore::removable_up_to(std::uint64_t limit) const {
  for (bool lowered = true; lowered;) {
    lowered = false;
    for (const auto& [sale, returns] : returns_by_sale_) {
      if (sale > limit) break;
      if (returns.back() <= limit) continue;
      limit = sale - 1;
      lowered = true;
      break;
    }
  }
  return limit;
}

Result<std::uint64_t> LocalStore::remove_settled(std::int64_t retention_days, std::size_t entries_max) {
  if (!basis_ || retention_days <= 0) return std::uint64_t{0};
  const Program& program = basis_->offers->program();
  const Date today = business_date_at(program.time_zone, program.business_day_starts, clock_.now_unix_ms());
  const std::string keep_from = format_date(add_days(today, -retention_days));
  const std::uint64_t first = journal_->removed().seq + 1;
  auto entries = journal_->read(first, entries_max, kBytesPerRead);
  if (!entries) return entries.error();
  std::uint64_t limit = first - 1;
  for (const v1::Entry& entry : *entries) {
    v1::EntryBody body;
    if (!body.ParseFromString(entry.body()) || body.business_date() >= keep_from) break;
    limit = entry.seq();
  }
  if (limit < first) return std::uint64_t{0};
  // What the catalog's members do not show yet is added from the entries at every opening.
  limit = std::min(limit, catalog_->covers_epoch() == identity_.epoch ? catalog_->covers_seq() : 0);
  // What was spent under leases that still run is subtracted from them at every opening.
  if (const auto needed = lease_book_.first_needed()) limit = std::min(limit, *needed - 1);
  auto settled = journal_->settled_up_to(limit);
  if (!settled) return settled.error();
  limit = removable_up_to(std::min(limit, *settled));
  if (limit < first) return std::uint64_t{0};
  std::vector<proto::Digest> unnamed;
  for (const auto& [name, seq] : last_naming_) {
    if (seq <= limit && journal_->holds_document(name)) unnamed.push_back(name);
  }
  if (auto removed = journal_->remove_up_to(limit, unnamed); !removed) return removed.error();
  forget_up_to(limit);
  return limit - first + 1;
}

void LocalStore::forget_up_to(std::uint64_t seq) {
  std::erase_if(last_naming_, [&](const auto& item) { return item.second <= seq; });
  std::erase_if(returns_by_sale_, [&](const auto& item) { return item.first <= seq; });
  pending_.removed_up_to(seq);
}

}  // namespace kazasu
