#pragma once

#include <string>

#include "kazasu/values/program.hpp"
#include "kazasu/values/result.hpp"
#include "load/data_files.pb.h"

namespace kazasu::ledger {

/// A product's code as the catalog has it: a GTIN as GTIN-14, the chain's own number as it is. A code of a GTIN's
/// length with a wrong check digit is `message_invalid`.
Result<std::string> product_code(const std::string& code);

/// Errors begin with the field. GTINs are made GTIN-14.
Result<void> check_products(ProductsFile& file, const Program& program);

}  // namespace kazasu::ledger
