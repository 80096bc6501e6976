#pragma once

#include <string_view>

namespace kazasu::drivers {

/// Whether the whole of `name` fits `pattern`, in which * stands for any characters and ? for one. Nothing else is
/// special: names of readers are full of brackets. Time: pattern × name at most.
bool matches(std::string_view pattern, std::string_view name);

}  // namespace kazasu::drivers
