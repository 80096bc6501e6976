#pragma once

#include <cstdint>
#include <optional>

#include "codec/aes.hpp"

/// Secure Dynamic Messaging of NXP's NTAG 424 DNA in AES mode (SUN; application note AN12196): a tag that proves itself
/// in the URL it shows. LRP mode is not read. A message that verifies is fresh only if its counter is above the highest
/// that was seen of this tag: that is the caller's to keep.
namespace kazasu::drivers::sdm {

/// What a tag mirrors of itself.
struct PiccData {
  Bytes uid;                           ///< 7 bytes; empty if it is not mirrored
  std::optional<std::uint32_t> count;  ///< SDMReadCtr, 24 bits, up by one at each reading; nothing if not mirrored
  Bytes plain;                         ///< the 16 bytes as they were decrypted, random filling included
};
/// 16 bytes of a URL, decrypted by the key that all tags of a kind share. `card_answer_invalid` if they are not 16 or
/// decrypt to nothing that makes sense, as by another key.
Result<PiccData> decrypt_picc_data(const AesKey& meta_read_key, BytesView sealed);

struct SessionKeys {
  AesBlock encryption_vector{};  ///< SV1
  AesBlock mac_vector{};         ///< SV2
  AesKey encryption{};
  AesKey mac{};
};
/// The keys of one reading, from the tag's own file key. `uid` has at most 7 bytes; `invalid_argument` otherwise.
Result<SessionKeys> session_keys(const AesKey& file_read_key, BytesView uid, std::optional<std::uint32_t> count);

using Mac = std::array<std::uint8_t, 8>;
/// SDMMAC over the text of the URL between its two offsets, which may be empty.
Result<Mac> mac(const SessionKeys& keys, BytesView text);
/// In constant time.
bool equal(const Mac& mac, BytesView other);

/// The file data that the URL carries. `card_answer_invalid` if it is not of whole blocks.
Result<Bytes> decrypt_file(const SessionKeys& keys, std::uint32_t count, BytesView sealed);

/// The counter as a plain URL prints it: three bytes, most significant first.
Result<std::uint32_t> parse_printed_count(BytesView bytes);

}  // namespace kazasu::drivers::sdm
