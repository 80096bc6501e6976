#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <optional>
#include <string_view>

#include "catalog/block.hpp"
#include "catalog/placement.hpp"
#include "kazasu/v1/catalog.pb.h"
#include "kazasu/values/bytes.hpp"

namespace kazasu::catalog {

/// Looks members up in the blocks and buckets of the last whole catalog, whatever changed since. Its functions throw
/// SQLite::Exception; a row that is missing or does not open is damage.
class Packed {
 public:
  /// In the place of a catalog's version: all members are rows.
  static constexpr std::int64_t kNothingPacked = 0;

  /// `seal_key` must outlive it. Throws if the tables are not there.
  Packed(SQLite::Database& database, BytesView seal_key);

  /// Reads where things are: after opening, and after another whole catalog.
  void load();
  [[nodiscard]] bool is_there() const { return is_there_; }
  void reset();

  /// The member of a hash of 16 bytes, with that identifier alone.
  std::optional<v1::CatalogMember> find_by_hash(std::string_view hash);
  /// Without identifiers.
  std::optional<v1::CatalogMember> find_by_account(std::string_view account_id);

 private:
  Bytes row(SQLite::Statement& find, std::uint64_t number, const Bytes& context, const char* what);

  SQLite::Database& database_;
  BytesView seal_key_;
  SQLite::Statement find_block_;
  SQLite::Statement find_bucket_;
  bool is_there_ = false;
  std::optional<Placement> placement_;  ///< nothing: no member is packed
  BlockReader reader_;
};

}  // namespace kazasu::catalog
