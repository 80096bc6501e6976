#include "kazasu/sync/batch_form.hpp"

#include <algorithm>

#include "kazasu/proto/columns.hpp"
#include "kazasu/sync/enrollment.hpp"
#include "kazasu/values/identifier.hpp"
#include "sync/ledger_answer.hpp"

namespace kazasu::sync {
namespace {

constexpr int kMediaUnsupported = 415;
/// Listing a catalog's products costs some milliseconds: not for a few checkouts, whose products then travel by name.
constexpr int kEntriesForNumbers = 50;

}  // namespace

Result<BatchForm::FormedBatch> BatchForm::request_of(const v1::Batch& batch) {
  if (columns_known_ && catalog_version_ != catalog_.version()) {
    catalog_version_ = catalog_.version();
    form_ = Form::referring;
  }
  auto columns = in_columns(batch);
  if (!columns) return columns.error();
  if (*columns) return FormedBatch{std::move(**columns), form_};
  return FormedBatch{{.method = "POST", .target = "/v1/batches", .body = body_of(batch)}, Form::plain};
}

Result<std::optional<TransportRequest>> BatchForm::in_columns(const v1::Batch& batch) {
  const auto journal_key = keys_.load(kJournalKey);
  if (form_ == Form::plain || !journal_key) return std::optional<TransportRequest>{};
  proto::ColumnSender sender{.journal_key = *journal_key};
  if (form_ == Form::referring && catalog_.version() != 0) {
    if (batch.entries_size() >= kEntriesForNumbers) {
      if (auto listed = list_products(); !listed) return listed.error();
      sender.products = products_;
    }
    sender.catalog_version = catalog_.version();
    // What cannot be looked up is not referred to.
    sender.product = [this](std::string_view product) -> std::optional<v1::CatalogProduct> {
      auto found = catalog_.find_product(product);
      return found ? std::move(*found) : std::nullopt;
    };
    sender.member = [this](std::string_view hash, std::string_view account) {
      IdentifierHash identifier;
      std::copy_n(hash.begin(), identifier.bytes.size(), identifier.bytes.begin());
      const auto member = catalog_.find_member(identifier);
      return member && *member && (*member)->account_id() == account;
    };
  }
  auto columns = proto::to_columns(batch, sender);
  if (!columns) return std::optional<TransportRequest>{};
  return std::optional{TransportRequest{.method = "POST",
                                        .target = "/v1/batches",
                                        .body = body_of(*columns),
                                        .content_type = std::string{proto::kColumnsContentType}}};
}

Result<void> BatchForm::list_products() {
  if (products_version_ == catalog_.version()) return {};
  auto products = catalog_.product_numbers();
  if (!products) return products.error();
  products_ = std::move(*products);
  products_version_ = catalog_.version();
  return {};
}

bool BatchForm::becomes_simpler(const TransportAnswer& answer, Form form) {
  if (form == Form::plain || answer.status == 200) return false;
  if (answer.status == kMediaUnsupported) {
    columns_known_ = false;
    form_ = Form::plain;
    return true;
  }
  const ErrorCode code = error_of(answer, ErrorCode::ledger_refused).code;
  const bool misunderstood = code == ErrorCode::unsupported || code == ErrorCode::message_invalid ||
                             code == ErrorCode::signature_invalid || code == ErrorCode::limit_exceeded;
  if (!misunderstood) return false;
  form_ = form == Form::referring ? Form::alone : Form::plain;
  return true;
}

}  // namespace kazasu::sync
