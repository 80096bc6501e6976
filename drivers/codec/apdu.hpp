#pragma once

#include <cstdint>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

/// The APDUs that PC/SC readers answer themselves for contactless cards (PC/SC part 3).
namespace kazasu::drivers::apdu {

inline constexpr std::uint16_t kSuccess = 0x9000;

/// An answer's data and status word. A status of 9000 says only that the reader did its part.
struct Answer {
  Bytes data;
  std::uint16_t status = 0;
};
/// `card_answer_invalid` if there are not even two bytes.
Result<Answer> split_answer(BytesView bytes);

/// Class, instruction and parameters with data and "as much as there is" expected back; of extended length above 255
/// bytes of data.
Bytes command(std::uint8_t instruction, std::uint8_t p1, std::uint8_t p2, BytesView data);

/// FF CA 00 00 00: UID, PUPI or IDm.
Bytes get_uid_command();
/// The UID: 4 to 10 bytes. `unsupported` if the reader has none for this card (6A81), `card_removed` if it has gone
/// (6300).
Result<Bytes> parse_uid(const Answer& answer);

/// FF B0 00 page 10: four pages of a type 2 tag.
Bytes read_page_command(std::uint8_t page);
/// FF D6 00 page 04: one page; `data` has 4 bytes.
Bytes write_page_command(std::uint8_t page, BytesView data);
/// What a storage card answered. `unsupported` (6A81), `card_timeout` (6300, 6401: the tag did not answer or does not
/// acknowledge).
Result<Bytes> storage_data(const Answer& answer);

/// A status word that no rule above explains, as `card_answer_invalid`; `doing` says at what.
Error unexpected_status(std::string_view doing, std::uint16_t status);

}  // namespace kazasu::drivers::apdu
