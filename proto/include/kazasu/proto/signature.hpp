#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "kazasu/proto/digest.hpp"
#include "kazasu/v1/sync.pb.h"

struct evp_pkey_st;

namespace kazasu::proto {

/// The names of the signature algorithms.
inline constexpr std::string_view kEcdsaP256Sha256 = "ecdsa-p256-sha256";
inline constexpr std::string_view kEd25519 = "ed25519";

/// A new private key of an algorithm, PEM (PKCS#8).
Result<std::string> generate_private_key_pem(std::string_view algorithm = kEcdsaP256Sha256);
/// The algorithm of a PEM public key; `key_missing` if it is none of the two.
Result<std::string_view> algorithm_of(std::string_view public_key_pem);
/// The public key of a PEM certificate.
Result<std::string> public_key_pem_of_certificate(std::string_view certificate_pem);

/// A private key of one of the two algorithms. Reading one takes longer than signing with it. Thread: any.
class SigningKey {
 public:
  /// PKCS#8; `key_missing`.
  static Result<SigningKey> from_pem(std::string_view private_key_pem);

  [[nodiscard]] std::string_view algorithm() const { return algorithm_; }
  /// PEM (SubjectPublicKeyInfo).
  [[nodiscard]] const std::string& public_key_pem() const { return public_key_pem_; }
  /// ECDSA P-256 with SHA-256, DER, or Ed25519.
  [[nodiscard]] Result<Bytes> sign(BytesView message) const;

 private:
  SigningKey(std::shared_ptr<evp_pkey_st> key, std::string_view algorithm, std::string public_key_pem)
      : key_(std::move(key)), algorithm_(algorithm), public_key_pem_(std::move(public_key_pem)) {}

  std::shared_ptr<evp_pkey_st> key_;
  std::string_view algorithm_;
  std::string public_key_pem_;
};

/// `signature_invalid` unless `signature` is the key's over `message`.
Result<void> verify_signature(std::string_view public_key_pem, BytesView message, BytesView signature);

/// What a batch's signature covers: domain ‖ terminal ‖ epoch ‖ prev_hash ‖ first seq ‖ count ‖ last entry's hash.
/// The chain of hashes covers the rest.
Bytes batch_signed_bytes(const v1::Batch& batch);

}  // namespace kazasu::proto
