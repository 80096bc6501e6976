#include "catalog/placement.hpp"

#include "kazasu/proto/digest.hpp"
#include "kazasu/proto/framed_bytes.hpp"

namespace kazasu::catalog {
namespace {

int bits_for(std::uint64_t rows, std::size_t per_place) {
  int bits = 0;
  while (bits < Placement::kBitsMax && (rows >> bits) > per_place) ++bits;
  return bits;
}

/// Shifting a 64-bit value by 64 is undefined.
std::uint64_t first_bits(std::uint64_t key, int bits) {
  return bits == 0 ? 0 : key >> (64 - bits);
}

Bytes context(const char* what, const Placement& placement, std::uint64_t number) {
  return proto::FramedBytes{what}
      .integer(placement.version)
      .integer(static_cast<std::uint64_t>(placement.block_bits))
      .integer(static_cast<std::uint64_t>(placement.bucket_bits))
      .integer(number)
      .bytes();
}

}  // namespace

Placement Placement::of(std::uint64_t version, std::uint64_t members, std::uint64_t identifiers) {
  return {version, bits_for(members, kMembersPerBlockMax), bits_for(identifiers, kIdentifiersPerBucketMax)};
}

std::uint64_t Placement::block_of(std::uint64_t account_key) const {
  return first_bits(account_key, block_bits);
}
std::uint64_t Placement::bucket_of(std::uint64_t hash_key) const {
  return first_bits(hash_key, bucket_bits);
}
std::uint64_t Placement::fragment_of(std::uint64_t hash_key) const {
  return first_bits(hash_key << bucket_bits, fragment_bits());
}
Bytes Placement::block_context(std::uint64_t number) const {
  return context("kazasu.catalog.block", *this, number);
}
Bytes Placement::bucket_context(std::uint64_t number) const {
  return context("kazasu.catalog.bucket", *this, number);
}

std::uint64_t key_of_hash(std::string_view hash) {
  std::uint64_t key = 0;
  for (const char byte : hash.substr(0, sizeof key)) key = key << 8 | static_cast<std::uint8_t>(byte);
  return key;
}

std::uint64_t key_of_account(std::string_view account_id) {
  return key_of_hash(as_text(proto::sha256(as_bytes(account_id))));
}

}  // namespace kazasu::catalog
