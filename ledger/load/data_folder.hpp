#pragma once

#include <filesystem>

#include "kazasu/values/result.hpp"
#include "load/data_files.pb.h"

namespace kazasu::ledger {

/// The four files of a folder, read and checked against each other.
struct DataFolder {
  ProgramFile program;
  OffersFile offers;
  ProductsFile products;
  MembersFile members;
};

/// Errors name the file and the field. Product codes come out as GTIN-14 where they are GTINs, identifier values
/// normalised, and the program with its zone's offsets.
Result<DataFolder> read_data_folder(const std::filesystem::path& folder);

}  // namespace kazasu::ledger
