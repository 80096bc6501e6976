#include "codec/sdm.hpp"

#include <openssl/crypto.h>

#include <algorithm>

namespace kazasu::drivers::sdm {
namespace {

constexpr std::size_t kUidBytes = 7, kCountBytes = 3;

std::array<std::uint8_t, kCountBytes> little_endian(std::uint32_t count) {
  return {static_cast<std::uint8_t>(count & 0xFF), static_cast<std::uint8_t>(count >> 8 & 0xFF),
          static_cast<std::uint8_t>(count >> 16 & 0xFF)};
}

/// SV1 or SV2; what is not mirrored is left out, and zeros fill up.
AesBlock vector_of(std::uint8_t first, std::uint8_t second, BytesView uid, std::optional<std::uint32_t> count) {
  AesBlock vector{first, second, 0x00, 0x01, 0x00, 0x80};
  constexpr std::ptrdiff_t kLabelBytes = 6;
  auto end = std::copy(uid.begin(), uid.end(), vector.begin() + kLabelBytes);
  if (count) {
    const auto bytes = little_endian(*count);
    std::copy(bytes.begin(), bytes.end(), end);
  }
  return vector;
}

}  // namespace

Result<PiccData> decrypt_picc_data(const AesKey& meta_read_key, BytesView sealed) {
  constexpr std::uint8_t kHasUid = 0x80, kHasCount = 0x40, kLengthMask = 0x0F;
  if (sealed.size() != sizeof(AesBlock))
    return Error{ErrorCode::card_answer_invalid, "SDM: encrypted PICC data has 16 bytes"};
  auto plain = aes_cbc_decrypt(meta_read_key, AesBlock{}, sealed);
  if (!plain) return plain.error();
  const std::uint8_t tag = plain->front();
  const std::size_t uid_bytes = (tag & kHasUid) != 0 ? tag & kLengthMask : 0;
  const bool makes_sense = uid_bytes == kUidBytes || ((tag & kHasUid) == 0 && (tag & kHasCount) != 0);
  if (!makes_sense) return Error{ErrorCode::card_answer_invalid, "SDM: PICC data of another key, or damaged"};
  PiccData found;
  const auto uid_end = plain->begin() + 1 + static_cast<std::ptrdiff_t>(uid_bytes);
  found.uid.assign(plain->begin() + 1, uid_end);
  if ((tag & kHasCount) != 0)
    found.count = static_cast<std::uint32_t>(uid_end[0]) | static_cast<std::uint32_t>(uid_end[1]) << 8 |
                  static_cast<std::uint32_t>(uid_end[2]) << 16;
  found.plain = std::move(*plain);
  return found;
}

Result<SessionKeys> session_keys(const AesKey& file_read_key, BytesView uid, std::optional<std::uint32_t> count) {
  if (uid.size() > kUidBytes) return Error{ErrorCode::invalid_argument, "SDM: a UID has at most 7 bytes"};
  SessionKeys keys{.encryption_vector = vector_of(0xC3, 0x3C, uid, count),
                   .mac_vector = vector_of(0x3C, 0xC3, uid, count)};
  auto encryption = aes_cmac(file_read_key, keys.encryption_vector);
  auto mac = aes_cmac(file_read_key, keys.mac_vector);
  if (!encryption || !mac) return encryption ? mac.error() : encryption.error();
  keys.encryption = *encryption;
  keys.mac = *mac;
  return keys;
}

Result<Mac> mac(const SessionKeys& keys, BytesView text) {
  auto whole = aes_cmac(keys.mac, text);
  if (!whole) return whole.error();
  Mac half{};
  for (std::size_t i = 0; i < half.size(); ++i) half[i] = (*whole)[2 * i + 1];
  return half;
}

bool equal(const Mac& mac, BytesView other) {
  return other.size() == mac.size() && CRYPTO_memcmp(mac.data(), other.data(), mac.size()) == 0;
}

Result<Bytes> decrypt_file(const SessionKeys& keys, std::uint32_t count, BytesView sealed) {
  AesBlock counter{};
  const auto bytes = little_endian(count);
  std::copy(bytes.begin(), bytes.end(), counter.begin());
  auto initial = aes_encrypt_block(keys.encryption, counter);
  if (!initial) return initial.error();
  return aes_cbc_decrypt(keys.encryption, *initial, sealed);
}

Result<std::uint32_t> parse_printed_count(BytesView bytes) {
  if (bytes.size() != kCountBytes) return Error{ErrorCode::card_answer_invalid, "SDM: a counter has three bytes"};
  return static_cast<std::uint32_t>(bytes[0]) << 16 | static_cast<std::uint32_t>(bytes[1]) << 8 | bytes[2];
}

}  // namespace kazasu::drivers::sdm
