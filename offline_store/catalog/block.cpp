#include "catalog/block.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <zstd.h>

#include <new>
#include <utility>

#include "catalog/placement.hpp"

namespace kazasu::catalog {
namespace {

/// Blocks are made once a catalog and opened at every lookup: a level that spends time on size.
constexpr int kLevel = 9;
/// What may be sealed at once; a block of members is far smaller.
constexpr std::size_t kPlainBytesMax = 16 * 1024 * 1024;

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

/// Takes one from the front; false if there is none.
bool take_varint(std::string_view& in, std::uint64_t& value) {
  value = 0;
  for (int shift = 0; shift < 35 && !in.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(in.front());
    in.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

bool take_bytes(std::string_view& in, std::uint64_t count, std::string_view& bytes) {
  if (count > in.size()) return false;
  bytes = in.substr(0, count);
  in.remove_prefix(count);
  return true;
}

/// The front of a block: which identifier of which member has the fragment sought, if one is sought.
struct Front {
  bool is_sound = false;
  std::uint64_t members = 0;
  std::optional<std::pair<std::uint64_t, int>> found;  ///< member and identifier, from 0
  std::string_view frame;
};

Front read_front(std::string_view block, std::string_view fragment) {
  Front front;
  if (!take_varint(block, front.members)) return front;
  for (std::uint64_t member = 0; member < front.members; ++member) {
    std::uint64_t identifiers = 0;
    std::string_view fragments;
    if (!take_varint(block, identifiers)) return front;
    if (!take_bytes(block, identifiers * Placement::kSealedFragmentBytes, fragments)) return front;
    for (int i = 0; !fragment.empty() && !front.found && !fragments.empty(); ++i) {
      if (fragments.starts_with(fragment)) front.found.emplace(member, i);
      fragments.remove_prefix(Placement::kSealedFragmentBytes);
    }
  }
  front.frame = block;
  front.is_sound = true;
  return front;
}

bool parse(std::string_view bytes, v1::CatalogMember& member) {
  return member.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

struct BlockBuilder::Compressor {
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context{ZSTD_createCCtx(), &ZSTD_freeCCtx};
};

BlockBuilder::BlockBuilder() : compressor_(std::make_unique<Compressor>()) {
  if (!compressor_->context) throw std::bad_alloc{};
}
BlockBuilder::~BlockBuilder() = default;

void BlockBuilder::add(v1::CatalogMember member) {
  ++count_;
  put_varint(fragments_, static_cast<std::uint64_t>(member.identifiers_size()));
  for (v1::CatalogIdentifier& identifier : *member.mutable_identifiers()) {
    fragments_ += sealed_fragment(identifier.hash());
    identifier.clear_hash();
  }
  put_varint(members_, member.ByteSizeLong());
  member.AppendToString(&members_);
}

std::string BlockBuilder::finish() {
  std::string block;
  put_varint(block, count_);
  block += fragments_;
  const std::size_t front = block.size();
  block.resize(front + ZSTD_compressBound(members_.size()));
  const std::size_t written = ZSTD_compressCCtx(compressor_->context.get(), block.data() + front, block.size() - front,
                                                members_.data(), members_.size(), kLevel);
  if (ZSTD_isError(written) != 0) throw std::bad_alloc{};  // its only failure, as the bound is kept
  block.resize(front + written);
  count_ = 0;
  fragments_.clear();
  members_.clear();
  return block;
}

struct BlockReader::Decompressor {
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context{ZSTD_createDCtx(), &ZSTD_freeDCtx};
};

BlockReader::BlockReader() : decompressor_(std::make_unique<Decompressor>()) {
  if (!decompressor_->context) throw std::bad_alloc{};
}
BlockReader::~BlockReader() = default;

bool BlockReader::unpack(std::string_view frame) {
  const unsigned long long size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size > kPlainBytesMax) return false;  // so are the two values that mean errors
  members_.resize(size);
  return ZSTD_decompressDCtx(decompressor_->context.get(), members_.data(), members_.size(), frame.data(),
                             frame.size()) == size;
}

BlockReader::Found BlockReader::find_by_hash(std::string_view block, std::string_view hash) {
  const Front front = read_front(block, sealed_fragment(hash));
  if (!front.is_sound) return {.is_sound = false, .member = {}};
  if (!front.found) return {};
  if (!unpack(front.frame)) return {.is_sound = false, .member = {}};
  const auto [number, identifier] = *front.found;
  std::string_view left = members_;
  std::string_view bytes;
  for (std::uint64_t i = 0; i <= number; ++i) {
    std::uint64_t size = 0;
    if (!take_varint(left, size) || !take_bytes(left, size, bytes)) return {.is_sound = false, .member = {}};
  }
  Found found;
  v1::CatalogMember& member = found.member.emplace();
  if (!parse(bytes, member) || identifier >= member.identifiers_size()) return {.is_sound = false, .member = {}};
  if (identifier > 0) member.mutable_identifiers()->SwapElements(0, identifier);
  member.mutable_identifiers()->DeleteSubrange(1, member.identifiers_size() - 1);
  member.mutable_identifiers(0)->set_hash(std::string{hash});
  return found;
}

BlockReader::Found BlockReader::find_by_account(std::string_view block, std::string_view account_id) {
  const Front front = read_front(block, {});
  if (!front.is_sound || !unpack(front.frame)) return {.is_sound = false, .member = {}};
  std::string_view left = members_;
  for (std::uint64_t i = 0; i < front.members; ++i) {
    std::uint64_t size = 0;
    std::string_view bytes;
    v1::CatalogMember member;
    if (!take_varint(left, size) || !take_bytes(left, size, bytes) || !parse(bytes, member)) {
      return {.is_sound = false, .member = {}};
    }
    if (member.account_id() != account_id) continue;
    member.clear_identifiers();
    return {.is_sound = true, .member = std::move(member)};
  }
  return {};
}

}  // namespace kazasu::catalog
