#pragma once

#include "kazasu/seams/entropy.hpp"

namespace kazasu::drivers {

/// The operating system's random bytes (getrandom(2)); fails closed.
class SystemEntropy final : public Entropy {
 public:
  Result<void> fill(std::span<std::uint8_t> bytes) override;
};

}  // namespace kazasu::drivers
