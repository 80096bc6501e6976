#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "kazasu/seams/entropy.hpp"
#include "kazasu/v1/catalog.pb.h"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::catalog {

/// The context of the sealed header: it opens only with the offer set that it came with.
std::string header_seal_context(const std::string& offer_set_name);

/// The context of a sealed lease: one of another generation does not open in its place.
std::string lease_seal_context(const v1::Leases& generation, const std::string& account_id, const std::string& wallet);

void bind_blob(SQLite::Statement& statement, int index, std::string_view bytes);

/// Writes rows: the changes since the last whole catalog, and what is never packed. The caller holds the transaction.
/// Its functions throw SQLite::Exception.
class Writer {
 public:
  Writer(SQLite::Database& database, BytesView seal_key, Entropy& entropy);

  /// Removes all members, packed or not, and all products: a whole catalog follows.
  void clear();
  /// A new member, of whom there is no row.
  Result<void> write_member(const v1::CatalogMember& member);
  Result<void> write_product(const v1::CatalogProduct& product);
  void remove_product(const std::string& product);
  /// A member in the place of whatever there is of the account.
  Result<void> change_member(const v1::CatalogMember& member);
  /// Hides what there is of an account.
  Result<void> hide_member(const std::string& account_id);
  /// The members and products of a delta. Their rows hide what is packed of them, and so does that of a removed
  /// account.
  Result<void> write_changes(const v1::Catalog& delta);
  /// The leases that are new or have risen; those of another generation than the one offered go.
  Result<void> write_leases(const v1::Leases& offered, const v1::Leases& held);
  /// Returns the offer set's name.
  std::string write_offer_set(const v1::OfferSet& offer_set);
  Result<void> write_header(const v1::Catalog& header, const std::string& offer_set_name);

 private:
  void remove_member(const std::string& account_id);
  Result<std::int64_t> write_row(const std::string& account_id, std::string_view message);

  SQLite::Database& database_;
  BytesView seal_key_;
  Entropy& entropy_;
  SQLite::Statement remove_identifiers_;
  SQLite::Statement remove_member_;
  SQLite::Statement insert_member_;
  SQLite::Statement insert_identifier_;
  SQLite::Statement remove_product_;
  SQLite::Statement insert_product_;
};

}  // namespace kazasu::catalog
