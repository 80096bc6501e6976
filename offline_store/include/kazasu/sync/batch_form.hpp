#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kazasu/catalog/catalog.hpp"
#include "kazasu/seams/key_store.hpp"
#include "kazasu/seams/transport.hpp"
#include "kazasu/v1/sync.pb.h"

namespace kazasu::sync {

/// The form in which batches travel to a ledger: in columns that refer to the catalog, in columns that stand alone, or
/// plain, as every ledger takes them. It begins with the first and goes to a simpler one when the ledger refuses a
/// batch that it may only not have understood. A new catalog brings the first back, unless the ledger knows no columns.
/// The bytes that are hashed and signed are the same in all of them. Thread: one at a time.
class BatchForm {
 public:
  /// Both outlive it.
  BatchForm(catalog::Catalog& catalog, KeyStore& keys) : catalog_(catalog), keys_(keys) {}

  enum class Form { referring, alone, plain };
  struct FormedBatch {
    TransportRequest request;
    Form form = Form::plain;
  };

  Result<FormedBatch> request_of(const v1::Batch& batch);
  /// Takes the answer to a request of this form: whether the batch is to be sent again, in a simpler one.
  bool becomes_simpler(const TransportAnswer& answer, Form form);

 private:
  Result<std::optional<TransportRequest>> in_columns(const v1::Batch& batch);
  Result<void> list_products();

  catalog::Catalog& catalog_;
  KeyStore& keys_;
  Form form_ = Form::referring;
  bool columns_known_ = true;
  std::uint64_t catalog_version_ = 0;  ///< since which the form is what it is
  std::vector<std::string> products_;
  std::uint64_t products_version_ = 0;
};

}  // namespace kazasu::sync
