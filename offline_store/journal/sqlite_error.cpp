#include "journal/sqlite_error.hpp"

#include <sqlite3.h>

namespace kazasu::journal {

Error journal_error(const SQLite::Exception& exception, std::string_view doing) {
  ErrorCode code = ErrorCode::journal_failed;
  switch (exception.getErrorCode()) {
    case SQLITE_FULL: code = ErrorCode::journal_full; break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: code = ErrorCode::journal_in_use; break;
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
    case SQLITE_ERROR:  // a table or column that is not there
    case SQLITE_NOTADB: code = ErrorCode::journal_corrupt; break;
    default: break;
  }
  return {code, "journal.db: " + std::string{doing} + ": " + exception.what() + " (SQLite " +
                    std::to_string(exception.getExtendedErrorCode()) + ")"};
}

}  // namespace kazasu::journal
