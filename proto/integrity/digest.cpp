#include "kazasu/proto/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <memory>

namespace kazasu::proto {

namespace {

/// Fetched once: OpenSSL 3 looks up what EVP_sha256() names wherever it is used, under locks.
const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched;
}

}  // namespace

Digest sha256(std::initializer_list<BytesView> parts) {
  Digest digest{};
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
  EVP_DigestInit_ex(context.get(), sha256_algorithm(), nullptr);
  for (const BytesView part : parts) EVP_DigestUpdate(context.get(), part.data(), part.size());
  EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  return digest;
}

Digest hmac_sha256(BytesView key, BytesView message) {
  Digest digest{};
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), message.data(), message.size(), digest.data(), nullptr);
  return digest;
}

Result<Digest> digest_from(BytesView bytes, std::string_view what) {
  Digest digest{};
  if (bytes.size() != digest.size()) {
    return Error{ErrorCode::message_invalid,
                 std::string{what} + ": a SHA-256 has 32 bytes, found " + std::to_string(bytes.size())};
  }
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

}  // namespace kazasu::proto
