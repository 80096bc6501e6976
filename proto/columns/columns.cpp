#include "kazasu/proto/columns.hpp"

#include "columns/entry_reader.hpp"
#include "columns/entry_writer.hpp"
#include "kazasu/proto/entry_hash.hpp"
#include "kazasu/proto/framed_bytes.hpp"
#include "kazasu/proto/sealed.hpp"
#include "kazasu/proto/zstd.hpp"

namespace kazasu::proto {
namespace {

/// What is personal is sealed for this batch alone.
Bytes members_context(std::string_view terminal, std::uint64_t epoch, std::uint64_t first_seq, std::uint64_t entries) {
  return FramedBytes{"kazasu.columns.members.v1"}
      .text(terminal)
      .integer(epoch)
      .integer(first_seq)
      .integer(entries)
      .bytes();
}

Result<void> take_personal(const v1::ColumnBatch& columns, const ColumnReceiver& receiver,
                           const columns::BodySchema& schema, columns::ColumnSources& sources,
                           std::size_t& bytes_left) {
  if (columns.sealed_members().empty()) return {};
  const Bytes context = members_context(columns.terminal(), columns.epoch(), columns.first_seq(), columns.entries());
  const auto opened = open_sealed(receiver.journal_key, context, as_bytes(columns.sealed_members()));
  if (!opened) return Error{ErrorCode::message_invalid, "columns: sealed_members: " + opened.error().detail};
  v1::Plane packed;
  if (!packed.ParseFromArray(opened->data(), static_cast<int>(opened->size())) || packed.size() > bytes_left)
    return Error{ErrorCode::message_invalid, "columns: sealed_members: not such a message"};
  bytes_left -= packed.size();
  v1::ColumnSet set;
  const auto plain =
      packed.size() == 0 ? Result<std::string>{packed.data()} : columns::decompress(packed.data(), packed.size());
  if (!plain) return plain.error();
  if (!set.ParseFromString(*plain))
    return Error{ErrorCode::message_invalid, "columns: sealed_members: not such a message"};
  return sources.take(set, schema.sealed_paths(), bytes_left);
}

constexpr std::size_t kProductsDigestBytes = 8;

/// The sender's numbers mean something only if the receiver has the same list.
Result<std::span<const std::string>> products_of(const v1::ColumnBatch& columns, const ColumnReceiver& receiver) {
  if (columns.products() == 0) return std::span<const std::string>{};
  const auto products =
      receiver.products ? receiver.products(columns.catalog_version()) : std::span<const std::string>{};
  if (products.size() != columns.products() || products_digest(products) != columns.products_digest())
    return Error{ErrorCode::unsupported, "ColumnBatch.products: another list than the catalog's here"};
  return products;
}

}  // namespace

std::string products_digest(std::span<const std::string> products) {
  FramedBytes framed{"kazasu.columns.products.v1"};
  for (const std::string& product : products) framed.text(product);
  const Digest digest = sha256(framed.bytes());
  return std::string{as_text(digest).substr(0, kProductsDigestBytes)};
}

Result<v1::ColumnBatch> to_columns(const v1::Batch& batch, const ColumnSender& sender) {
  const columns::BodySchema schema;
  columns::EntryReader reader{schema, batch.terminal(), sender};
  const std::uint64_t first_seq = batch.entries_size() == 0 ? 0 : batch.entries(0).seq();
  for (int i = 0; i < batch.entries_size(); ++i) {
    if (batch.entries(i).seq() != first_seq + static_cast<std::uint64_t>(i))
      return Error{ErrorCode::invalid_argument, "Batch.entries: they do not follow one another"};
    reader.take(batch.entries(i));
  }
  v1::ColumnBatch message;
  message.set_rules(kColumnRules);
  message.set_terminal(batch.terminal());
  message.set_epoch(batch.epoch());
  message.set_prev_hash(batch.prev_hash());
  message.set_first_seq(first_seq);
  message.set_entries(static_cast<std::uint32_t>(batch.entries_size()));
  message.set_signature_algorithm(batch.signature_algorithm());
  message.set_signature(batch.signature());
  message.set_catalog_version(sender.catalog_version);
  if (!sender.products.empty()) {
    message.set_products(static_cast<std::uint32_t>(sender.products.size()));
    message.set_products_digest(products_digest(sender.products));
  }
  v1::ColumnSet personal;
  reader.finish(*message.mutable_columns(), personal);
  if (personal.columns_size() == 0) return message;
  const std::string plain = personal.SerializeAsString();
  std::string compressed = zstd_compress(plain);
  v1::Plane packed;
  const bool smaller = compressed.size() < plain.size();
  if (smaller) packed.set_size(static_cast<std::uint32_t>(plain.size()));
  packed.set_data(smaller ? compressed : plain);
  const Bytes context = members_context(message.terminal(), message.epoch(), first_seq, message.entries());
  auto sealed = seal_derived(sender.journal_key, context, as_bytes(packed.SerializeAsString()));
  if (!sealed) return sealed.error();
  message.set_sealed_members(std::string{as_text(*sealed)});
  return message;
}

Result<v1::Batch> from_columns(const v1::ColumnBatch& columns, const ColumnReceiver& receiver) {
  if (columns.rules() != kColumnRules) return Error{ErrorCode::unsupported, "ColumnBatch.rules: only 1 is known here"};
  if (columns.entries() > receiver.entries_max)
    return Error{ErrorCode::limit_exceeded, "ColumnBatch.entries: more than " + std::to_string(receiver.entries_max)};
  auto hash = digest_from(as_bytes(columns.prev_hash()), "ColumnBatch.prev_hash");
  if (!hash) return hash.error();
  const columns::BodySchema schema;
  columns::ColumnSources open{schema.columns()};
  columns::ColumnSources personal{schema.columns()};
  std::size_t bytes_left = receiver.bytes_max;
  if (auto taken = open.take(columns.columns(), schema.open_paths(), bytes_left); !taken) return taken.error();
  if (auto taken = take_personal(columns, receiver, schema, personal, bytes_left); !taken) return taken.error();

  const auto products = products_of(columns, receiver);
  if (!products) return products.error();

  v1::Batch batch;
  batch.set_terminal(columns.terminal());
  batch.set_epoch(columns.epoch());
  batch.set_prev_hash(columns.prev_hash());
  batch.set_signature_algorithm(columns.signature_algorithm());
  batch.set_signature(columns.signature());
  columns::EntryWriter writer{schema, batch.terminal(), columns.catalog_version(), *products, receiver, open, personal};
  Digest before = *hash;
  for (std::uint32_t i = 0; i < columns.entries(); ++i) {
    v1::Entry& entry = *batch.add_entries();
    entry.set_seq(columns.first_seq() + i);
    if (auto restored = writer.restore(entry); !restored) return restored.error();
    before = entry_hash(batch.terminal(), batch.epoch(), before, entry);
    entry.set_hash(std::string{as_text(before)});
  }
  if (!open.used_up() || !personal.used_up())
    return Error{ErrorCode::message_invalid, "columns: more values than the entries have"};
  return batch;
}

}  // namespace kazasu::proto
