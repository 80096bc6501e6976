#pragma once

#include <CLI/App.hpp>
#include <string>

#include "kazasu/values/error.hpp"

namespace kazasu::tools {

/// Adds `--language ja|en|zh`; `language` outlives the parsing.
void add_language_option(CLI::App& command, Language& language, const std::string& of_what);

}  // namespace kazasu::tools
