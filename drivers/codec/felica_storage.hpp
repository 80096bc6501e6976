#pragma once

#include <cstdint>

#include "codec/apdu.hpp"
#include "codec/felica.hpp"

/// A FeliCa card by the commands for storage cards as Sony's readers have them (nfc.md, 3.2): a service is chosen, then
/// blocks of it are read and written by their block list. No frame of the card's own is seen.
namespace kazasu::drivers::felica_storage {

/// FF CA 01: PMm.
Bytes get_pmm_command();
Result<felica::Pmm> parse_pmm(const apdu::Answer& answer);

/// FF A4 00 01: which service the next blocks are of.
Bytes select_service_command(std::uint16_t service);
/// FF B0 80 and FF D6 80: `block_list` holds the elements of `blocks` blocks as a frame does. `limit_exceeded` beyond
/// what an APDU of short length carries.
Result<Bytes> read_command(std::size_t blocks, BytesView block_list);
Result<Bytes> write_command(std::size_t blocks, BytesView block_list, BytesView data);

/// What came of it: the card's data, or why it refused.
struct Outcome {
  felica::StatusFlags status;
  Bytes data;
};
/// `unsupported` if the reader has no such command (6A81, 6D00), `card_timeout` if the card was silent (6300, 6401).
Result<Outcome> parse_outcome(const apdu::Answer& answer);

}  // namespace kazasu::drivers::felica_storage
