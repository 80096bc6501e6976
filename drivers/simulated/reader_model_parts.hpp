#pragma once

#include <cstdint>

#include "kazasu/drivers/simulated/card.hpp"

/// What the models of readers have in common.
namespace kazasu::simulators {

/// Data and status word.
Bytes with_status(Bytes data, std::uint16_t status);
/// The ATR of PC/SC part 3 for a storage card, with its check byte.
Bytes storage_card_atr(std::uint8_t standard, std::uint16_t name);
/// By the standard: FeliCa 11 003B, NTAG 03 0003, and a bare ISO 14443-4 ATR for phones.
Bytes standard_atr(const Card& card);
/// FF CA 00 00; nothing if `apdu` is something else.
std::optional<Bytes> answer_get_uid(BytesView apdu, const Card& card);

/// What every contactless reader does with a card: FF CA, FF B0 and FF D6 for a type 2 tag, and APDUs of other classes
/// passed to an ISO-DEP card; nothing if `apdu` is none of these.
std::optional<Bytes> answer_standard(BytesView apdu, Card& card);

inline constexpr std::uint16_t kStatusOk = 0x9000;
inline constexpr std::uint16_t kStatusUnsupported = 0x6A81;

}  // namespace kazasu::simulators
