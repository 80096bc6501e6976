#include "codec/key_derivation.hpp"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>
#include <vector>

namespace kazasu::drivers {
namespace {

struct Free {
  void operator()(EVP_KDF* function) const { EVP_KDF_free(function); }
  void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

struct Input {
  const char* name;
  BytesView bytes;
};

Result<Bytes> derive(const char* function, std::initializer_list<Input> inputs, std::size_t bytes) {
  if (bytes == 0 || bytes > kDerivedBytesMax)
    return Error{ErrorCode::invalid_argument, "a key of 1 to 8160 bytes can be derived"};
  char digest[] = "SHA256";
  std::vector<OSSL_PARAM> parameters{OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0)};
  for (const Input& input : inputs) {
    if (input.bytes.empty()) continue;  // none is what an empty one means
    parameters.push_back(OSSL_PARAM_construct_octet_string(input.name, const_cast<std::uint8_t*>(input.bytes.data()),
                                                           input.bytes.size()));
  }
  parameters.push_back(OSSL_PARAM_construct_end());
  const std::unique_ptr<EVP_KDF, Free> method{EVP_KDF_fetch(nullptr, function, nullptr)};
  const std::unique_ptr<EVP_KDF_CTX, Free> context{EVP_KDF_CTX_new(method.get())};
  Bytes key(bytes);
  if (context == nullptr || EVP_KDF_derive(context.get(), key.data(), key.size(), parameters.data()) != 1)
    return Error{ErrorCode::internal, "deriving a key failed in the cryptography library"};
  return key;
}

}  // namespace

Result<Bytes> hkdf_sha256(BytesView secret, BytesView salt, BytesView info, std::size_t bytes) {
  return derive("HKDF", {{OSSL_KDF_PARAM_KEY, secret}, {OSSL_KDF_PARAM_SALT, salt}, {OSSL_KDF_PARAM_INFO, info}},
                bytes);
}

Result<Bytes> x963_sha256(BytesView secret, BytesView info, std::size_t bytes) {
  return derive("X963KDF", {{OSSL_KDF_PARAM_KEY, secret}, {OSSL_KDF_PARAM_INFO, info}}, bytes);
}

}  // namespace kazasu::drivers
