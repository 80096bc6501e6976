#pragma once

#include <memory>
#include <string_view>

#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/device.hpp"
#include "kazasu/seams/entropy.hpp"

namespace kazasu {

/// The driver of a device URI; `unsupported` for a scheme that this build has no driver for.
Result<std::unique_ptr<SensingDevice>> open_device(std::string_view uri, Clock& clock, Entropy& entropy);

}  // namespace kazasu
