#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "kazasu/identify/identify.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/device.hpp"
#include "kazasu/seams/entropy.hpp"

namespace kazasu {

/// The driver of a device URI; `unsupported` for a scheme that this build has no driver for. A card reader looks for
/// the cards that `methods` need, for every card if there are none.
Result<std::unique_ptr<SensingDevice>> open_device(std::string_view uri, Clock& clock, Entropy& entropy,
                                                   std::span<const IdentificationMethod> methods = {});

}  // namespace kazasu
