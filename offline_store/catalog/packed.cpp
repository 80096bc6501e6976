#include "catalog/packed.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <string>
#include <utility>

#include "kazasu/proto/sealed.hpp"

namespace kazasu::catalog {
namespace {

[[noreturn]] void damaged(const std::string& what) {
  throw SQLite::Exception(what, SQLITE_CORRUPT);
}

bool is_bits(std::int64_t bits) {
  return bits >= 0 && bits <= Placement::kBitsMax;
}

}  // namespace

Packed::Packed(SQLite::Database& database, BytesView seal_key)
    : database_(database),
      seal_key_(seal_key),
      find_block_(database, "SELECT sealed FROM block WHERE number = ?"),
      find_bucket_(database, "SELECT sealed FROM bucket WHERE number = ?") {}

void Packed::load() {
  placement_.reset();
  SQLite::Statement find{database_, "SELECT version, block_bits, bucket_bits FROM packed"};
  is_there_ = find.executeStep();
  if (!is_there_ || find.getColumn(0).getInt64() == kNothingPacked) return;
  const std::int64_t block_bits = find.getColumn(1).getInt64();
  const std::int64_t bucket_bits = find.getColumn(2).getInt64();
  if (!is_bits(block_bits) || !is_bits(bucket_bits)) damaged("no number of blocks or buckets");
  placement_ = {static_cast<std::uint64_t>(find.getColumn(0).getInt64()), static_cast<int>(block_bits),
                static_cast<int>(bucket_bits)};
}

void Packed::reset() {
  find_block_.tryReset();
  find_bucket_.tryReset();
}

Bytes Packed::row(SQLite::Statement& find, std::uint64_t number, const Bytes& context, const char* what) {
  find.reset();
  find.bind(1, static_cast<std::int64_t>(number));
  if (!find.executeStep()) damaged(std::string{what} + " is missing");
  const SQLite::Column sealed = find.getColumn(0);
  auto plain = proto::open_sealed(
      seal_key_, context,
      {static_cast<const std::uint8_t*>(sealed.getBlob()), static_cast<std::size_t>(sealed.getBytes())});
  find.reset();
  if (!plain) damaged(std::string{what} + " does not open under this key");
  return std::move(*plain);
}

std::optional<v1::CatalogMember> Packed::find_by_hash(std::string_view hash) {
  if (!placement_) return std::nullopt;
  const std::uint64_t key = key_of_hash(hash);
  const std::uint64_t bucket = placement_->bucket_of(key);
  const Bytes entries = row(find_bucket_, bucket, placement_->bucket_context(bucket), "a bucket of identifiers");
  const std::uint64_t fragment = placement_->fragment_of(key);
  for (std::size_t at = 0; at + Placement::kEntryBytes <= entries.size(); at += Placement::kEntryBytes) {
    std::uint64_t entry = 0;
    for (int i = 0; i < Placement::kEntryBytes; ++i) entry = entry << 8 | entries[at + static_cast<std::size_t>(i)];
    if (entry >> placement_->block_bits != fragment) continue;
    const std::uint64_t block = entry & (placement_->blocks() - 1);
    const Bytes plain = row(find_block_, block, placement_->block_context(block), "a block of members");
    auto found = reader_.find_by_hash(as_text(plain), hash);
    if (!found.is_sound) damaged("a block of members is none");
    return std::move(found.member);  // a fragment is in a bucket once
  }
  return std::nullopt;
}

std::optional<v1::CatalogMember> Packed::find_by_account(std::string_view account_id) {
  if (!placement_) return std::nullopt;
  const std::uint64_t block = placement_->block_of(key_of_account(account_id));
  const Bytes plain = row(find_block_, block, placement_->block_context(block), "a block of members");
  auto found = reader_.find_by_account(as_text(plain), account_id);
  if (!found.is_sound) damaged("a block of members is none");
  return std::move(found.member);
}

}  // namespace kazasu::catalog
