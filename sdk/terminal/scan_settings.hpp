#pragma once

#include <toml++/toml.h>

#include "kazasu/identify/identify.hpp"
#include "toml_reader.hpp"

namespace kazasu {

/// A table of [[identify]].
IdentificationMethod read_identification_method(TomlReader& reader, const toml::table& table);

/// [[in_store_label]], [[payment_code]] and known_payment_codes.
ScanRules read_scan_rules(TomlReader& reader, const toml::table& root);

}  // namespace kazasu
