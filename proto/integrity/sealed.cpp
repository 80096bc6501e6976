#include "kazasu/proto/sealed.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <limits>
#include <memory>

#include "kazasu/proto/digest.hpp"
#include "kazasu/proto/framed_bytes.hpp"

namespace kazasu::proto {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kPlaintextBytesMax = 16 * 1024 * 1024;

using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

CipherContext new_context() {
  return {EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
}

/// Fetched once: OpenSSL 3 looks up what EVP_aes_256_gcm() names wherever it is used, under locks.
const EVP_CIPHER* aes_256_gcm() {
  static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return fetched;
}

Error wrong_key() {
  return {ErrorCode::key_missing, "a sealing key has 32 bytes"};
}

}  // namespace

Result<Bytes> seal_again(BytesView key, BytesView context, BytesView plaintext, BytesView nonce) {
  if (key.size() != kKeyBytes) return wrong_key();
  if (nonce.size() != kNonceBytes) return Error{ErrorCode::invalid_argument, "a nonce has 12 bytes"};
  if (plaintext.size() > kPlaintextBytesMax) return Error{ErrorCode::limit_exceeded, "more than 16 MiB to seal"};
  Bytes sealed(kNonceBytes + plaintext.size() + kTagBytes);
  std::copy(nonce.begin(), nonce.end(), sealed.begin());
  const CipherContext cipher = new_context();
  int written = 0;
  const bool ok =
      EVP_EncryptInit_ex(cipher.get(), aes_256_gcm(), nullptr, key.data(), sealed.data()) == 1 &&
      EVP_EncryptUpdate(cipher.get(), nullptr, &written, context.data(), static_cast<int>(context.size())) == 1 &&
      EVP_EncryptUpdate(cipher.get(), sealed.data() + kNonceBytes, &written, plaintext.data(),
                        static_cast<int>(plaintext.size())) == 1 &&
      EVP_EncryptFinal_ex(cipher.get(), sealed.data() + kNonceBytes + plaintext.size(), &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes,
                          sealed.data() + kNonceBytes + plaintext.size()) == 1;
  if (!ok) return Error{ErrorCode::internal, "AES-256-GCM failed to seal"};
  return sealed;
}

Result<Bytes> seal(BytesView key, BytesView context, BytesView plaintext, Entropy& entropy) {
  std::array<std::uint8_t, kNonceBytes> nonce{};
  if (auto filled = entropy.fill(nonce); !filled) return filled.error();
  return seal_again(key, context, plaintext, nonce);
}

Result<Bytes> seal_derived(BytesView key, BytesView context, BytesView plaintext) {
  const Digest nonce_key = hmac_sha256(key, as_bytes("kazasu.seal-nonce-key.v1"));
  const Digest nonce =
      hmac_sha256(nonce_key, FramedBytes{"kazasu.seal-nonce.v1"}.blob(context).blob(plaintext).bytes());
  return seal_again(key, context, plaintext, BytesView{nonce}.first(kNonceBytes));
}

struct Opener::Cipher {
  CipherContext context = new_context();
};

Opener::Opener(BytesView key) {
  if (key.size() != kKeyBytes) return;
  cipher_ = std::make_unique<Cipher>();
  // A key that could not be set is no key: opening then fails as under a wrong one.
  EVP_DecryptInit_ex(cipher_->context.get(), aes_256_gcm(), nullptr, key.data(), nullptr);
}
Opener::~Opener() = default;

Result<void> Opener::open(BytesView context, BytesView sealed, Bytes& plaintext) {
  plaintext.clear();
  if (!cipher_) return wrong_key();
  if (sealed.size() < kNonceBytes + kTagBytes || sealed.size() > kPlaintextBytesMax + kNonceBytes + kTagBytes) {
    return Error{ErrorCode::message_invalid, "a sealed field of " + std::to_string(sealed.size()) + " bytes"};
  }
  const std::size_t length = sealed.size() - kNonceBytes - kTagBytes;
  plaintext.resize(length);
  std::array<std::uint8_t, kTagBytes> tag{};
  std::copy(sealed.end() - kTagBytes, sealed.end(), tag.begin());
  EVP_CIPHER_CTX* cipher = cipher_->context.get();
  int written = 0;
  const bool ok = EVP_DecryptInit_ex(cipher, nullptr, nullptr, nullptr, sealed.data()) == 1 &&
                  EVP_DecryptUpdate(cipher, nullptr, &written, context.data(), static_cast<int>(context.size())) == 1 &&
                  EVP_DecryptUpdate(cipher, plaintext.data(), &written, sealed.data() + kNonceBytes,
                                    static_cast<int>(length)) == 1 &&
                  EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
                  EVP_DecryptFinal_ex(cipher, plaintext.data() + length, &written) == 1;
  if (ok) return {};
  plaintext.clear();  // it was not vouched for
  return Error{ErrorCode::signature_invalid, "a sealed field does not open under this key and context"};
}

Result<Bytes> open_sealed(BytesView key, BytesView context, BytesView sealed) {
  Bytes plaintext;
  if (auto opened = Opener{key}.open(context, sealed, plaintext); !opened) return opened.error();
  return plaintext;
}

Bytes entry_seal_context(std::string_view terminal, std::string_view business_date, std::string_view transaction_id) {
  return FramedBytes{"kazasu.member.v1"}.text(terminal).text(business_date).text(transaction_id).bytes();
}

}  // namespace kazasu::proto
