#pragma once

#include <string>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// The firmware of a PC/SC reader by its name, as in "ACR122U207". It is asked by an escape command, with or without a
/// card. `not_found` for a make of which no such command is known (drivers/quirks/), `unsupported` if the reader's
/// driver lets none through, else as list_pcsc_readers. Thread: any. Blocks: at most 3 s.
Result<std::string> pcsc_reader_firmware(const std::string& reader);

}  // namespace kazasu::drivers
