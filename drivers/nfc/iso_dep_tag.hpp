#pragma once

#include <cstdint>
#include <optional>

#include "codec/apdu.hpp"
#include "nfc/card_link.hpp"

namespace kazasu::drivers {

/// A command to a card, ISO/IEC 7816-4.
struct ApduCommand {
  std::uint8_t instruction_class = 0x00;
  std::uint8_t instruction = 0x00;
  std::uint8_t p1 = 0x00;
  std::uint8_t p2 = 0x00;
  Bytes data;                           ///< up to 65,535 bytes
  std::optional<std::size_t> expected;  ///< Le: how many bytes are wanted, up to 65,536; nothing for no Le
};

/// A card or phone that speaks ISO-DEP. The link outlives it. Thread: the link's.
class IsoDepTag {
 public:
  /// `extended_length`: the card takes APDUs of extended length. Without, more than 255 bytes of data go in a chain of
  /// commands.
  explicit IsoDepTag(CardLink& link, bool extended_length = false) : link_(&link), extended_length_(extended_length) {}

  /// The whole answer: what the card holds back (61xx) is fetched, a wrong Le (6Cxx) corrected. A status word that is
  /// not 9000 is the caller's to judge. Nothing is sent twice: a card may count. `invalid_argument` for sizes beyond
  /// the above, `limit_exceeded` if an answer in parts does not end.
  Result<apdu::Answer> transmit(const ApduCommand& command);
  /// SELECT by AID, 5 to 16 bytes. The application's answer; `not_found` if the card has none of this name (6A82).
  Result<Bytes> select(BytesView aid);

 private:
  Result<apdu::Answer> send(BytesView apdu);

  CardLink* link_;
  bool extended_length_;
};

/// One APDU in the shortest form that holds it; data above 255 bytes or Le above 256 make it one of extended length.
Bytes encode(const ApduCommand& command);

}  // namespace kazasu::drivers
