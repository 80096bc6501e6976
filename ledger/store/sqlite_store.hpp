#pragma once

#include <filesystem>
#include <memory>

#include "store/store.hpp"

namespace kazasu::ledger {

/// SQLite, write-ahead logging, synchronous=FULL. After a failed commit it takes no more writing until it is opened
/// again: what the disk holds then is not known (a failed flush is never retried).
std::unique_ptr<Store> open_sqlite_store(const std::filesystem::path& file, const std::string& vfs);

}  // namespace kazasu::ledger
