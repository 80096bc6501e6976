#include "intake/column_desk.hpp"

#include <algorithm>

namespace kazasu::ledger {
namespace {

/// Those that sell: some 300 bytes each.
constexpr std::size_t kKnownProductsMax = 20'000;

}  // namespace

Result<v1::Batch> ColumnDesk::restore(const v1::ColumnBatch& columns, BytesView journal_key) {
  const auto transaction = store_.begin_read();
  const std::uint64_t changed = transaction->catalog().products_version();
  Products listed;
  proto::ColumnReceiver receiver{.journal_key = journal_key};
  receiver.products = [&](std::uint64_t version) -> std::span<const std::string> {
    listed = products(transaction->catalog(), version, changed);
    return *listed;
  };
  receiver.product = [&](std::string_view product, std::uint64_t version) {
    return find_product(transaction->catalog(), product, version, changed);
  };
  receiver.member = [&](std::string_view hash_begin) { return transaction->books().identifier_beginning(hash_begin); };
  return proto::from_columns(columns, receiver);
}

ColumnDesk::Products ColumnDesk::products(CatalogStore& catalog, std::uint64_t version, std::uint64_t changed) {
  const std::lock_guard lock{mutex_};
  take_version(version, changed);
  if (!products_) products_ = std::make_shared<const std::vector<std::string>>(catalog.products_until(version));
  return products_;
}

std::optional<v1::CatalogProduct> ColumnDesk::find_product(CatalogStore& catalog, std::string_view product,
                                                           std::uint64_t version, std::uint64_t changed) {
  const std::lock_guard lock{mutex_};
  take_version(version, changed);
  const auto known = known_.find(product);
  if (known != known_.end()) return known->second;
  auto found = catalog.product_until(product, version);
  if (!found) return found;
  if (known_.size() >= kKnownProductsMax) known_.clear();
  known_.emplace(product, *found);
  return found;
}

void ColumnDesk::take_version(std::uint64_t version, std::uint64_t changed) {
  const std::uint64_t until = std::min(version, changed);  // later catalogs have the same products
  if (products_until_ == until && products_version_ == changed) return;
  products_.reset();
  known_.clear();
  products_until_ = until;
  products_version_ = changed;
}

}  // namespace kazasu::ledger
