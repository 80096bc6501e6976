#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "catalog/placement.hpp"
#include "catalog/staging.hpp"
#include "catalog/writer.hpp"
#include "kazasu/seams/entropy.hpp"
#include "kazasu/v1/catalog.pb.h"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::catalog {

/// A catalog on its way in: its members and products wait in a staging file, and are then packed in one transaction, or
/// written as changes if it is a delta. Memory is bounded whatever their number.
///
/// A member that the packed form could mistake for another goes to the rows of changed members instead, where its
/// identifiers stand in full: so do two whose identifiers have one fragment in one bucket or one sealed
/// fragment in one block, and so does one too large to share a block.
class Whole {
 public:
  Whole(v1::Catalog header, std::filesystem::path staging_file, std::string vfs, Entropy& entropy);

  [[nodiscard]] const v1::Catalog& header() const { return header_; }
  /// Takes in checked members and products.
  Result<void> add(const v1::Catalog& rows);
  /// Writes the rows of a delta; the caller holds the transaction. `catalog_invalid`: an account came twice. Throws
  /// SQLite::Exception.
  Result<void> change(Writer& writer);
  /// Writes all of it but the header into the emptied tables; the caller holds the transaction. `catalog_invalid`: an
  /// account or an identifier came twice. Throws SQLite::Exception.
  Result<void> pack(SQLite::Database& database, BytesView seal_key, Writer& writer);

 private:
  class Buckets;
  class Blocks;

  v1::Catalog header_;
  Entropy& entropy_;
  Staging staging_;
};

}  // namespace kazasu::catalog
