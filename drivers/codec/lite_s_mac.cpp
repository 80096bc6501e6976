#include "codec/lite_s_mac.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace kazasu::drivers::lite_s {
namespace {

constexpr std::size_t kHalfBytes = 8;
using Half = std::array<std::uint8_t, kHalfBytes>;
using KeyPair = std::array<std::uint8_t, 2 * kHalfBytes>;

/// The one place where card order and DES order meet: the bytes inside every half are reversed.
template <class Container>
Container rev8(Container bytes) {
  for (auto half = bytes.begin(); half != bytes.end(); half += kHalfBytes) std::reverse(half, half + kHalfBytes);
  return bytes;
}

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

/// Whole 8-byte blocks. OpenSSL takes DES keys as they are: parity is not looked at and weak keys, as the factory's,
/// pass.
Result<Bytes> encrypt(const EVP_CIPHER* cipher, BytesView key, const std::uint8_t* iv, BytesView plain) {
  const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context{EVP_CIPHER_CTX_new()};
  Bytes sealed(plain.size());
  int written = 0;
  const bool done =
      plain.size() % kHalfBytes == 0 && context != nullptr &&
      EVP_EncryptInit_ex(context.get(), cipher, nullptr, key.data(), iv) == 1 &&
      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
      EVP_EncryptUpdate(context.get(), sealed.data(), &written, plain.data(), static_cast<int>(plain.size())) == 1 &&
      written == static_cast<int>(plain.size());
  if (!done) return Error{ErrorCode::internal, "3DES failed in the cryptography library"};
  return sealed;
}

Half first_half(const felica::Block& block) {
  Half half;
  std::copy_n(block.begin(), kHalfBytes, half.begin());
  return half;
}

Half second_half(const felica::Block& block) {
  Half half;
  std::copy_n(block.begin() + kHalfBytes, kHalfBytes, half.begin());
  return half;
}

Result<Mac> session_mac(const Half& key1, const Half& key2, const felica::Block& challenge, BytesView message) {
  KeyPair key;
  std::copy(key2.begin(), key2.end(), std::copy(key1.begin(), key1.end(), key.begin()));
  auto mac = cbc_mac(key, rev8(first_half(challenge)), message);
  OPENSSL_cleanse(key.data(), key.size());
  return mac;
}

Result<void> check_block_count(std::size_t count) {
  if (count >= 1 && count <= 3) return {};
  return Error{ErrorCode::invalid_argument, "Lite-S: a MAC covers 1 to 3 blocks"};
}

/// CMAC's first subkey: the cipher of zeros doubled in GF(2^64).
Half cmac_subkey(const Bytes& cipher_of_zeros) {
  Half subkey{};
  for (std::size_t i = 0; i < kHalfBytes; ++i) {
    const int carry = i + 1 < kHalfBytes ? cipher_of_zeros[i + 1] >> 7 : 0;
    subkey[i] = static_cast<std::uint8_t>(cipher_of_zeros[i] << 1 | carry);
  }
  if ((cipher_of_zeros[0] & 0x80) != 0) subkey[kHalfBytes - 1] ^= 0x1B;
  return subkey;
}

}  // namespace

SessionKey::~SessionKey() {
  OPENSSL_cleanse(first.data(), first.size());
  OPENSSL_cleanse(second.data(), second.size());
}

Result<Mac> cbc_mac(std::span<const std::uint8_t, 16> des_key, std::span<const std::uint8_t, 8> iv, BytesView data) {
  if (data.empty() || data.size() % kHalfBytes != 0) {
    return Error{ErrorCode::invalid_argument, "Lite-S: a MAC is over whole 8-byte halves"};
  }
  auto sealed = encrypt(EVP_des_ede_cbc(), des_key, iv.data(), rev8(Bytes{data.begin(), data.end()}));
  if (!sealed) return sealed.error();
  Mac mac;
  std::copy(sealed->end() - static_cast<std::ptrdiff_t>(kHalfBytes), sealed->end(), mac.begin());
  return rev8(mac);
}

Result<SessionKey> session_key(const CardKey& card_key, const felica::Block& challenge) {
  CardKey des_key = rev8(card_key);
  auto sealed = encrypt(EVP_des_ede_cbc(), des_key, Half{}.data(), rev8(challenge));
  OPENSSL_cleanse(des_key.data(), des_key.size());
  if (!sealed) return sealed.error();
  SessionKey key;
  std::copy_n(sealed->begin(), kHalfBytes, key.first.begin());
  std::copy_n(sealed->begin() + kHalfBytes, kHalfBytes, key.second.begin());
  OPENSSL_cleanse(sealed->data(), sealed->size());
  return key;
}

Result<Mac> read_mac(const SessionKey& key, const felica::Block& challenge, std::span<const felica::Block> blocks) {
  if (auto checked = check_block_count(blocks.size()); !checked) return checked.error();
  Bytes message;
  for (const felica::Block& block : blocks) message.insert(message.end(), block.begin(), block.end());
  return session_mac(key.first, key.second, challenge, message);
}

Result<Mac> read_mac_a(const SessionKey& key, const felica::Block& challenge, std::span<const NumberedBlock> blocks) {
  if (auto checked = check_block_count(blocks.size()); !checked) return checked.error();
  Bytes message;
  for (const auto& [number, block] : blocks) message.insert(message.end(), {number, 0x00});
  message.insert(message.end(), {kBlockMacA, 0x00});
  message.resize(kHalfBytes, 0xFF);
  for (const auto& [number, block] : blocks) message.insert(message.end(), block.begin(), block.end());
  return session_mac(key.first, key.second, challenge, message);
}

Result<Mac> write_mac_a(const SessionKey& key, const felica::Block& challenge, std::uint32_t write_counter,
                        const NumberedBlock& block) {
  Bytes message{static_cast<std::uint8_t>(write_counter & 0xFF),
                static_cast<std::uint8_t>(write_counter >> 8 & 0xFF),
                static_cast<std::uint8_t>(write_counter >> 16 & 0xFF),
                0x00,
                block.first,
                0x00,
                kBlockMacA,
                0x00};
  message.insert(message.end(), block.second.begin(), block.second.end());
  return session_mac(key.second, key.first, challenge, message);  // for a write the halves of the key change places
}

felica::Block mac_a_block(const Mac& mac_a, std::uint32_t write_counter) {
  felica::Block block{};
  std::copy(mac_a.begin(), mac_a.end(), block.begin());
  for (std::size_t i = 0; i < 3; ++i) {
    block[mac_a.size() + i] = static_cast<std::uint8_t>(write_counter >> (8 * i) & 0xFF);
  }
  return block;
}

Result<CardKey> diversify(BytesView master_key, const felica::Block& id_block) {
  constexpr std::size_t kMasterKeyBytes = 24;
  if (master_key.size() != kMasterKeyBytes) {
    return Error{ErrorCode::invalid_argument, "Lite-S: a master key has 24 bytes"};
  }
  const auto cipher = [&](const Half& half) { return encrypt(EVP_des_ede3_ecb(), master_key, nullptr, half); };
  auto zeros = cipher(Half{});
  if (!zeros) return zeros.error();
  const Half subkey = cmac_subkey(*zeros);
  // T is the CMAC of the ID block, T' that of the ID block with its first bit flipped; here nothing is reversed.
  CardKey card_key{};
  for (std::size_t i = 0; i < 2; ++i) {
    Half first = first_half(id_block), second = second_half(id_block);
    if (i == 1) first[0] ^= 0x80;
    auto inner = cipher(first);
    if (!inner) return inner.error();
    for (std::size_t byte = 0; byte < kHalfBytes; ++byte) {
      second[byte] = static_cast<std::uint8_t>(second[byte] ^ (*inner)[byte] ^ subkey[byte]);
    }
    auto outer = cipher(second);
    if (!outer) return outer.error();
    std::copy_n(outer->begin(), kHalfBytes, card_key.begin() + static_cast<std::ptrdiff_t>(i * kHalfBytes));
  }
  return card_key;
}

bool equal(const Mac& mac, BytesView other) {
  return other.size() == mac.size() && CRYPTO_memcmp(mac.data(), other.data(), mac.size()) == 0;
}

}  // namespace kazasu::drivers::lite_s
