#include "store/sqlite_catalog.hpp"

#include <algorithm>

namespace kazasu::ledger {
namespace {

template <class Message>
Message parsed(const std::string& bytes) {
  Message message;
  if (!message.ParseFromString(bytes)) throw StoreFailure("a stored message cannot be read");
  return message;
}

/// Terminals of an area that the member leaves must be told, whenever they ask next.
void keep_left_areas(const v1::CatalogMember& before, v1::CatalogMember& profile) {
  const auto has = [](const auto& areas, const std::string& area) {
    return std::find(areas.begin(), areas.end(), area) != areas.end();
  };
  const auto leave = [&](const std::string& area) {
    if (!has(profile.areas(), area) && !has(profile.left_areas(), area)) profile.add_left_areas(area);
  };
  if (profile.areas().empty()) return;  // carried everywhere
  for (const std::string& area : before.areas()) leave(area);
  for (const std::string& area : before.left_areas()) leave(area);
  if (before.areas().empty()) leave("*");
}

}  // namespace

std::int64_t SqliteCatalog::number(const std::string& name) {
  Query query = connection_.query("SELECT value FROM number WHERE name=?");
  return query.bind(name).next() ? query.integer(0) : 0;
}

void SqliteCatalog::set_number(const std::string& name, std::int64_t value) {
  connection_.query("INSERT OR REPLACE INTO number VALUES(?,?)").bind(name, value).run();
}

std::string SqliteCatalog::text(const std::string& name) {
  Query query = connection_.query("SELECT value FROM text WHERE name=?");
  return query.bind(name).next() ? query.text(0) : std::string{};
}

void SqliteCatalog::set_text(const std::string& name, const std::string& value) {
  connection_.query("INSERT OR REPLACE INTO text VALUES(?,?)").bind(name, value).run();
}

void SqliteCatalog::put_offer_set(const proto::Digest& name, const std::string& bytes) {
  connection_.query("INSERT OR IGNORE INTO offer_set VALUES(?,?)").bind(Blob{name}, Blob{as_bytes(bytes)}).run();
}

std::optional<std::string> SqliteCatalog::offer_set(const proto::Digest& name) {
  Query query = connection_.query("SELECT bytes FROM offer_set WHERE name=?");
  if (!query.bind(Blob{name}).next()) return std::nullopt;
  return query.text(0);
}

void SqliteCatalog::put_coupon_id(const std::string& offer) {
  connection_.query("INSERT OR IGNORE INTO coupon_offer VALUES(?)").bind(offer).run();
}

bool SqliteCatalog::is_coupon(std::string_view offer) {
  return connection_.query("SELECT 1 FROM coupon_offer WHERE offer=?").bind(offer).next();
}

void SqliteCatalog::put_store(const v1::StoreIdentity& store) {
  connection_.query("INSERT OR REPLACE INTO store VALUES(?,?)")
      .bind(store.store(), Blob{as_bytes(store.SerializeAsString())})
      .run();
}

std::optional<v1::StoreIdentity> SqliteCatalog::find_store(const std::string& store) {
  Query query = connection_.query("SELECT message FROM store WHERE store=?");
  if (!query.bind(store).next()) return std::nullopt;
  return parsed<v1::StoreIdentity>(query.text(0));
}

void SqliteCatalog::put_product(const v1::CatalogProduct& product, std::uint64_t version) {
  // A product that stays as it is keeps its version, so that it does not travel again.
  connection_
      .query(
          "INSERT INTO product VALUES(?,?,?) ON CONFLICT(product) DO UPDATE SET version=excluded.version, "
          "message=excluded.message "
          "WHERE message<>excluded.message")
      .bind(product.product(), version, Blob{as_bytes(product.SerializeAsString())})
      .run();
}

void SqliteCatalog::products_since(std::uint64_t version, const std::function<void(const v1::CatalogProduct&)>& visit) {
  Query query = connection_.query("SELECT message FROM product WHERE version>? ORDER BY product");
  query.bind(version);
  while (query.next()) visit(parsed<v1::CatalogProduct>(query.text(0)));
}

std::vector<std::string> SqliteCatalog::products_until(std::uint64_t version) {
  Query query = connection_.query("SELECT product FROM product WHERE version<=? ORDER BY product");
  query.bind(version);
  std::vector<std::string> products;
  while (query.next()) products.push_back(query.text(0));
  return products;
}

std::optional<v1::CatalogProduct> SqliteCatalog::product_until(std::string_view product, std::uint64_t version) {
  Query query = connection_.query("SELECT message FROM product WHERE product=? AND version<=?");
  if (!query.bind(product, version).next()) return std::nullopt;
  return parsed<v1::CatalogProduct>(query.text(0));
}

std::uint64_t SqliteCatalog::products_version() {
  Query query = connection_.query("SELECT coalesce(max(version), 0) FROM product");
  return query.next() ? query.natural(0) : 0;
}

bool SqliteCatalog::put_member(const MemberRecord& member) {
  v1::CatalogMember profile;
  profile.set_rank(member.rank);
  for (const std::string& segment : member.segments) profile.add_segments(segment);
  profile.set_birthday(member.birthday);
  for (const std::string& area : member.areas) profile.add_areas(area);
  Query before = connection_.query("SELECT profile FROM account WHERE account_id=?");
  if (before.bind(member.account_id).next()) keep_left_areas(parsed<v1::CatalogMember>(before.text(0)), profile);
  return connection_
             .query(
                 "INSERT INTO account VALUES(?,0,?,?) ON CONFLICT(account_id) DO UPDATE SET profile=excluded.profile "
                 "WHERE profile<>excluded.profile")
             .bind(member.account_id, member.first_visit, Blob{as_bytes(profile.SerializeAsString())})
             .run() > 0;
}

void SqliteCatalog::put_identifier(const std::string& account_id, const IdentifierRecord& identifier) {
  connection_.query("INSERT OR REPLACE INTO identifier VALUES(?,?,?,?,?)")
      .bind(Blob{identifier.hash}, account_id, identifier.key_version, identifier.kind, Blob{identifier.sealed_secret})
      .run();
}

void SqliteCatalog::mark_changed(const std::string& account_id, std::uint64_t version) {
  connection_.query("INSERT OR IGNORE INTO change VALUES(?,?)").run(version, account_id);
}

std::vector<std::string> SqliteCatalog::members_since(std::uint64_t version) {
  std::vector<std::string> accounts;
  Query query = connection_.query(
      "SELECT DISTINCT account_id FROM change JOIN account USING(account_id) WHERE version>? AND provisional=0 ORDER "
      "BY account_id");
  query.bind(version);
  while (query.next()) accounts.push_back(query.text(0));
  return accounts;
}

std::uint64_t SqliteCatalog::count_members_since(std::uint64_t version, std::uint64_t limit) {
  Query query = connection_.query(
      "SELECT count(*) FROM (SELECT DISTINCT account_id FROM change JOIN account USING(account_id) WHERE version>? AND "
      "provisional=0 LIMIT ?)");
  return query.bind(version, limit).next() ? query.natural(0) : 0;
}

void SqliteCatalog::each_member(const std::function<void(const std::string& account_id)>& visit) {
  Query all = connection_.query("SELECT account_id FROM account WHERE provisional=0 ORDER BY account_id");
  while (all.next()) visit(all.text(0));
}

v1::CatalogMember SqliteCatalog::profile(const std::string& account_id) {
  Query query = connection_.query("SELECT profile, first_visit FROM account WHERE account_id=?");
  if (!query.bind(account_id).next()) throw StoreFailure("an account in the change log is not there");
  auto member = parsed<v1::CatalogMember>(query.text(0));
  member.set_first_visit(query.integer(1) != 0);
  member.set_account_id(account_id);
  return member;
}

std::vector<IdentifierRecord> SqliteCatalog::identifiers(const std::string& account_id) {
  Query query = connection_.query(
      "SELECT hash, key_version, kind, sealed_card_key FROM identifier WHERE account_id=? ORDER BY hash");
  query.bind(account_id);
  std::vector<IdentifierRecord> identifiers;
  while (query.next()) {
    identifiers.push_back({query.blob(0), static_cast<std::uint32_t>(query.integer(1)), query.text(2), query.blob(3)});
  }
  return identifiers;
}

std::vector<v1::MemberUsage> SqliteCatalog::usage(const std::string& account_id) {
  // SQLite fills the bare column from the row that has the maximum (lang_select.html, bare columns).
  Query query = connection_.query(
      "SELECT offer, max(business_date), count, sum(count), sum(points) FROM usage WHERE account_id=? AND (count>0 OR "
      "points<>0) GROUP BY offer");
  query.bind(account_id);
  std::vector<v1::MemberUsage> usage;
  while (query.next()) {
    v1::MemberUsage& one = usage.emplace_back();
    one.set_offer(query.text(0));
    one.set_business_date(query.text(1));
    one.set_today(query.integer(2));
    one.set_total(query.integer(3));
    one.set_points(query.integer(4));
  }
  return usage;
}

std::vector<v1::MemberActivity> SqliteCatalog::activity(const std::string& account_id) {
  Query query = connection_.query(
      "SELECT wallet, max(business_date), checkouts, points FROM activity WHERE account_id=? GROUP BY wallet");
  query.bind(account_id);
  std::vector<v1::MemberActivity> activity;
  while (query.next()) {
    v1::MemberActivity& one = activity.emplace_back();
    one.set_wallet(query.text(0));
    one.set_business_date(query.text(1));
    one.set_checkouts(query.integer(2));
    one.set_awarded_points(query.integer(3));
  }
  return activity;
}

}  // namespace kazasu::ledger
