#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <optional>
#include <string_view>

#include "catalog/block.hpp"
#include "catalog/placement.hpp"
#include "kazasu/proto/sealed.hpp"
#include "kazasu/v1/catalog.pb.h"
#include "kazasu/values/bytes.hpp"

namespace kazasu::catalog {

/// Looks members up in the blocks and buckets of the last whole catalog, whatever changed since. Its functions throw
/// SQLite::Exception; a row that is missing or does not open is damage.
class Packed {
 public:
  /// In the place of a catalog's version: all members are rows.
  static constexpr std::int64_t kNothingPacked = 0;

  /// Throws if the tables are not there.
  Packed(SQLite::Database& database, BytesView seal_key);

  /// Reads where things are: after opening, and after another whole catalog.
  void load();
  [[nodiscard]] bool is_there() const { return is_there_; }
  void reset();

  /// Finds the bucket of a hash, and keeps the row: until `release` all that is read of the file is read in one
  /// transaction, which is the cheaper the fewer there are.
  void hold_bucket(std::string_view hash);
  void release();
  /// The member of a hash of 16 bytes, whose bucket is held, with that identifier alone.
  std::optional<v1::CatalogMember> find_by_hash(std::string_view hash);
  /// Without identifiers.
  std::optional<v1::CatalogMember> find_by_account(std::string_view account_id);

 private:
  static void find(SQLite::Statement& row, std::uint64_t number, const char* what);
  /// What is sealed in the row that was found; it stays until the next call.
  const Bytes& opened(SQLite::Statement& row, const Bytes& context, const char* what);
  const Bytes& block(std::uint64_t number);

  SQLite::Database& database_;
  proto::Opener opener_;
  Bytes plain_;
  SQLite::Statement find_block_;
  SQLite::Statement find_bucket_;
  bool is_there_ = false;
  std::optional<Placement> placement_;  ///< nothing: no member is packed
  BlockReader reader_;
};

}  // namespace kazasu::catalog
