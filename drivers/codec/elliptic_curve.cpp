#include "codec/elliptic_curve.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>
#include <openssl/sha.h>

#include <algorithm>
#include <memory>
#include <string>

namespace kazasu::drivers {
namespace {

struct Free {
  void operator()(EC_GROUP* group) const { EC_GROUP_free(group); }
  void operator()(EC_POINT* point) const { EC_POINT_free(point); }
  void operator()(BIGNUM* number) const { BN_clear_free(number); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

struct CurveInfo {
  const char* name;
  std::size_t field_bytes;
};

CurveInfo info_of(Curve curve) {
  switch (curve) {
    case Curve::secp128r1: return {SN_secp128r1, 16};
    case Curve::secp224r1: return {SN_secp224r1, 28};
    case Curve::p256: break;
  }
  return {SN_X9_62_prime256v1, 32};
}

Error failed() {
  return {ErrorCode::internal, "elliptic curve: the cryptography library failed"};
}
Error no_key() {
  return {ErrorCode::key_missing, "elliptic curve: the key is none of this curve"};
}

Owned<EC_GROUP> p256_group() {
  return Owned<EC_GROUP>{EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)};
}

/// A private key of the group, 1 to its order less 1; null otherwise.
Owned<BIGNUM> private_number(const EC_GROUP* group, const P256Number& bytes) {
  Owned<BIGNUM> number{BN_secure_new()};
  if (number == nullptr || BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), number.get()) == nullptr)
    return nullptr;
  const bool in_range = !BN_is_zero(number.get()) && BN_cmp(number.get(), EC_GROUP_get0_order(group)) < 0;
  return in_range ? std::move(number) : nullptr;
}

Result<P256Point> compressed(const EC_GROUP* group, const EC_POINT* point) {
  P256Point bytes{};
  if (EC_POINT_point2oct(group, point, POINT_CONVERSION_COMPRESSED, bytes.data(), bytes.size(), nullptr) !=
      bytes.size())
    return failed();
  return bytes;
}

/// A key that only verifies; null if the bytes are no point of the curve.
Owned<EVP_PKEY> verifying_key(Curve curve, BytesView public_key) {
  std::string group = info_of(curve).name;
  Bytes point{public_key.begin(), public_key.end()};
  const OSSL_PARAM parameters[]{OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0),
                                OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
                                OSSL_PARAM_construct_end()};
  const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
  EVP_PKEY* key = nullptr;
  if (context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, const_cast<OSSL_PARAM*>(parameters)) != 1)
    return nullptr;
  return Owned<EVP_PKEY>{key};
}

Result<bool> verify(Curve curve, BytesView public_key, BytesView digest, BytesView der) {
  const auto key = verifying_key(curve, public_key);
  if (key == nullptr) return no_key();
  const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new(key.get(), nullptr)};
  if (context == nullptr || EVP_PKEY_verify_init(context.get()) != 1) return failed();
  return EVP_PKEY_verify(context.get(), der.data(), der.size(), digest.data(), digest.size()) == 1;
}

}  // namespace

Result<P256Point> p256_public_key(const P256Number& private_key) {
  const auto group = p256_group();
  if (group == nullptr) return failed();
  const auto number = private_number(group.get(), private_key);
  if (number == nullptr) return no_key();
  const Owned<EC_POINT> point{EC_POINT_new(group.get())};
  if (point == nullptr || EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) != 1)
    return failed();
  return compressed(group.get(), point.get());
}

Result<P256Number> p256_shared_secret(const P256Number& private_key, const P256Point& point) {
  const auto group = p256_group();
  if (group == nullptr) return failed();
  const auto number = private_number(group.get(), private_key);
  if (number == nullptr) return no_key();
  const Owned<EC_POINT> theirs{EC_POINT_new(group.get())}, shared{EC_POINT_new(group.get())};
  if (theirs == nullptr || shared == nullptr) return failed();
  if (EC_POINT_oct2point(group.get(), theirs.get(), point.data(), point.size(), nullptr) != 1)
    return Error{ErrorCode::card_answer_invalid, "elliptic curve: the card's key is no point of P-256"};
  if (EC_POINT_mul(group.get(), shared.get(), nullptr, theirs.get(), number.get(), nullptr) != 1) return failed();
  auto bytes = compressed(group.get(), shared.get());
  if (!bytes) return bytes.error();
  P256Number secret{};
  std::copy(bytes->begin() + 1, bytes->end(), secret.begin());
  return secret;
}

Result<bool> verify_ecdsa(Curve curve, BytesView public_key, BytesView digest, BytesView r_and_s) {
  const std::size_t bytes = info_of(curve).field_bytes;
  if (r_and_s.size() != 2 * bytes) return Error{ErrorCode::card_answer_invalid, "ECDSA: a signature of a wrong length"};
  const auto number = [&](BytesView half) { return BN_bin2bn(half.data(), static_cast<int>(half.size()), nullptr); };
  const Owned<ECDSA_SIG> signature{ECDSA_SIG_new()};
  Owned<BIGNUM> r{number(r_and_s.first(bytes))}, s{number(r_and_s.last(bytes))};
  if (signature == nullptr || r == nullptr || s == nullptr) return failed();
  ECDSA_SIG_set0(signature.get(), r.release(), s.release());
  unsigned char* der = nullptr;
  const int der_bytes = i2d_ECDSA_SIG(signature.get(), &der);
  if (der_bytes <= 0) return failed();
  const Bytes encoded{der, der + der_bytes};
  OPENSSL_free(der);
  return verify(curve, public_key, digest, encoded);
}

Result<bool> verify_ecdsa_sha256(Curve curve, BytesView public_key, BytesView message, BytesView der) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256(message.data(), message.size(), digest.data());
  return verify(curve, public_key, digest, der);
}

}  // namespace kazasu::drivers
