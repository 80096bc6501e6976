#include "journal/documents.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

namespace kazasu::journal {
namespace {

constexpr std::size_t kDocumentBytesMax = 64UL * 1024 * 1024;

proto::Digest name_of(std::string_view domain, std::string_view bytes) {
  return proto::sha256({as_bytes(domain), as_bytes(bytes)});
}

void bind_name(SQLite::Statement& statement, const proto::Digest& name) {
  statement.bind(1, name.data(), static_cast<int>(name.size()));
}

}  // namespace

std::set<proto::Digest> document_names(SQLite::Database& database) {
  std::set<proto::Digest> names;
  SQLite::Statement rows{database, "SELECT name FROM document"};
  while (rows.executeStep()) {
    const auto name = proto::digest_from(as_bytes(rows.getColumn(0).getString()), "document.name");
    if (!name) throw SQLite::Exception(name.error().detail, SQLITE_CORRUPT);
    names.insert(*name);
  }
  return names;
}

Result<std::string> read_document(SQLite::Database& database, const proto::Digest& name) {
  SQLite::Statement row{database, "SELECT bytes, domain FROM document WHERE name = ?"};
  bind_name(row, name);
  if (!row.executeStep()) return Error{ErrorCode::not_found, "journal.db: it does not hold the document that is named"};
  std::string bytes = row.getColumn(0).getString();
  if (name_of(row.getColumn(1).getString(), bytes) == name) return bytes;
  return Error{ErrorCode::journal_corrupt, "journal.db: a document is not what its name says"};
}

Result<void> check_documents(std::span<const Document> documents) {
  for (const Document& document : documents) {
    if (document.bytes.size() > kDocumentBytesMax)
      return Error{ErrorCode::limit_exceeded, "Document.bytes: at most 64 MiB"};
    if (name_of(document.domain, document.bytes) != document.name)
      return Error{ErrorCode::invalid_argument, "Document.name: is not the SHA-256 of domain and bytes"};
  }
  return {};
}

void insert_documents(SQLite::Database& database, std::span<const Document> documents) {
  SQLite::Statement insert{database, "INSERT OR IGNORE INTO document (name, domain, bytes) VALUES (?, ?, ?)"};
  for (const Document& document : documents) {
    insert.reset();
    bind_name(insert, document.name);
    insert.bind(2, document.domain);
    insert.bind(3, document.bytes.data(), static_cast<int>(document.bytes.size()));
    insert.exec();
  }
}

void remove_documents(SQLite::Database& database, std::span<const proto::Digest> names) {
  SQLite::Statement remove{database, "DELETE FROM document WHERE name = ?"};
  for (const proto::Digest& name : names) {
    remove.reset();
    bind_name(remove, name);
    remove.exec();
  }
}

}  // namespace kazasu::journal
