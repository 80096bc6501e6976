#pragma once

#include <cstdint>
#include <cstdlib>

namespace kazasu::property {

/// A number from the environment, to run more baskets or others.
inline std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace kazasu::property
