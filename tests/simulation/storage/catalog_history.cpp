#include "storage/catalog_history.hpp"

#include <algorithm>

#include "disk/disk_vfs.hpp"
#include "kazasu/proto/digest.hpp"

namespace kazasu::simulation {
namespace {

constexpr const char* kFile = "catalog.db";
constexpr int kRowsPerPart = 7;
constexpr int kCouponsOfFat = 90;
constexpr std::uint64_t kChunksPerPlan = 3;

std::string account_of(std::uint64_t n) {
  return "m-" + std::to_string(n);
}

IdentifierHash identifier_hash(std::uint64_t n) {
  IdentifierHash hash;
  const proto::Digest digest = proto::sha256(as_bytes(std::to_string(n)));
  std::copy_n(digest.begin(), hash.bytes.size(), hash.bytes.begin());
  return hash;
}

}  // namespace

std::vector<CatalogStep> plan_catalog(Random& random, int steps) {
  std::vector<CatalogStep> plan{{CatalogStep::Kind::whole, static_cast<int>(random.between(1, 60)), false}};
  while (static_cast<int>(plan.size()) < steps) {
    CatalogStep step;
    step.kind = static_cast<CatalogStep::Kind>(random.below(5));
    step.members = static_cast<int>(random.between(0, step.kind == CatalogStep::Kind::whole ? 60 : 12));
    step.fat = random.chance(100);
    plan.push_back(step);
  }
  return plan;
}

CatalogHistory::Opened CatalogHistory::open(const std::string& vfs, Entropy& entropy) {
  return catalog::Catalog::open({.file = kFile, .seal_key = Bytes(32, 5), .vfs = vfs}, entropy);
}

v1::Catalog CatalogHistory::header(std::uint64_t version, std::uint64_t base) {
  v1::Catalog catalog;
  catalog.set_version(version);
  catalog.set_base_version(base);
  catalog.mutable_store()->set_name("store of version " + std::to_string(version));
  v1::Program& program = *catalog.mutable_offer_set()->mutable_program();
  program.set_currency("JPY");
  program.set_time_zone("Asia/Tokyo");
  program.set_business_day_starts("00:00");
  program.add_utc_offsets()->set_utc_offset_seconds(9 * 3600 + static_cast<int>(version % 60) * 60);
  return catalog;
}

void CatalogHistory::add(v1::Catalog& rows, const std::string& account, const Member& member) {
  v1::CatalogMember& added = *rows.add_members();
  added.set_account_id(account);
  v1::CatalogLot& lot = *added.add_lots();
  lot.set_lot("1");
  lot.set_points(member.points);
  lot.set_activates_on("2026-04-01");
  added.add_identifiers()->set_hash(std::string{as_text(identifier_hash(member.identifier).bytes)});
  for (int i = 0; member.fat && i < kCouponsOfFat; ++i) added.add_coupons(std::string(250, 'c') + std::to_string(i));
}

Result<void> CatalogHistory::install_whole(catalog::Catalog& catalog, std::uint64_t number, const Version& version) {
  if (auto begun = catalog.begin_whole(header(number, 0)); !begun) return begun;
  v1::Catalog rows;
  for (const auto& [account, member] : version.members) {
    add(rows, account, member);
    if (rows.members_size() < kRowsPerPart) continue;
    if (auto added = catalog.add_to_whole(rows); !added) return added;
    rows.Clear();
  }
  for (const auto& [name, price] : version.products) {
    v1::CatalogProduct& product = *rows.add_products();
    product.set_product(name);
    product.set_unit_price_minor(price);
  }
  if (auto added = catalog.add_to_whole(rows); !added) return added;
  return catalog.commit_whole();
}

Result<void> CatalogHistory::change(const CatalogStep& step, catalog::Catalog& catalog) {
  const bool whole = step.kind == CatalogStep::Kind::whole;
  Version next = whole ? Version{} : versions_.at(told_);
  const std::uint64_t number = told_ + 1;
  v1::Catalog delta = header(number, told_);
  v1::Catalog rows;
  for (int i = 0; i < step.members; ++i) {
    const std::string account = account_of(random_.below(80));
    const auto held = next.members.find(account);
    if (!whole && held != next.members.end() && random_.chance(200)) {
      const auto& removed = rows.removed_accounts();
      if (std::find(removed.begin(), removed.end(), account) == removed.end()) rows.add_removed_accounts(account);
      next.members.erase(held);
      continue;
    }
    next.members[account] = {static_cast<std::int64_t>(random_.below(10'000)), ++fresh_identifier_, step.fat};
  }
  if (random_.chance(500)) next.products["p" + std::to_string(random_.below(9))] = 1 + random_.between(0, 500);
  versions_[number] = next;
  under_way_ = number;
  if (whole) {
    if (auto done = install_whole(catalog, number, next); !done) return done;
    told_ = durable_ = number;  // it leaves no log
    return {};
  }
  const Version& before = versions_.at(told_);
  for (const auto& [account, member] : next.members) {
    const auto held = before.members.find(account);
    const bool changed = held == before.members.end() || held->second.identifier != member.identifier;
    if (changed) add(rows, account, member);
  }
  // Who was removed and came back in one delta is only a member.
  v1::Catalog kept;
  for (const std::string& account : rows.removed_accounts()) {
    if (!next.members.contains(account)) kept.add_removed_accounts(account);
  }
  *rows.mutable_removed_accounts() = kept.removed_accounts();
  for (const auto& [name, price] : next.products) {
    v1::CatalogProduct& product = *rows.add_products();
    product.set_product(name);
    product.set_unit_price_minor(price);
  }
  Result<void> done;
  if (step.kind == CatalogStep::Kind::delta) {
    delta.MergeFrom(rows);
    done = catalog.apply(delta);
  } else {
    done = catalog.begin_delta(delta);
    if (done) done = catalog.add_to_delta(rows);
    if (done) done = catalog.commit_delta();
  }
  if (done) told_ = number;
  return done;
}

Result<void> CatalogHistory::receive_chunk(catalog::Catalog& catalog) {
  if (chunks_.size() % kChunksPerPlan == 0) {
    chunks_.clear();
    plan_ = "plan " + std::to_string(random_.next());
    if (auto begun = catalog.chunks().begin(as_bytes(plan_)); !begun) return begun;
  }
  std::string content(1 + random_.below(40'000), 'x');
  for (std::size_t i = 0; i < content.size(); i += 7) content[i] = static_cast<char>(random_.next());
  const std::string name{as_text(proto::sha256(as_bytes(content)))};
  chunks_[name] = content;
  return catalog.chunks().put(as_bytes(name), as_bytes(content));
}

std::string CatalogHistory::run(const std::vector<CatalogStep>& steps, const std::string& vfs) {
  Opened catalog = open(vfs, entropy_);
  if (!catalog) return describe(catalog.error());
  for (const CatalogStep& step : steps) {
    Result<void> done;
    if (step.kind == CatalogStep::Kind::reopen) {
      *catalog = nullptr;
      durable_ = told_;  // closing leaves no log either
      catalog = open(vfs, entropy_);
      if (!catalog) return describe(catalog.error());
    } else if (step.kind == CatalogStep::Kind::chunk) {
      done = receive_chunk(**catalog);
    } else {
      done = change(step, **catalog);
    }
    if (!done) return describe(done.error());
  }
  return "";
}

std::string CatalogHistory::compare(catalog::Catalog& catalog, const Version& version) const {
  std::size_t found = 0;
  for (std::uint64_t n = 0; n < 80; ++n) {
    const std::string account = account_of(n);
    const auto held = catalog.member_by_account(account);
    if (!held) return describe(held.error());
    const auto expected = version.members.find(account);
    if (held->has_value() != (expected != version.members.end())) return account + " should be there or should not";
    if (!held->has_value()) continue;
    ++found;
    const auto& member = expected->second;
    if ((*held)->lots(0).points() != member.points) return account + " has other points";
    if ((*held)->coupons_size() != (member.fat ? kCouponsOfFat : 0)) return account + " has other coupons";
    const auto by_card = catalog.find_member(identifier_hash(member.identifier));
    if (!by_card) return describe(by_card.error());
    if (!by_card->has_value() || (*by_card)->account_id() != account) return account + " is not found by its card";
  }
  if (found != version.members.size()) return "members are missing";
  const auto products = catalog.products();
  if (!products) return describe(products.error());
  if (products->size() != version.products.size()) return "products are missing or too many";
  for (const auto& product : *products) {
    const auto expected = version.products.find(product.product());
    if (expected == version.products.end() || expected->second != product.unit_price_minor()) {
      return "a product has another price";
    }
  }
  if (catalog.version() == 0) return "";
  if (catalog.store().name() != "store of version " + std::to_string(catalog.version())) return "another header";
  const auto offers = catalog.current_offer_set();
  if (!offers) return describe(offers.error());
  const auto offset = offers->program().utc_offsets(0).utc_offset_seconds();
  return offset == 9 * 3600 + static_cast<int>(catalog.version() % 60) * 60 ? "" : "another offer set";
}

/// What arrived of the next catalog is there whole or not at all.
std::string CatalogHistory::compare_chunks(catalog::Catalog& catalog) const {
  const auto plan = catalog.chunks().plan();
  if (!plan || as_text(*plan) != plan_) return "";
  for (const auto& [name, content] : chunks_) {
    const auto chunk = catalog.chunks().chunk(as_bytes(name));
    if (chunk && as_text(*chunk) != content) return "a chunk has other bytes than arrived";
  }
  return "";
}

std::string CatalogHistory::check(const DiskImage& left) const {
  MemoryDisk disk{left};
  DiskVfs vfs{disk};
  FixedEntropy entropy{Random{7}};
  Opened catalog = open(vfs.name(), entropy);
  if (!catalog) return "it does not open: " + describe(catalog.error());
  const std::uint64_t found = (*catalog)->version();
  if ((*catalog)->began_anew()) return "it was begun anew, as if it were damaged";
  if (found < durable_ || found > under_way_) {
    return "version " + std::to_string(found) + " is there; " + std::to_string(durable_) + " to " +
           std::to_string(under_way_) + " may be";
  }
  if (auto wrong = compare(**catalog, versions_.at(found)); !wrong.empty()) {
    return "version " + std::to_string(found) + ": " + wrong;
  }
  if (auto wrong = compare_chunks(**catalog); !wrong.empty()) return wrong;
  Version next = versions_.at(told_);
  next.members["m-1"] = {1, UINT64_MAX, false};
  if (auto done = install_whole(**catalog, under_way_ + 1, next); !done) {
    return "it does not go on: " + describe(done.error());
  }
  const auto wrong = compare(**catalog, next);
  return wrong.empty() ? "" : "after going on: " + wrong;
}

}  // namespace kazasu::simulation
