#include "codec/lite_s_mac.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

namespace kazasu::drivers::lite_s {
namespace {

using Half = std::array<std::uint8_t, 8>;
constexpr std::size_t kHalf = 8;

/// Reverses the bytes inside every 8-byte half.
Bytes reverse_halves(BytesView bytes) {
  Bytes reversed{bytes.begin(), bytes.end()};
  for (std::size_t at = 0; at + kHalf <= reversed.size(); at += kHalf) {
    std::reverse(reversed.begin() + static_cast<std::ptrdiff_t>(at), reversed.begin() + static_cast<std::ptrdiff_t>(at + kHalf));
  }
  return reversed;
}

/// Encrypts whole 8-byte blocks; `key` has 16 or 24 bytes, `iv` 8 or none (ECB).
Result<Bytes> encrypt(const EVP_CIPHER* cipher, BytesView key, const std::uint8_t* iv, BytesView plain) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context{EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
  Bytes encrypted(plain.size());
  int written = 0;
  const bool ok = EVP_EncryptInit_ex(context.get(), cipher, nullptr, key.data(), iv) == 1 && EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
                  EVP_EncryptUpdate(context.get(), encrypted.data(), &written, plain.data(), static_cast<int>(plain.size())) == 1 &&
                  written == static_cast<int>(plain.size());
  if (!ok) return Error{ErrorCode::internal, "3DES failed"};
  return encrypted;
}

/// The last block of 3DES-CBC under k1‖k2‖k1, reversed into card order.
Result<Mac> mac(const Half& first, const Half& second, const felica::Block& challenge, const Bytes& message) {
  Bytes key{first.begin(), first.end()};
  key.insert(key.end(), second.begin(), second.end());
  const Bytes start = reverse_halves(challenge);
  auto encrypted = encrypt(EVP_des_ede_cbc(), key, start.data(), reverse_halves(message));
  if (!encrypted) return encrypted.error();
  Mac result;
  std::reverse_copy(encrypted->end() - kHalf, encrypted->end(), result.begin());
  return result;
}

}  // namespace

Result<SessionKey> session_key(const CardKey& card_key, const felica::Block& challenge) {
  const Half zero{};
  auto encrypted = encrypt(EVP_des_ede_cbc(), reverse_halves(card_key), zero.data(), reverse_halves(challenge));
  if (!encrypted) return encrypted.error();
  SessionKey key;
  std::copy_n(encrypted->begin(), kHalf, key.first.begin());
  std::copy_n(encrypted->begin() + kHalf, kHalf, key.second.begin());
  return key;
}

Result<Mac> read_mac_a(const SessionKey& key, const felica::Block& challenge, const std::vector<std::pair<std::uint8_t, felica::Block>>& blocks) {
  constexpr std::uint8_t kMacA = 0x91;
  if (blocks.empty() || blocks.size() > 3) return Error{ErrorCode::invalid_argument, "MAC_A covers 1 to 3 blocks"};
  Bytes message;
  for (const auto& [number, block] : blocks) {
    message.push_back(number);
    message.push_back(0x00);
  }
  message.push_back(kMacA);
  message.push_back(0x00);
  message.resize(kHalf, 0xFF);
  for (const auto& [number, block] : blocks) message.insert(message.end(), block.begin(), block.end());
  return mac(key.first, key.second, challenge, message);
}

Result<Mac> write_mac_a(const SessionKey& key, const felica::Block& challenge, std::uint32_t write_counter, std::uint8_t block,
                        const felica::Block& data) {
  Bytes message{static_cast<std::uint8_t>(write_counter),
                static_cast<std::uint8_t>(write_counter >> 8),
                static_cast<std::uint8_t>(write_counter >> 16),
                0x00,
                block,
                0x00,
                0x91,
                0x00};
  message.insert(message.end(), data.begin(), data.end());
  return mac(key.second, key.first, challenge, message);  // halves swapped for writing
}

Result<CardKey> diversify(BytesView master_key, const felica::Block& id_block) {
  constexpr std::size_t kMasterBytes = 24;
  if (master_key.size() != kMasterBytes) return Error{ErrorCode::key_missing, "a card master key has 24 bytes"};
  const auto e = [&](const Half& block) { return encrypt(EVP_des_ede3_ecb(), master_key, nullptr, block); };
  auto zero = e(Half{});
  if (!zero) return zero.error();
  Half subkey{};  // L << 1, with the CMAC polynomial when a bit fell out
  for (std::size_t i = 0; i < kHalf; ++i) {
    const int carry = i + 1 < kHalf ? (*zero)[i + 1] >> 7 : 0;
    subkey[i] = static_cast<std::uint8_t>((*zero)[i] << 1 | carry);
  }
  if (((*zero)[0] & 0x80) != 0) subkey[kHalf - 1] ^= 0x1B;
  CardKey card_key{};
  for (std::size_t half = 0; half < 2; ++half) {
    Half first{}, second{};
    std::copy_n(id_block.begin(), kHalf, first.begin());
    std::copy_n(id_block.begin() + kHalf, kHalf, second.begin());
    if (half == 1) first[0] ^= 0x80;
    auto inner = e(first);
    if (!inner) return inner.error();
    for (std::size_t i = 0; i < kHalf; ++i) second[i] = static_cast<std::uint8_t>(second[i] ^ (*inner)[i] ^ subkey[i]);
    auto outer = e(second);
    if (!outer) return outer.error();
    std::copy_n(outer->begin(), kHalf, card_key.begin() + static_cast<std::ptrdiff_t>(half * kHalf));
  }
  return card_key;
}

bool equal(const Mac& a, BytesView b) { return b.size() == a.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0; }

}  // namespace kazasu::drivers::lite_s
