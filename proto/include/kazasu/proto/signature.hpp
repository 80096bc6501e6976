#pragma once

#include <string>
#include <string_view>

#include "kazasu/proto/digest.hpp"
#include "kazasu/v1/sync.pb.h"

namespace kazasu::proto {

/// The names of the signature algorithms.
inline constexpr std::string_view kEcdsaP256Sha256 = "ecdsa-p256-sha256";
inline constexpr std::string_view kEd25519 = "ed25519";

/// A new private key of an algorithm, PEM (PKCS#8).
Result<std::string> generate_private_key_pem(std::string_view algorithm = kEcdsaP256Sha256);
/// The algorithm of a PEM public key; `key_missing` if it is none of the two.
Result<std::string_view> algorithm_of(std::string_view public_key_pem);
/// The public half, PEM (SubjectPublicKeyInfo).
Result<std::string> public_key_pem_of(std::string_view private_key_pem);
/// The public key of a PEM certificate.
Result<std::string> public_key_pem_of_certificate(std::string_view certificate_pem);

/// By the key's algorithm: ECDSA P-256 with SHA-256, DER, or Ed25519. `key_missing` if the key cannot be used.
Result<Bytes> sign(std::string_view private_key_pem, BytesView message);
/// `signature_invalid` unless `signature` is the key's over `message`.
Result<void> verify_signature(std::string_view public_key_pem, BytesView message, BytesView signature);

/// What a batch's signature covers: domain ‖ terminal ‖ epoch ‖ prev_hash ‖ first seq ‖ count ‖ last entry's hash.
/// The chain of hashes covers the rest.
Bytes batch_signed_bytes(const v1::Batch& batch);

}  // namespace kazasu::proto
