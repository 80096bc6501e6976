#pragma once

#include <string>
#include <string_view>

#include "kazasu/proto/digest.hpp"
#include "kazasu/v1/sync.pb.h"

namespace kazasu::proto {

/// The name of the one signature algorithm so far.
inline constexpr std::string_view kEcdsaP256Sha256 = "ecdsa-p256-sha256";

/// A new ECDSA P-256 private key, PEM (PKCS#8).
Result<std::string> generate_private_key_pem();
/// The public half, PEM (SubjectPublicKeyInfo).
Result<std::string> public_key_pem_of(std::string_view private_key_pem);
/// The public key of a PEM certificate.
Result<std::string> public_key_pem_of_certificate(std::string_view certificate_pem);

/// ECDSA P-256 with SHA-256, DER. `key_missing` if the key cannot be used.
Result<Bytes> sign(std::string_view private_key_pem, BytesView message);
/// `signature_invalid` unless `signature` is the key's over `message`.
Result<void> verify_signature(std::string_view public_key_pem, BytesView message, BytesView signature);

/// What a batch's signature covers: domain ‖ terminal ‖ epoch ‖ prev_hash ‖ first seq ‖ count ‖ last entry's hash.
/// The chain of hashes covers the rest.
Bytes batch_signed_bytes(const v1::Batch& batch);
/// What a catalog's signature covers: domain ‖ the catalog's bytes.
Bytes catalog_signed_bytes(BytesView catalog);

}  // namespace kazasu::proto
