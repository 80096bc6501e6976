#include "intake/column_desk.hpp"

#include <algorithm>

namespace kazasu::ledger {

Result<v1::Batch> ColumnDesk::restore(const v1::ColumnBatch& columns, BytesView journal_key) {
  const auto transaction = store_.begin_read();
  Products listed;
  proto::ColumnReceiver receiver{.journal_key = journal_key};
  receiver.products = [&](std::uint64_t version) -> std::span<const std::string> {
    listed = products(transaction->catalog(), version);
    return *listed;
  };
  receiver.product = [&](std::string_view product, std::uint64_t version) {
    return transaction->catalog().product_until(product, version);
  };
  receiver.member = [&](std::string_view hash_begin) { return transaction->books().identifier_beginning(hash_begin); };
  return proto::from_columns(columns, receiver);
}

ColumnDesk::Products ColumnDesk::products(CatalogStore& catalog, std::uint64_t version) {
  const std::uint64_t changed = catalog.products_version();
  const std::uint64_t until = std::min(version, changed);  // later catalogs have the same products
  const std::lock_guard lock{mutex_};
  if (products_ && products_until_ == until && products_version_ == changed) return products_;
  products_ = std::make_shared<const std::vector<std::string>>(catalog.products_until(version));
  products_until_ = until;
  products_version_ = changed;
  return products_;
}

}  // namespace kazasu::ledger
