#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kazasu/values/bytes.hpp"

namespace kazasu::catalog {

/// Where the members and identifiers of a whole catalog are packed. A member lies in the block that the first bits of
/// its account's SHA-256 number, an identifier in the bucket that the first bits of its hash number. In its bucket it
/// is an entry of 40 bits: the next `fragment_bits()` of its hash, then the number of its member's block. In the block,
/// which is sealed, stand 40 more bits of the hash (its bytes 9 to 13): only they vouch for whose it is.
///
/// So a stranger's card is taken for a member's with a probability of about e · 2^-f · i · 2^-40, where e entries are
/// in a bucket, f is `fragment_bits()` and i identifiers are in a block: for 25 million identifiers of 10 million
/// members, 95 · 2^-22 · 95 · 2^-40 = 2^-49.
struct Placement {
  static constexpr int kEntryBytes = 5;
  static constexpr int kSealedFragmentBytes = 5;
  static constexpr std::size_t kHashBytes = 16;
  static constexpr std::size_t kMembersPerBlockMax = 48;       ///< on average; 25 to 48
  static constexpr std::size_t kIdentifiersPerBucketMax = 96;  ///< on average; 49 to 96
  static constexpr int kBitsMax = 24;                          ///< leaves 16 bits for the fragment

  std::uint64_t version = 0;  ///< of the whole catalog
  int block_bits = 0;
  int bucket_bits = 0;

  static Placement of(std::uint64_t version, std::uint64_t members, std::uint64_t identifiers);

  [[nodiscard]] int fragment_bits() const { return kEntryBytes * 8 - block_bits; }
  [[nodiscard]] std::uint64_t blocks() const { return std::uint64_t{1} << block_bits; }
  [[nodiscard]] std::uint64_t buckets() const { return std::uint64_t{1} << bucket_bits; }

  /// Of the first 64 bits of an account's SHA-256.
  [[nodiscard]] std::uint64_t block_of(std::uint64_t account_key) const;
  /// Of the first 64 bits of an identifier hash.
  [[nodiscard]] std::uint64_t bucket_of(std::uint64_t hash_key) const;
  [[nodiscard]] std::uint64_t fragment_of(std::uint64_t hash_key) const;

  /// What a block and a bucket are sealed with: they open at their own place only.
  [[nodiscard]] Bytes block_context(std::uint64_t number) const;
  [[nodiscard]] Bytes bucket_context(std::uint64_t number) const;
};

/// The first 64 bits, big-endian.
std::uint64_t key_of_hash(std::string_view hash);
std::uint64_t key_of_account(std::string_view account_id);
/// The bits of a hash that are sealed with its member.
inline std::string_view sealed_fragment(std::string_view hash) {
  return hash.substr(8, Placement::kSealedFragmentBytes);
}

}  // namespace kazasu::catalog
