#include "kazasu/proto/signature.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "kazasu/proto/framed_bytes.hpp"

namespace kazasu::proto {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using PrivateOrPublicKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Bio reading(std::string_view pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free};
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(length)};
}

Error unusable(std::string_view what) {
  return {ErrorCode::key_missing, std::string{what} + " is not a usable PEM"};
}

Result<std::string> public_pem(EVP_PKEY* key) {
  const Bio bio{BIO_new(BIO_s_mem()), &BIO_free};
  if (PEM_write_bio_PUBKEY(bio.get(), key) != 1)
    return Error{ErrorCode::internal, "the public key cannot be written as PEM"};
  return text_of(bio.get());
}

/// The DER in a PEM of this label (RFC 7468); empty if it is none. OpenSSL 3's readers of PEM try every format of key
/// that they know on it, which takes four times as long as reading the one that the label says.
Bytes der_of(std::string_view pem, std::string_view label) {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long length = 0;
  if (PEM_read_bio(reading(pem).get(), &name, &header, &data, &length) != 1) return {};
  Bytes der;
  if (name == label) der.assign(data, data + length);
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_clear_free(data, static_cast<std::size_t>(length));
  return der;
}

PrivateOrPublicKey read_private(std::string_view pem) {
  Bytes der = der_of(pem, PEM_STRING_PKCS8INF);
  const unsigned char* at = der.data();
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, decltype(&PKCS8_PRIV_KEY_INFO_free)> info{
      d2i_PKCS8_PRIV_KEY_INFO(nullptr, &at, static_cast<long>(der.size())), &PKCS8_PRIV_KEY_INFO_free};
  OPENSSL_cleanse(der.data(), der.size());
  return {info ? EVP_PKCS82PKEY(info.get()) : nullptr, &EVP_PKEY_free};
}

PrivateOrPublicKey read_public(std::string_view pem) {
  const Bytes der = der_of(pem, PEM_STRING_PUBLIC);
  const unsigned char* at = der.data();
  return {d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())), &EVP_PKEY_free};
}

Result<std::string_view> algorithm_of(const EVP_PKEY* key) {
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519) return kEd25519;
  char group[32] = {};
  std::size_t length = 0;
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && EVP_PKEY_get_group_name(key, group, sizeof group, &length) == 1 &&
      std::string_view{group, length} == "prime256v1") {
    return kEcdsaP256Sha256;
  }
  return Error{ErrorCode::key_missing, "the key is neither of P-256 nor of Ed25519"};
}

/// Ed25519 hashes by itself (RFC 8032).
const EVP_MD* digest_for(const EVP_PKEY* key) {
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
}

}  // namespace

Result<std::string> generate_private_key_pem(std::string_view algorithm) {
  if (algorithm != kEcdsaP256Sha256 && algorithm != kEd25519) {
    return Error{ErrorCode::unsupported, "\"" + std::string{algorithm} + "\" is no signature algorithm"};
  }
  const PrivateOrPublicKey key{
      algorithm == kEd25519 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519") : EVP_EC_gen("P-256"), &EVP_PKEY_free};
  const Bio bio{BIO_new(BIO_s_mem()), &BIO_free};
  if (!key || PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return Error{ErrorCode::internal, "a key cannot be made"};
  }
  return text_of(bio.get());
}

Result<std::string_view> algorithm_of(std::string_view public_key_pem) {
  const PrivateOrPublicKey key = read_public(public_key_pem);
  if (!key) return unusable("the public key");
  return algorithm_of(key.get());
}

Result<std::string> public_key_pem_of_certificate(std::string_view certificate_pem) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate{
      PEM_read_bio_X509(reading(certificate_pem).get(), nullptr, nullptr, nullptr), &X509_free};
  if (!certificate) return unusable("the certificate");
  return public_pem(X509_get0_pubkey(certificate.get()));
}

Result<SigningKey> SigningKey::from_pem(std::string_view private_key_pem) {
  PrivateOrPublicKey key = read_private(private_key_pem);
  if (!key) return unusable("the private key");
  const auto algorithm = algorithm_of(key.get());
  if (!algorithm) return algorithm.error();
  auto public_key = public_pem(key.get());
  if (!public_key) return public_key.error();
  return SigningKey{{key.release(), &EVP_PKEY_free}, *algorithm, std::move(*public_key)};
}

Result<Bytes> SigningKey::sign(BytesView message) const {
  const DigestContext context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
  std::size_t length = 0;
  if (EVP_DigestSignInit(context.get(), nullptr, digest_for(key_.get()), nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &length, message.data(), message.size()) != 1) {
    return Error{ErrorCode::key_missing, "the private key cannot sign"};
  }
  Bytes signature(length);
  if (EVP_DigestSign(context.get(), signature.data(), &length, message.data(), message.size()) != 1) {
    return Error{ErrorCode::key_missing, "the private key cannot sign"};
  }
  signature.resize(length);
  return signature;
}

Result<void> verify_signature(std::string_view public_key_pem, BytesView message, BytesView signature) {
  const PrivateOrPublicKey key = read_public(public_key_pem);
  if (!key) return unusable("the public key");
  const DigestContext context{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
  if (EVP_DigestVerifyInit(context.get(), nullptr, digest_for(key.get()), nullptr, key.get()) != 1 ||
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) != 1) {
    return Error{ErrorCode::signature_invalid, "the signature is not this key's over these bytes"};
  }
  return {};
}

Bytes batch_signed_bytes(const v1::Batch& batch) {
  FramedBytes framed{"kazasu.batch.v1"};
  const int count = batch.entries_size();
  framed.text(batch.terminal())
      .integer(batch.epoch())
      .text(batch.prev_hash())
      .integer(count > 0 ? batch.entries(0).seq() : 0)
      .integer(static_cast<std::uint64_t>(count))
      .text(count > 0 ? batch.entries(count - 1).hash() : std::string{});
  return framed.bytes();
}

}  // namespace kazasu::proto
