#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kazasu/v1/catalog.pb.h"
#include "kazasu/v1/columns.pb.h"
#include "kazasu/v1/sync.pb.h"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// A batch in columns (docs/columns.md): the form in which it travels when both sides know it. It restores the batch
/// byte for byte. Pure; any thread.
namespace kazasu::proto {

inline constexpr std::string_view kColumnsContentType = "application/x-kazasu-columns";
inline constexpr std::uint32_t kColumnRules = 1;
/// Of an identifier hash, when it refers to a member of the catalog.
inline constexpr std::size_t kMemberReferenceBytes = 5;

/// What the sender may refer to: the catalog that it has of the receiver. Without functions it refers to nothing.
struct ColumnSender {
  BytesView journal_key;              ///< members are opened with it
  std::uint64_t catalog_version = 0;  ///< of what the functions tell
  std::function<std::optional<v1::CatalogProduct>(std::string_view product)> product{};
  std::span<const std::string> products{};  ///< all of them, ascending: lines name them by number then
  /// Whether an identifier (its hash of 16 bytes) is the account's.
  std::function<bool(std::string_view identifier_hash, std::string_view account)> member{};
};
/// `invalid_argument` for a batch that cannot travel so: entries that do not follow one another.
Result<v1::ColumnBatch> to_columns(const v1::Batch& batch, const ColumnSender& sender);

struct ReferredMember {
  std::string account;
  std::string identifier_hash;  ///< 16 bytes
};

/// What the receiver restores with.
struct ColumnReceiver {
  BytesView journal_key;                        ///< the sender's
  std::size_t entries_max = 10'000;             ///< of one batch
  std::size_t bytes_max = 16ULL * 1024 * 1024;  ///< of the columns, and of the entries restored
  /// A product as it was in the catalog of that version; nothing if that is not known any more.
  std::function<std::optional<v1::CatalogProduct>(std::string_view product, std::uint64_t version)> product{};
  /// All products of the catalog of that version, ascending, as far as they are known.
  std::function<std::span<const std::string>(std::uint64_t version)> products{};
  /// The one member with an identifier whose hash begins so.
  std::function<std::optional<ReferredMember>(std::string_view hash_begin)> member{};
};
/// The batch, with the hashes of its entries; nothing of it is verified yet. `unsupported`: other rules, fields or
/// references than are known here, so that the sender sends it otherwise; `message_invalid`, `limit_exceeded`.
Result<v1::Batch> from_columns(const v1::ColumnBatch& columns, const ColumnReceiver& receiver);

/// What names a list of products on the wire: 8 bytes.
std::string products_digest(std::span<const std::string> products);

}  // namespace kazasu::proto
