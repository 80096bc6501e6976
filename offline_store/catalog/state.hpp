#pragma once

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <optional>
#include <string>
#include <string_view>

#include "catalog/packed.hpp"
#include "catalog/whole.hpp"
#include "kazasu/catalog/catalog.hpp"
#include "kazasu/proto/sealed.hpp"

namespace kazasu::catalog {

/// Whether what a catalog file holds cannot be used, so that it is begun anew; other failures are of the machine.
bool is_damage(const SQLite::Exception& exception);
Error catalog_error(const SQLite::Exception& exception, std::string_view doing);

/// An open catalog. Throws SQLite::Exception where it says so.
class Catalog::State {
 public:
  /// Throws; `is_damage` tells whether the file should be set aside.
  State(const CatalogOptions& options, Entropy& entropy);

  /// Takes a delta into use in one transaction. Throws.
  Result<void> write_delta(const v1::Catalog& delta);
  /// The same of a whole catalog. Throws.
  Result<void> write_whole(Whole& whole);
  /// Takes a delta that was begun into use in one transaction. Throws.
  Result<void> write_delta(Whole& offered);
  /// Begins to take in a catalog with this header, whole or a delta.
  void begin_taking_in(const v1::Catalog& header);
  /// Empties a damaged file; it counts as damaged until a whole catalog is in it. Throws.
  void begin_anew();
  /// Ends whatever a failed lookup left open.
  void reset_lookups();
  /// The error to report; after damage the file is marked, and `damaged` is set.
  Error fail(const SQLite::Exception& exception, std::string_view doing);

  /// The message that `statement`, with its key bound, finds as (context, sealed). Throws; a row that does not open
  /// under the key, as one in which a bit was flipped, is damage.
  template <class Message>
  std::optional<Message> find(SQLite::Statement& statement, const char* what) const;

  /// The row of a member or of a removed account (without an account id), whatever is packed. Throws.
  std::optional<v1::CatalogMember> changed_member(const std::string& account_id);
  /// The member of an identifier among the changed ones. Throws.
  std::optional<v1::CatalogMember> changed_member(const IdentifierHash& hash);

  /// Of the header's generation. Throws.
  std::int64_t leased_points(const std::string& account_id, const std::string& wallet);

  CatalogOptions options;
  Bytes seal_key;
  Entropy& entropy;
  SQLite::Database database;
  std::optional<SQLite::Statement> find_member;
  std::optional<SQLite::Statement> find_account;
  std::optional<SQLite::Statement> find_product;
  std::optional<SQLite::Statement> find_offer_set;
  std::optional<SQLite::Statement> find_lease;
  std::optional<Packed> packed;
  std::optional<Whole> whole;  ///< begun and not yet committed: a whole catalog, or a delta
  v1::Catalog header;
  std::string offer_set_name;
  bool began_anew = false;
  bool damaged = false;
  bool accepts_any_version = false;
  ChunkStore chunks;

 private:
  void create();
  void add_packed_tables();
  /// The offer set and the header, and the commit.
  Result<void> finish(SQLite::Transaction& transaction, Writer& writer, const v1::Catalog& catalog);
  void load_header();
  template <class Message>
  Message opened(const std::string& sealed, const std::string& context, const char* what) const;
};

template <class Message>
Message Catalog::State::opened(const std::string& sealed, const std::string& context, const char* what) const {
  const auto plain = proto::open_sealed(seal_key, as_bytes(context), as_bytes(sealed));
  if (!plain) throw SQLite::Exception(std::string{what} + " does not open under this key", SQLITE_CORRUPT);
  Message message;
  if (!message.ParseFromArray(plain->data(), static_cast<int>(plain->size()))) {
    throw SQLite::Exception(std::string{what} + " is not such a message", SQLITE_CORRUPT);
  }
  return message;
}

template <class Message>
std::optional<Message> Catalog::State::find(SQLite::Statement& statement, const char* what) const {
  if (!statement.executeStep()) return std::nullopt;
  const std::string context = statement.getColumn(0).getString();
  const std::string sealed = statement.getColumn(1).getString();
  statement.reset();
  return opened<Message>(sealed, context, what);
}

}  // namespace kazasu::catalog
