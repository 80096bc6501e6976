#pragma once

#include <optional>

#include "codec/tag_memory.hpp"
#include "nfc/felica_tag.hpp"
#include "nfc/iso_dep_tag.hpp"
#include "nfc/type2_tag.hpp"

namespace kazasu::drivers {

/// The NDEF message of a tag, unparsed (codec/ndef.hpp); nothing if the tag holds none, is not formatted, may not be
/// read, or was left in the middle of a write. Errors: the tag's, `card_answer_invalid`.
Result<std::optional<Bytes>> read_type2_ndef(Type2Tag& tag);
/// `link` carries FeliCa frames; the card is polled by NDEF's system code 12FC.
Result<std::optional<Bytes>> read_type3_ndef(CardLink& link);
/// Of a card that was polled by it already.
Result<std::optional<Bytes>> read_type3_ndef(FelicaTag& tag);
Result<std::optional<Bytes>> read_type4_ndef(IsoDepTag& tag);

}  // namespace kazasu::drivers
