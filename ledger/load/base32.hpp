#pragma once

#include <optional>
#include <string_view>

#include "kazasu/values/bytes.hpp"

namespace kazasu::ledger {

/// The bytes that base32 of RFC 4648 stands for, as authenticator apps take secrets: upper or lower case, with or
/// without padding. Nothing if it is none, or its last bits are not zero.
std::optional<Bytes> from_base32(std::string_view text);

}  // namespace kazasu::ledger
