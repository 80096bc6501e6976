#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <string>
#include <string_view>

#include "kazasu/seams/entropy.hpp"
#include "kazasu/v1/catalog.pb.h"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::catalog {

/// The context of the sealed header: it opens only with the offer set that it came with.
std::string header_seal_context(const std::string& offer_set_name);

void bind_blob(SQLite::Statement& statement, int index, std::string_view bytes);

/// Writes one catalog or delta into the tables; the caller holds the transaction. Its functions throw
/// SQLite::Exception.
class Writer {
 public:
  Writer(SQLite::Database& database, BytesView seal_key, Entropy& entropy);

  /// Removes all members and products: a whole catalog follows.
  void clear();
  Result<void> write_members(const v1::Catalog& catalog);
  Result<void> write_products(const v1::Catalog& catalog);
  /// Returns the offer set's name.
  std::string write_offer_set(const v1::OfferSet& offer_set);
  Result<void> write_header(const v1::Catalog& header, const std::string& offer_set_name);

 private:
  void remove_member(const std::string& account_id);
  Result<void> write_member(const v1::CatalogMember& member);

  SQLite::Database& database_;
  BytesView seal_key_;
  Entropy& entropy_;
  SQLite::Statement remove_identifiers_;
  SQLite::Statement remove_member_;
  SQLite::Statement insert_member_;
  SQLite::Statement insert_identifier_;
};

}  // namespace kazasu::catalog
