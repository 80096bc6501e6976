#include "catalog/packed.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <string>
#include <utility>

namespace kazasu::catalog {
namespace {

constexpr const char* kBlock = "a block of members";
constexpr const char* kBucket = "a bucket of identifiers";

[[noreturn]] void damaged(const std::string& what) {
  throw SQLite::Exception(what, SQLITE_CORRUPT);
}

bool is_bits(std::int64_t bits) {
  return bits >= 0 && bits <= Placement::kBitsMax;
}

}  // namespace

Packed::Packed(SQLite::Database& database, BytesView seal_key)
    : database_(database),
      opener_(seal_key),
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

void Packed::find(SQLite::Statement& row, std::uint64_t number, const char* what) {
  row.reset();
  row.bind(1, static_cast<std::int64_t>(number));
  if (!row.executeStep()) damaged(std::string{what} + " is missing");
}

const Bytes& Packed::opened(SQLite::Statement& row, const Bytes& context, const char* what) {
  const SQLite::Column sealed = row.getColumn(0);
  const auto done = opener_.open(
      context, {static_cast<const std::uint8_t*>(sealed.getBlob()), static_cast<std::size_t>(sealed.getBytes())},
      plain_);
  if (!done) damaged(std::string{what} + " does not open under this key");
  return plain_;
}

const Bytes& Packed::block(std::uint64_t number) {
  find(find_block_, number, kBlock);
  const Bytes& plain = opened(find_block_, placement_->block_context(number), kBlock);
  find_block_.reset();
  return plain;
}

void Packed::hold_bucket(std::string_view hash) {
  if (placement_) find(find_bucket_, placement_->bucket_of(key_of_hash(hash)), kBucket);
}

void Packed::release() {
  find_bucket_.tryReset();
}

std::optional<v1::CatalogMember> Packed::find_by_hash(std::string_view hash) {
  if (!placement_) return std::nullopt;
  const std::uint64_t key = key_of_hash(hash);
  const Bytes& entries = opened(find_bucket_, placement_->bucket_context(placement_->bucket_of(key)), kBucket);
  const std::uint64_t fragment = placement_->fragment_of(key);
  for (std::size_t at = 0; at + Placement::kEntryBytes <= entries.size(); at += Placement::kEntryBytes) {
    std::uint64_t entry = 0;
    for (int i = 0; i < Placement::kEntryBytes; ++i) entry = entry << 8 | entries[at + static_cast<std::size_t>(i)];
    if (entry >> placement_->block_bits != fragment) continue;
    auto found = reader_.find_by_hash(as_text(block(entry & (placement_->blocks() - 1))), hash);
    if (!found.is_sound) damaged("a block of members is none");
    return std::move(found.member);  // a fragment is in a bucket once
  }
  return std::nullopt;
}

std::optional<v1::CatalogMember> Packed::find_by_account(std::string_view account_id) {
  if (!placement_) return std::nullopt;
  auto found = reader_.find_by_account(as_text(block(placement_->block_of(key_of_account(account_id)))), account_id);
  if (!found.is_sound) damaged("a block of members is none");
  return std::move(found.member);
}

}  // namespace kazasu::catalog
