#include "codec/aes.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <memory>

namespace kazasu::drivers {
namespace {

struct Free {
  void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

Error failed() {
  return {ErrorCode::internal, "AES failed in the cryptography library"};
}

}  // namespace

Result<AesBlock> aes_cmac(const AesKey& key, BytesView message) {
  const std::unique_ptr<EVP_MAC, Free> mac{EVP_MAC_fetch(nullptr, "CMAC", nullptr)};
  const std::unique_ptr<EVP_MAC_CTX, Free> context{EVP_MAC_CTX_new(mac.get())};
  char cipher[] = "AES-128-CBC";
  const OSSL_PARAM parameters[]{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_CIPHER, cipher, 0),
                                OSSL_PARAM_construct_end()};
  AesBlock sum{};
  std::size_t bytes = 0;
  const bool done = context != nullptr && EVP_MAC_init(context.get(), key.data(), key.size(), parameters) == 1 &&
                    EVP_MAC_update(context.get(), message.data(), message.size()) == 1 &&
                    EVP_MAC_final(context.get(), sum.data(), &bytes, sum.size()) == 1 && bytes == sum.size();
  if (!done) return failed();
  return sum;
}

Result<Bytes> aes_cbc_decrypt(const AesKey& key, const AesBlock& initial, BytesView sealed) {
  if (sealed.empty() || sealed.size() % initial.size() != 0)
    return Error{ErrorCode::card_answer_invalid, "AES: what is decrypted is not of whole blocks"};
  const std::unique_ptr<EVP_CIPHER_CTX, Free> context{EVP_CIPHER_CTX_new()};
  Bytes plain(sealed.size());
  int bytes = 0;
  const bool done =
      context != nullptr &&
      EVP_DecryptInit_ex(context.get(), EVP_aes_128_cbc(), nullptr, key.data(), initial.data()) == 1 &&
      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
      EVP_DecryptUpdate(context.get(), plain.data(), &bytes, sealed.data(), static_cast<int>(sealed.size())) == 1 &&
      bytes == static_cast<int>(plain.size());
  if (!done) return failed();
  return plain;
}

Result<AesBlock> aes_encrypt_block(const AesKey& key, const AesBlock& block) {
  const std::unique_ptr<EVP_CIPHER_CTX, Free> context{EVP_CIPHER_CTX_new()};
  AesBlock sealed{};
  int bytes = 0;
  const bool done =
      context != nullptr && EVP_EncryptInit_ex(context.get(), EVP_aes_128_ecb(), nullptr, key.data(), nullptr) == 1 &&
      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
      EVP_EncryptUpdate(context.get(), sealed.data(), &bytes, block.data(), static_cast<int>(block.size())) == 1 &&
      bytes == static_cast<int>(sealed.size());
  if (!done) return failed();
  return sealed;
}

}  // namespace kazasu::drivers
