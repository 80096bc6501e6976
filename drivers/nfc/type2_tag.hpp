#pragma once

#include <array>
#include <cstdint>

#include "nfc/card_link.hpp"

namespace kazasu::drivers {

/// An NFC Forum type 2 tag (NTAG, MIFARE Ultralight) in the field. The link outlives it. Thread: the link's.
class Type2Tag {
 public:
  static constexpr std::size_t kReadBytes = 16;

  explicit Type2Tag(CardLink& link) : link_(&link) {}

  /// Four pages from `page` on. Asks a second time when the tag stays silent. `card_refused` if it does not
  /// acknowledge.
  Result<std::array<std::uint8_t, kReadBytes>> read(std::uint8_t page);
  /// One page. Writing the same bytes again changes nothing, so it asks a second time too.
  Result<void> write(std::uint8_t page, const std::array<std::uint8_t, 4>& data);

 private:
  Result<Bytes> exchange(BytesView frame);

  CardLink* link_;
};

}  // namespace kazasu::drivers
