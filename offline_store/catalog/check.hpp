#pragma once

#include "kazasu/v1/catalog.pb.h"
#include "kazasu/values/result.hpp"

namespace kazasu::catalog {

/// Checks form and sizes of everything in a catalog before any of it is used: `catalog_invalid` names the field.
Result<void> check(const v1::Catalog& catalog);
/// The parts of it: all but the rows, and the form of the members and products alone.
Result<void> check_header(const v1::Catalog& catalog);
Result<void> check_rows(const v1::Catalog& catalog);

}  // namespace kazasu::catalog
