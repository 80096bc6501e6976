#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/v1/catalog.pb.h"

namespace kazasu::catalog {

/// The members of one block. As bytes: how many there are; of each how many identifiers it has, and their sealed
/// fragments; then, as one zstd frame, the members without their identifiers' hashes, each after its length.
class BlockBuilder {
 public:
  BlockBuilder();
  ~BlockBuilder();
  BlockBuilder(const BlockBuilder&) = delete;
  BlockBuilder& operator=(const BlockBuilder&) = delete;

  void add(v1::CatalogMember member);
  /// The block, which is begun anew.
  std::string finish();

 private:
  struct Compressor;
  std::uint64_t count_ = 0;
  std::string fragments_;
  std::string members_;
  std::unique_ptr<Compressor> compressor_;
};

/// Reads blocks. What is read was sealed; still every length is checked, and `std::nullopt` from `open` says that it is
/// no block.
class BlockReader {
 public:
  BlockReader();
  ~BlockReader();
  BlockReader(const BlockReader&) = delete;
  BlockReader& operator=(const BlockReader&) = delete;

  struct Found {
    bool is_sound = true;                     ///< else it is no such block
    std::optional<v1::CatalogMember> member;  ///< with the identifier that it was found by, if by one
  };
  Found find_by_hash(std::string_view block, std::string_view hash);
  Found find_by_account(std::string_view block, std::string_view account_id);

 private:
  struct Decompressor;
  bool unpack(std::string_view frame);
  std::unique_ptr<Decompressor> decompressor_;
  std::string members_;
};

}  // namespace kazasu::catalog
