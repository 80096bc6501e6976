#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/proto/columns.hpp"
#include "store/store.hpp"

namespace kazasu::ledger {

/// Restores batches that come in columns, with what they refer to. Reads only: it works while another batch is posted.
/// Thread: any.
class ColumnDesk {
 public:
  explicit ColumnDesk(Store& store) : store_(store) {}

  /// Nothing of the batch is verified yet. Throws StoreFailure.
  Result<v1::Batch> restore(const v1::ColumnBatch& columns, BytesView journal_key);

 private:
  using Products = std::shared_ptr<const std::vector<std::string>>;
  // Kept from batch to batch: a store's terminals mostly have the same catalog. `changed`: when a product last did.
  Products products(CatalogStore& catalog, std::uint64_t version, std::uint64_t changed);
  std::optional<v1::CatalogProduct> find_product(CatalogStore& catalog, std::string_view product, std::uint64_t version,
                                                 std::uint64_t changed);
  /// Forgets the products of other versions.
  void take_version(std::uint64_t version, std::uint64_t changed);

  Store& store_;
  std::mutex mutex_;  ///< guards what follows
  Products products_;
  std::map<std::string, v1::CatalogProduct, std::less<>> known_;
  std::uint64_t products_until_ = 0;
  std::uint64_t products_version_ = 0;
};

}  // namespace kazasu::ledger
