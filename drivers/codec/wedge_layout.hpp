#pragma once

#include <cstdint>
#include <optional>

#include "kazasu/drivers/scan/wedge_keys.hpp"

namespace kazasu::drivers {

/// The character of a key of linux/input-event-codes.h; nothing if it has none.
std::optional<char> character_of(std::uint16_t code, bool shift, bool caps, KeyboardLayout layout);

/// The digit of a keypad key.
std::optional<unsigned> keypad_digit(std::uint16_t code);

}  // namespace kazasu::drivers
