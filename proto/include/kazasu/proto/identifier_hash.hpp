#pragma once

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/identifier.hpp"

namespace kazasu::proto {

/// The keyed hash that stands for an identifier wherever it is stored or sent: HMAC-SHA-256(key, kind ‖ 0 ‖ value), cut
/// to 16 bytes.
IdentifierHash hash_identifier(BytesView identifier_key, const Identifier& identifier);

}  // namespace kazasu::proto
