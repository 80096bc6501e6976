#pragma once

#include <SQLiteCpp/Database.h>

#include <set>
#include <span>
#include <string>

#include "kazasu/journal/journal.hpp"

namespace kazasu::journal {

/// The documents beside the entries: each named by the SHA-256 of its bytes, so that what an entry names is there as
/// long as the entry, whatever becomes of the catalog. All throw SQLite::Exception.

std::set<proto::Digest> document_names(SQLite::Database& database);
/// `not_found`; `journal_corrupt` if the bytes are not those of the name.
Result<std::string> read_document(SQLite::Database& database, const proto::Digest& name);
/// `invalid_argument` if one is not what its name says or too large.
Result<void> check_documents(std::span<const Document> documents);
void insert_documents(SQLite::Database& database, std::span<const Document> documents);
void remove_documents(SQLite::Database& database, std::span<const proto::Digest> names);

}  // namespace kazasu::journal
