#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "supervised/helper_packet.hpp"

namespace kazasu::drivers {

/// The helper's end: answers its driver's requests until that goes, then returns. The process dies with its driver,
/// keeps none of the descriptors that it was started with but `last_descriptor` and those below, and ignores Ctrl-C,
/// which is for the register.
void serve_driver(int last_descriptor, const std::function<Bytes(BytesView)>& answer);

/// Whether a request comes, or the driver goes, within this time.
bool request_waits(std::chrono::milliseconds time);

}  // namespace kazasu::drivers
