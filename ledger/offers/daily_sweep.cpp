#include "offers/daily_sweep.hpp"

#include "kazasu/ledger/posting.hpp"
#include "offers/catalog_version.hpp"

namespace kazasu::ledger {
namespace {

constexpr const char* kSweptUntil = "swept_until";

}  // namespace

std::string swept_until(CatalogStore& catalog) {
  return catalog.text(kSweptUntil);
}

bool sweep_is_due(CatalogStore& catalog, const std::string& today) {
  return swept_until(catalog) < today;
}

void sweep_until(Transaction& transaction, const std::string& today, std::int64_t now_unix_ms) {
  CatalogStore& catalog = transaction.catalog();
  const std::string before = swept_until(catalog);
  if (before >= today) return;
  const auto accounts = transaction.books().accounts_to_sweep(before, today);
  const proto::EntryId operation = next_operation(catalog);
  const std::uint64_t version = next_catalog_version(catalog, now_unix_ms);
  for (const std::string& id : accounts) {
    auto account = transaction.books().load(id);
    if (!account) throw StoreFailure("an account with a lot is not there");
    transaction.books().add_postings(id, operation, expire_lots(today, *account));
    transaction.books().save(*account);
    catalog.mark_changed(id, version);
  }
  catalog.set_text(kSweptUntil, today);
}

proto::EntryId next_operation(CatalogStore& catalog) {
  const std::int64_t operation = catalog.number("operation") + 1;
  catalog.set_number("operation", operation);
  return {std::string{kLedgerItself}, 0, static_cast<std::uint64_t>(operation)};
}

}  // namespace kazasu::ledger
