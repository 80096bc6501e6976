#pragma once

#include <cstdint>
#include <span>

#include "kazasu/values/result.hpp"

namespace kazasu {

/// Unpredictable bytes. Thread: any.
class Entropy {
 public:
  virtual ~Entropy() = default;
  /// Fills all of `bytes` or fails; never partly.
  virtual Result<void> fill(std::span<std::uint8_t> bytes) = 0;
};

}  // namespace kazasu
