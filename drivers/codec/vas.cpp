#include "codec/vas.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <memory>
#include <string>

#include "codec/key_derivation.hpp"
#include "codec/tlv.hpp"

namespace kazasu::drivers::vas {
namespace {

constexpr std::size_t kKeyBytes = 32, kTimeBytes = 4, kTagBytes = 16;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

std::array<std::uint8_t, SHA256_DIGEST_LENGTH> sha256(BytesView bytes) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256(bytes.data(), bytes.size(), digest.data());
  return digest;
}

}  // namespace

PassIdHash pass_id_hash(std::string_view pass_type_id) {
  return sha256(as_bytes(pass_type_id));
}

KeyId key_id(const P256Point& public_key) {
  const auto digest = sha256(BytesView{public_key}.subspan(1));
  KeyId id{};
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

Bytes get_data_command(const PassIdHash& pass, const std::array<std::uint8_t, 4>& capabilities,
                       const std::optional<std::array<std::uint8_t, 4>>& terminal_nonce) {
  constexpr std::array<std::uint8_t, 2> kVersion{0x01, 0x00};
  Bytes objects;
  tlv::append(objects, 0x9F22, kVersion);
  tlv::append(objects, 0x9F25, pass);
  tlv::append(objects, 0x9F26, capabilities);
  if (terminal_nonce) tlv::append(objects, 0x9F28, *terminal_nonce);
  Bytes command{0x80, 0xCA, 0x01, 0x01, static_cast<std::uint8_t>(objects.size())};
  command.insert(command.end(), objects.begin(), objects.end());
  command.push_back(0x00);
  return command;
}

Result<Cryptogram> parse_cryptogram(BytesView bytes) {
  constexpr std::size_t kBytesMax = 4'096;
  Cryptogram found;
  const std::size_t header = found.key.size() + found.device_x.size();
  if (bytes.size() < header + kTimeBytes + kTagBytes)
    return Error{ErrorCode::card_answer_invalid, "VAS: a cryptogram that is too short for a message"};
  if (bytes.size() > kBytesMax) return Error{ErrorCode::limit_exceeded, "VAS: a cryptogram above 4 KiB"};
  std::copy_n(bytes.begin(), found.key.size(), found.key.begin());
  std::copy_n(bytes.begin() + found.key.size(), found.device_x.size(), found.device_x.begin());
  found.sealed.assign(bytes.begin() + static_cast<std::ptrdiff_t>(header),
                      bytes.end() - static_cast<std::ptrdiff_t>(kTagBytes));
  std::copy(bytes.end() - static_cast<std::ptrdiff_t>(kTagBytes), bytes.end(), found.tag.begin());
  return found;
}

Bytes shared_info(const PassIdHash& pass) {
  constexpr std::string_view kAlgorithm = "\x0Did-aes256-GCM", kParty = "ApplePay encrypted VAS data";
  Bytes info{as_bytes(kAlgorithm).begin(), as_bytes(kAlgorithm).end()};
  info.insert(info.end(), as_bytes(kParty).begin(), as_bytes(kParty).end());
  info.insert(info.end(), pass.begin(), pass.end());
  return info;
}

Result<P256Number> shared_secret(const P256Number& private_key, const Cryptogram& cryptogram) {
  P256Point point{0x02};
  std::copy(cryptogram.device_x.begin(), cryptogram.device_x.end(), point.begin() + 1);
  return p256_shared_secret(private_key, point);
}

Result<Bytes> content_key(const P256Number& shared_secret, const PassIdHash& pass) {
  return x963_sha256(shared_secret, shared_info(pass), kKeyBytes);
}

Result<Message> open(const Cryptogram& cryptogram, BytesView content_key) {
  constexpr std::array<std::uint8_t, 16> kNonce{};  // 16 zero bytes, not GCM's usual 12
  if (content_key.size() != kKeyBytes) return Error{ErrorCode::invalid_argument, "VAS: a content key has 32 bytes"};
  const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context{EVP_CIPHER_CTX_new()};
  Bytes plain(cryptogram.sealed.size());
  auto tag = cryptogram.tag;
  int bytes = 0, last = 0;
  const bool ready = context != nullptr &&
                     EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, nullptr, nullptr) == 1 &&
                     EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_IVLEN, kNonce.size(), nullptr) == 1 &&
                     EVP_DecryptInit_ex(context.get(), nullptr, nullptr, content_key.data(), kNonce.data()) == 1 &&
                     EVP_DecryptUpdate(context.get(), plain.data(), &bytes, cryptogram.sealed.data(),
                                       static_cast<int>(cryptogram.sealed.size())) == 1 &&
                     EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag.size(), tag.data()) == 1;
  if (!ready) return Error{ErrorCode::internal, "VAS: AES-GCM failed in the cryptography library"};
  if (EVP_DecryptFinal_ex(context.get(), plain.data() + bytes, &last) != 1)
    return Error{ErrorCode::signature_invalid, "VAS: the message was sealed by another key, or was changed"};
  if (plain.size() < kTimeBytes) return Error{ErrorCode::card_answer_invalid, "VAS: a message without a time"};
  Message message;
  for (std::size_t i = 0; i < kTimeBytes; ++i) message.seconds_since_2001 = message.seconds_since_2001 << 8 | plain[i];
  message.payload.assign(plain.begin() + kTimeBytes, plain.end());
  message.plain = std::move(plain);
  return message;
}

Result<Message> open(BytesView cryptogram, const P256Number& private_key, const PassIdHash& pass) {
  auto parsed = parse_cryptogram(cryptogram);
  if (!parsed) return parsed.error();
  auto own = p256_public_key(private_key);
  if (!own) return own.error();
  if (key_id(*own) != parsed->key) return Error{ErrorCode::not_found, "VAS: the message is for another key"};
  auto secret = shared_secret(private_key, *parsed);
  if (!secret) return secret.error();
  auto key = content_key(*secret, pass);
  if (!key) return key.error();
  return open(*parsed, *key);
}

}  // namespace kazasu::drivers::vas
