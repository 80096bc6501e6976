#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

using AesKey = std::array<std::uint8_t, 16>;
using AesBlock = std::array<std::uint8_t, 16>;

/// AES-128-CMAC (RFC 4493). `internal` if the cryptography library fails.
Result<AesBlock> aes_cmac(const AesKey& key, BytesView message);
/// AES-128-CBC with no padding, whole blocks only; `card_answer_invalid` otherwise.
Result<Bytes> aes_cbc_decrypt(const AesKey& key, const AesBlock& initial, BytesView sealed);
/// One block of AES-128.
Result<AesBlock> aes_encrypt_block(const AesKey& key, const AesBlock& block);

}  // namespace kazasu::drivers
