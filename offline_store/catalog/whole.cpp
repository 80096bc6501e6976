#include "catalog/whole.hpp"

#include <SQLiteCpp/Statement.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "catalog/block.hpp"
#include "kazasu/proto/sealed.hpp"

namespace kazasu::catalog {
namespace {

/// A block is read whole for one member of it.
constexpr std::size_t kPackedMemberBytesMax = 4096;

Error came_twice(const char* what) {
  return {ErrorCode::catalog_invalid, std::string{"members: "} + what + " came before"};
}

/// Writes the rows of one packed table by number, from 0 on.
class SealedRows {
 public:
  SealedRows(SQLite::Database& database, const char* insert, BytesView seal_key, Entropy& entropy)
      : insert_(database, insert), seal_key_(seal_key), entropy_(entropy) {}

  Result<void> write(std::uint64_t number, const Bytes& context, std::string_view plain) {
    auto sealed = proto::seal(seal_key_, context, as_bytes(plain), entropy_);
    if (!sealed) return sealed.error();
    insert_.reset();
    insert_.bind(1, static_cast<std::int64_t>(number));
    bind_blob(insert_, 2, as_text(*sealed));
    insert_.exec();
    return {};
  }

 private:
  SQLite::Statement insert_;
  BytesView seal_key_;
  Entropy& entropy_;
};

}  // namespace

/// Writes the buckets from identifiers in ascending order, and finds the accounts that must stand apart.
class Whole::Buckets {
 public:
  Buckets(const Placement& placement, SealedRows rows) : placement_(placement), rows_(std::move(rows)) {}

  /// `record`: the identifier hash, then the first 64 bits of the account's SHA-256 as they are in memory.
  Result<void> add(std::uint64_t key, std::string_view record) {
    if (auto written = write_up_to(placement_.bucket_of(key)); !written) return written;
    const std::uint64_t fragment = placement_.fragment_of(key);
    if (!alike_.empty() && fragment != fragment_) settle();
    fragment_ = fragment;
    for (const std::string& other : alike_) {
      if (other.starts_with(record.substr(0, Placement::kHashBytes))) return came_twice("an identifier hash");
    }
    alike_.emplace_back(record);
    return {};
  }
  Result<void> finish() { return write_up_to(placement_.buckets()); }

  std::unordered_set<std::uint64_t> apart;  ///< keys of accounts

 private:
  static std::uint64_t account_of(const std::string& record) {
    std::uint64_t account = 0;
    record.copy(reinterpret_cast<char*>(&account), sizeof account, Placement::kHashBytes);
    return account;
  }

  /// Gives the identifiers of one fragment their entry, or, if there are several, none.
  void settle() {
    if (alike_.size() == 1) {
      const std::uint64_t entry = fragment_ << placement_.block_bits | placement_.block_of(account_of(alike_.front()));
      for (int shift = (Placement::kEntryBytes - 1) * 8; shift >= 0; shift -= 8) {
        entries_.push_back(static_cast<char>(entry >> shift));
      }
    } else {
      for (const std::string& record : alike_) apart.insert(account_of(record));
    }
    alike_.clear();
  }

  Result<void> write_up_to(std::uint64_t bucket) {
    for (; number_ < bucket; ++number_) {
      if (!alike_.empty()) settle();
      if (auto written = rows_.write(number_, placement_.bucket_context(number_), entries_); !written) return written;
      entries_.clear();
    }
    return {};
  }

  const Placement& placement_;
  SealedRows rows_;
  std::uint64_t number_ = 0;
  std::string entries_;
  std::uint64_t fragment_ = 0;
  std::vector<std::string> alike_;
};

/// Writes the blocks from members in ascending order of their accounts' keys.
class Whole::Blocks {
 public:
  Blocks(const Placement& placement, SealedRows rows, Writer& writer, const std::unordered_set<std::uint64_t>& apart)
      : placement_(placement), rows_(std::move(rows)), writer_(writer), apart_(apart) {}

  Result<void> add(std::uint64_t key, std::string_view record) {
    if (auto written = write_up_to(placement_.block_of(key)); !written) return written;
    v1::CatalogMember member;
    member.ParseFromArray(record.data(), static_cast<int>(record.size()));
    if (!accounts_.insert(member.account_id()).second) return came_twice("an account");
    for (const v1::CatalogIdentifier& identifier : member.identifiers()) {
      ++fragments_[std::string{sealed_fragment(identifier.hash())}];
    }
    const bool is_apart = record.size() > kPackedMemberBytesMax || apart_.contains(key);
    waiting_.push_back({std::move(member), is_apart});
    return {};
  }
  Result<void> finish() { return write_up_to(placement_.blocks()); }

 private:
  struct Waiting {
    v1::CatalogMember member;
    bool is_apart;
  };

  /// Members that stand apart count too: their identifiers may have entries that lead to this block, also when a delta
  /// has removed them.
  bool shares_fragment(const v1::CatalogMember& member) {
    return std::any_of(member.identifiers().begin(), member.identifiers().end(), [&](const auto& identifier) {
      return fragments_[std::string{sealed_fragment(identifier.hash())}] > 1;
    });
  }

  Result<void> settle() {
    for (Waiting& waiting : waiting_) {
      if (!waiting.is_apart && !shares_fragment(waiting.member)) {
        builder_.add(std::move(waiting.member));
      } else if (auto written = writer_.write_member(waiting.member); !written) {
        return written;
      }
    }
    waiting_.clear();
    accounts_.clear();
    fragments_.clear();
    return {};
  }

  Result<void> write_up_to(std::uint64_t block) {
    for (; number_ < block; ++number_) {
      if (auto settled = settle(); !settled) return settled;
      const std::string plain = builder_.finish();
      if (auto written = rows_.write(number_, placement_.block_context(number_), plain); !written) return written;
    }
    return {};
  }

  const Placement& placement_;
  SealedRows rows_;
  Writer& writer_;
  const std::unordered_set<std::uint64_t>& apart_;
  BlockBuilder builder_;
  std::uint64_t number_ = 0;
  std::unordered_set<std::string> accounts_;
  std::unordered_map<std::string, int> fragments_;
  std::vector<Waiting> waiting_;
};

Whole::Whole(v1::Catalog header, std::filesystem::path staging_file, std::string vfs, Entropy& entropy)
    : header_(std::move(header)), entropy_(entropy), staging_(std::move(staging_file), std::move(vfs), entropy) {}

Result<void> Whole::add(const v1::Catalog& rows) {
  using Kind = Staging::Kind;
  for (const v1::CatalogMember& member : rows.members()) {
    const std::uint64_t key = key_of_account(member.account_id());
    if (auto added = staging_.add(Kind::member, key, member.SerializeAsString()); !added) return added;
    if (header_.base_version() != 0) continue;  // changes are not packed
    for (const v1::CatalogIdentifier& identifier : member.identifiers()) {
      std::string record = identifier.hash();
      record.append(reinterpret_cast<const char*>(&key), sizeof key);
      if (auto added = staging_.add(Kind::identifier, key_of_hash(identifier.hash()), record); !added) return added;
    }
  }
  for (const v1::CatalogProduct& product : rows.products()) {
    const std::uint64_t key = key_of_account(product.product());
    if (auto added = staging_.add(Kind::product, key, product.SerializeAsString()); !added) return added;
  }
  if (header_.base_version() == 0) return {};
  for (const std::string& account_id : rows.removed_accounts()) {
    if (auto added = staging_.add(Kind::removed_account, key_of_account(account_id), account_id); !added) return added;
  }
  for (const std::string& product : rows.removed_products()) {
    if (auto added = staging_.add(Kind::removed_product, key_of_account(product), product); !added) return added;
  }
  return {};
}

Result<void> Whole::change(Writer& writer) {
  using Kind = Staging::Kind;
  auto done = staging_.for_each(Kind::removed_account,
                                [&](auto, auto account_id) { return writer.hide_member(std::string{account_id}); });
  if (!done) return done;
  std::uint64_t last_key = 0;
  std::unordered_set<std::string> accounts;  // of the last key
  done = staging_.for_each(Kind::member, [&](auto key, auto record) -> Result<void> {
    v1::CatalogMember member;
    member.ParseFromArray(record.data(), static_cast<int>(record.size()));
    if (key != last_key) accounts.clear();
    last_key = key;
    if (!accounts.insert(member.account_id()).second) return came_twice("an account");
    return writer.change_member(member);
  });
  if (!done) return done;
  done = staging_.for_each(Kind::removed_product, [&](auto, auto product) {
    writer.remove_product(std::string{product});
    return Result<void>{};
  });
  if (!done) return done;
  return staging_.for_each(Kind::product, [&](auto, auto record) {
    v1::CatalogProduct product;
    product.ParseFromArray(record.data(), static_cast<int>(record.size()));
    return writer.write_product(product);
  });
}

Result<void> Whole::pack(SQLite::Database& database, BytesView seal_key, Writer& writer) {
  using Kind = Staging::Kind;
  const Placement placement =
      Placement::of(header_.version(), staging_.count(Kind::member), staging_.count(Kind::identifier));
  Buckets buckets{placement, {database, "INSERT INTO bucket (number, sealed) VALUES (?, ?)", seal_key, entropy_}};
  auto done = staging_.for_each(Kind::identifier, [&](auto key, auto record) { return buckets.add(key, record); });
  if (done) done = buckets.finish();
  if (!done) return done;
  Blocks blocks{placement,
                {database, "INSERT INTO block (number, sealed) VALUES (?, ?)", seal_key, entropy_},
                writer,
                buckets.apart};
  done = staging_.for_each(Kind::member, [&](auto key, auto record) { return blocks.add(key, record); });
  if (done) done = blocks.finish();
  if (!done) return done;
  done = staging_.for_each(Kind::product, [&](auto, auto record) {
    v1::CatalogProduct product;
    product.ParseFromArray(record.data(), static_cast<int>(record.size()));
    return writer.write_product(product);
  });
  if (!done) return done;
  SQLite::Statement insert{database, "INSERT INTO packed (only, version, block_bits, bucket_bits) VALUES (1, ?, ?, ?)"};
  insert.bind(1, static_cast<std::int64_t>(placement.version));
  insert.bind(2, placement.block_bits);
  insert.bind(3, placement.bucket_bits);
  insert.exec();
  return {};
}

}  // namespace kazasu::catalog
