#pragma once

#include <cstdint>
#include <optional>

#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {

/// A reader's features, as PC/SC part 10 lists them: each with the control code that it is used by.
enum class PcscFeature : std::uint8_t { ccid_escape = 0x13 };

/// The control code of a feature in a reader's answer to CM_IOCTL_GET_FEATURE_REQUEST (tag, 4, code with its high byte
/// first); nothing if the reader has it not, or the list is damaged before it.
std::optional<std::uint32_t> find_feature(BytesView list, PcscFeature feature);

}  // namespace kazasu::drivers
