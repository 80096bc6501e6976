#pragma once

#include "kazasu/seams/entropy.hpp"

namespace kazasu::drivers {

/// The kernel's random generator. Thread: any. Blocks: only early in boot, until the kernel has gathered enough.
/// Fails: `internal` if the kernel gives none; there is no lesser source to fall back on.
class SystemEntropy final : public Entropy {
 public:
  Result<void> fill(std::span<std::uint8_t> bytes) override;
};

}  // namespace kazasu::drivers
