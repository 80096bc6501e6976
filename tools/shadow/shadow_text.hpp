#pragma once

#include <string>

#include "kazasu/values/error.hpp"
#include "shadow/shadow_report.hpp"

namespace kazasu::tools {

/// A table for people.
std::string shadow_text(const ShadowReport& report, Language language);
/// One JSON document with everything.
std::string shadow_json(const ShadowReport& report);

}  // namespace kazasu::tools
