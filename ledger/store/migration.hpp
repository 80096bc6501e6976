#pragma once

#include <SQLiteCpp/Database.h>

namespace kazasu::ledger {

/// Makes a ledger of an earlier version one of this, in one transaction each; one of this version stays as it is. Of
/// any other the version is left for the caller to refuse.
void migrate(SQLite::Database& database);

}  // namespace kazasu::ledger
