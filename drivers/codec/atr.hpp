#pragma once

#include <cstdint>
#include <optional>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// The answer to reset that a PC/SC reader makes up for a contactless card. It tells the air protocol, not the product.
namespace kazasu::drivers::atr {

/// A storage card's standard (SS) and name (NN NN), from the PC/SC workgroup's registry.
struct StorageCard {
  std::uint8_t standard = 0;
  std::uint16_t name = 0;
};

struct Atr {
  Bytes historical;
  bool check_byte_ok = true;  ///< also when the protocols need none
  std::optional<StorageCard> storage_card;
};

/// `card_answer_invalid` if the lengths inside do not fit. A wrong check byte is told, not refused: such readers exist.
Result<Atr> parse(BytesView bytes);

/// Whether it stands for a FeliCa card, in any of the forms that readers use.
bool is_felica(const Atr& atr);

}  // namespace kazasu::drivers::atr
