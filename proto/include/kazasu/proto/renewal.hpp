#pragma once

#include "kazasu/v1/renew.pb.h"
#include "kazasu/values/bytes.hpp"

namespace kazasu::proto {

/// What the key in use signs to bring in the next one: domain ‖ terminal ‖ epoch ‖ certificate request.
Bytes renewal_signed_bytes(const v1::RenewRequest& request);

}  // namespace kazasu::proto
