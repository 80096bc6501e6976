#include "sizes.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <stdexcept>
#include <vector>

#include "kazasu/catalog/catalog.hpp"
#include "kazasu/drivers/system/file_key_store.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/journal/journal.hpp"
#include "kazasu/proto/columns.hpp"
#include "kazasu/proto/zstd.hpp"
#include "kazasu/sync/enrollment.hpp"
#include "kazasu/values/identifier.hpp"

namespace kazasu::benchmark {
namespace {

constexpr std::size_t kCheckouts = 10'000;

template <class T>
T require(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  return std::move(*result);
}

}  // namespace

void print_sizes(const std::filesystem::path& folder, bool by_column) {
  auto keys = require(drivers::FileKeyStore::open(folder / "keys"));
  const sync::TerminalIdentity identity = require(sync::load_identity(*keys));
  const Bytes journal_key = require(keys->load(sync::kJournalKey));
  drivers::SystemEntropy entropy;
  auto catalog =
      require(catalog::Catalog::open({.file = folder / "catalog.db", .seal_key = journal_key, .vfs = {}}, entropy));
  auto journal = require(journal::Journal::open(
      {.file = folder / "journal.db", .terminal = identity.terminal, .epoch = identity.epoch, .vfs = {}}));

  std::map<std::string, std::string> hashes;  // as the ledger finds them
  proto::ColumnSender sender{.journal_key = journal_key, .catalog_version = catalog->version()};
  sender.product = [&](std::string_view product) -> std::optional<v1::CatalogProduct> {
    auto found = catalog->find_product(product);
    return found ? std::move(*found) : std::nullopt;
  };
  sender.member = [&](std::string_view hash, std::string_view account) {
    IdentifierHash identifier;
    std::copy(hash.begin(), hash.end(), identifier.bytes.begin());
    const auto member = catalog->find_member(identifier);
    if (!member || !*member || (*member)->account_id() != account) return false;
    hashes[std::string{hash}] = account;
    return true;
  };
  std::vector<std::string> products;
  for (const v1::CatalogProduct& product : require(catalog->products())) products.push_back(product.product());
  sender.products = products;
  proto::ColumnReceiver receiver{.journal_key = journal_key};
  receiver.product = [&](std::string_view product, std::uint64_t) { return sender.product(product); };
  receiver.products = [&](std::uint64_t) { return std::span<const std::string>{products}; };
  receiver.member = [&](std::string_view begin) -> std::optional<proto::ReferredMember> {
    const auto found = hashes.lower_bound(std::string{begin});
    if (found == hashes.end() || !found->first.starts_with(begin)) return std::nullopt;
    return proto::ReferredMember{found->second, found->first};
  };

  const std::uint64_t last = std::min<std::uint64_t>(journal->head().seq, kCheckouts);
  std::map<std::string, std::size_t> columns_bytes;
  for (const std::size_t size : {1UL, 10UL, 100UL, 1'000UL}) {
    double plain = 0, plain_zstd = 0, columns = 0, columns_zstd = 0, alone_zstd = 0;
    std::uint64_t checkouts = 0;
    const std::uint64_t until = size == 1 ? std::min<std::uint64_t>(last, 500) : last;
    for (std::uint64_t seq = 1; seq + size - 1 <= until; seq += size, checkouts += size) {
      v1::Batch batch;
      batch.set_terminal(identity.terminal);
      batch.set_epoch(identity.epoch);
      batch.set_prev_hash(std::string{as_text(require(journal->hash_at(seq - 1)))});
      batch.set_signature_algorithm("ecdsa-p256-sha256");
      batch.set_signature(std::string(71, 's'));
      auto entries = require(journal->read(seq, size, 64 * 1024 * 1024));
      for (v1::Entry& entry : entries) *batch.add_entries() = std::move(entry);
      const std::string bytes = batch.SerializeAsString();
      const v1::ColumnBatch message = require(proto::to_columns(batch, sender));
      const v1::Batch restored = require(proto::from_columns(message, receiver));
      if (restored.SerializeAsString() != bytes) throw std::runtime_error("a batch does not come back as it was");
      const v1::ColumnBatch alone = require(proto::to_columns(batch, {.journal_key = journal_key}));
      plain += static_cast<double>(bytes.size());
      plain_zstd += static_cast<double>(proto::zstd_compress(bytes).size());
      columns += static_cast<double>(message.ByteSizeLong());
      columns_zstd += static_cast<double>(proto::zstd_compress(message.SerializeAsString()).size());
      alone_zstd += static_cast<double>(proto::zstd_compress(alone.SerializeAsString()).size());
      if (!by_column || size != 1'000) continue;
      for (const v1::Column& column : message.columns().columns()) {
        columns_bytes[to_hex(as_bytes(column.path()))] += column.ByteSizeLong();
      }
      columns_bytes["members"] += message.sealed_members().size();
    }
    const auto n = static_cast<double>(checkouts);
    std::printf(
        "{\"what\":\"bytes\",\"batch\":%zu,\"checkouts\":%.0f,\"protobuf\":%.1f,\"protobuf_zstd\":%.1f,\"columns\":%."
        "1f,"
        "\"columns_zstd\":%.1f,\"columns_without_references_zstd\":%.1f}\n",
        size, n, plain / n, plain_zstd / n, columns / n, columns_zstd / n, alone_zstd / n);
    for (const auto& [path, bytes] : columns_bytes)
      std::printf("  %s %.2f\n", path.c_str(), static_cast<double>(bytes) / n);
  }
}

}  // namespace kazasu::benchmark
