#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace kazasu::tools {

/// A value for a person's terminal: nothing that a code holds may steer it. Control characters are written as JSON
/// writes them.
std::string terminal_text(const nlohmann::ordered_json& value);

}  // namespace kazasu::tools
