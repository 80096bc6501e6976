#include "kazasu/drivers/simulated/card_cipher.hpp"

#include <openssl/evp.h>

#include <memory>
#include <span>
#include <stdexcept>

namespace kazasu::simulators::card_cipher {
namespace {

// The chip works on 64-bit words whose first byte on the wire is the lowest; DES takes the highest byte first.
std::uint64_t word_at(BytesView bytes, std::size_t at) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < 8; ++i) word |= static_cast<std::uint64_t>(bytes[at + i]) << (8 * i);
  return word;
}

std::array<std::uint8_t, 8> des_bytes(std::uint64_t word) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(word >> (56 - 8 * i) & 0xFF);
  return bytes;
}

std::uint64_t word_of_des(std::span<const std::uint8_t, 8> bytes) {
  std::uint64_t word = 0;
  for (const std::uint8_t byte : bytes) word = word << 8 | byte;
  return word;
}

/// Three-key 3DES of one word, by the plain block cipher: the chaining is done by hand.
std::uint64_t encrypt(std::span<const std::uint8_t, 24> key, std::uint64_t word) {
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context{EVP_CIPHER_CTX_new(),
                                                                                &EVP_CIPHER_CTX_free};
  const auto plain = des_bytes(word);
  std::array<std::uint8_t, 16> sealed{};
  int length = 0;
  if (EVP_EncryptInit_ex(context.get(), EVP_des_ede3_ecb(), nullptr, key.data(), nullptr) != 1 ||
      EVP_CIPHER_CTX_set_padding(context.get(), 0) != 1 ||
      EVP_EncryptUpdate(context.get(), sealed.data(), &length, plain.data(), plain.size()) != 1 || length != 8) {
    throw std::runtime_error{"3DES failed"};
  }
  return word_of_des(std::span{sealed}.first<8>());
}

std::array<std::uint8_t, 24> two_key(std::uint64_t first, std::uint64_t second) {
  std::array<std::uint8_t, 24> key{};
  const auto a = des_bytes(first), b = des_bytes(second);
  for (std::size_t i = 0; i < 8; ++i) {
    key[i] = key[16 + i] = a[i];
    key[8 + i] = b[i];
  }
  return key;
}

}  // namespace

Session begin_session(const Block& card_key, const Block& challenge) {
  const auto key = two_key(word_at(card_key, 0), word_at(card_key, 8));
  const std::uint64_t first = word_at(challenge, 0);
  const std::uint64_t key1 = encrypt(key, first);
  return {.key1 = key1, .key2 = encrypt(key, key1 ^ word_at(challenge, 8)), .start = first};
}

Mac mac(const Session& session, BytesView message, bool for_write) {
  const auto key = for_write ? two_key(session.key2, session.key1) : two_key(session.key1, session.key2);
  std::uint64_t chained = session.start;
  for (std::size_t at = 0; at + 8 <= message.size(); at += 8) chained = encrypt(key, chained ^ word_at(message, at));
  Mac mac{};
  for (std::size_t i = 0; i < mac.size(); ++i) mac[i] = static_cast<std::uint8_t>(chained >> (8 * i) & 0xFF);
  return mac;
}

Block card_key_of(const std::array<std::uint8_t, 24>& master_key, const Block& id_block) {
  const std::uint64_t zeros = encrypt(master_key, 0);
  const std::uint64_t subkey = zeros << 1 ^ ((zeros >> 63) != 0 ? 0x1BU : 0U);
  const std::uint64_t first = word_of_des(std::span{id_block}.first<8>());
  const std::uint64_t second = word_of_des(std::span{id_block}.last<8>());
  Block card_key{};
  for (std::size_t half = 0; half < 2; ++half) {
    const std::uint64_t flipped = half == 0 ? first : first ^ 1ULL << 63;
    const auto bytes = des_bytes(encrypt(master_key, encrypt(master_key, flipped) ^ second ^ subkey));
    for (std::size_t i = 0; i < 8; ++i) card_key[8 * half + i] = bytes[i];
  }
  return card_key;
}

}  // namespace kazasu::simulators::card_cipher
