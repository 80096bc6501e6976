#include "catalog/check.hpp"

#include <string>
#include <string_view>
#include <unordered_set>

#include "kazasu/pricing/offer_index.hpp"
#include "kazasu/proto/quote_messages.hpp"
#include "kazasu/values/limits.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu::catalog {
namespace {

constexpr int kIdentifierHashBytes = 16;
constexpr int kCardKeyBytes = 16;
// RFC 4226, section 4, R6: at least 128 bits.
constexpr std::size_t kOneTimeKeyMin = 16, kOneTimeKeyMax = 64;

Error invalid(const std::string& field, const std::string& what) {
  return {ErrorCode::catalog_invalid, field + ": " + what};
}

std::string at(std::string_view path, std::string_view list, int index) {
  return std::string{path} + std::string{list} + "[" + std::to_string(index) + "]";
}

bool is_date(const std::string& text) {
  return parse_date(text).has_value();
}
bool is_count(std::int64_t count) {
  return count >= 0 && count <= limits::kCountMax;
}
bool is_points(std::int64_t points) {
  return points >= 0 && points <= limits::kPointsMax;
}

Result<void> check_name(const std::string& name, const std::string& field) {
  if (!name.empty() && name.size() <= limits::kTextBytesMax) return {};
  return invalid(field, "1 to 256 bytes are wanted");
}

template <class Names>
Result<void> check_names(const Names& names, const std::string& list) {
  if (names.size() > limits::kListMax) return invalid(list, "too many");
  for (int i = 0; i < names.size(); ++i) {
    if (auto checked = check_name(names.Get(i), at(list, "", i)); !checked) return checked;
  }
  return {};
}

Result<void> check_identifier(const v1::CatalogIdentifier& identifier, const std::string& path) {
  if (identifier.hash().size() != kIdentifierHashBytes) return invalid(path + ".hash", "16 bytes are wanted");
  if (!identifier.card_key().empty() && identifier.card_key().size() != kCardKeyBytes) {
    return invalid(path + ".card_key", "16 bytes or none are wanted");
  }
  const std::size_t secret = identifier.one_time_key().size();
  if (secret != 0 && (secret < kOneTimeKeyMin || secret > kOneTimeKeyMax)) {
    return invalid(path + ".one_time_key", "16 to 64 bytes or none are wanted");
  }
  return {};
}

Result<void> check_lot(const v1::CatalogLot& lot, const std::string& path) {
  if (lot.lot().size() > limits::kTextBytesMax) return invalid(path + ".lot", "at most 256 bytes are wanted");
  if (lot.wallet().size() > limits::kTextBytesMax) return invalid(path + ".wallet", "at most 256 bytes are wanted");
  // What is owed comes as a lot below zero that has no dates.
  if (lot.points() < 0 && lot.points() >= -limits::kPointsMax && lot.activates_on().empty() && lot.expires_on().empty())
    return {};
  if (!is_points(lot.points())) return invalid(path + ".points", "not a number of points");
  if (!is_date(lot.activates_on())) return invalid(path + ".activates_on", "a date YYYY-MM-DD is wanted");
  if (!lot.expires_on().empty() && !is_date(lot.expires_on())) {
    return invalid(path + ".expires_on", "a date YYYY-MM-DD or nothing is wanted");
  }
  return {};
}

Result<void> check_usage(const v1::MemberUsage& usage, const std::string& path) {
  if (auto checked = check_name(usage.offer(), path + ".offer"); !checked) return checked;
  if (!is_count(usage.today())) return invalid(path + ".today", "not a count");
  if (!is_count(usage.total())) return invalid(path + ".total", "not a count");
  if (usage.stamps() < -limits::kCountMax || usage.stamps() > limits::kCountMax)
    return invalid(path + ".stamps", "not a count");
  if (!is_points(usage.points())) return invalid(path + ".points", "not a number of points");
  if (usage.today() > 0 && !is_date(usage.business_date())) {
    return invalid(path + ".business_date", "a date YYYY-MM-DD is wanted");
  }
  return {};
}

Result<void> check_activity(const v1::MemberActivity& activity, const std::string& path) {
  if (activity.wallet().size() > limits::kTextBytesMax)
    return invalid(path + ".wallet", "at most 256 bytes are wanted");
  if (!is_date(activity.business_date())) return invalid(path + ".business_date", "a date YYYY-MM-DD is wanted");
  if (!is_count(activity.checkouts())) return invalid(path + ".checkouts", "not a count");
  if (!is_points(activity.awarded_points())) return invalid(path + ".awarded_points", "not a number of points");
  return {};
}

Result<void> check_member(const v1::CatalogMember& member, const std::string& path) {
  if (auto checked = check_name(member.account_id(), path + ".account_id"); !checked) return checked;
  if (member.rank().size() > limits::kTextBytesMax) return invalid(path + ".rank", "at most 256 bytes are wanted");
  // A leap year: 02-29 is a birthday.
  if (!member.birthday().empty() && !is_date("2000-" + member.birthday())) {
    return invalid(path + ".birthday", "a day MM-DD or nothing is wanted");
  }
  if (auto checked = check_names(member.segments(), path + ".segments"); !checked) return checked;
  if (auto checked = check_names(member.coupons(), path + ".coupons"); !checked) return checked;
  for (int i = 0; i < member.identifiers_size(); ++i) {
    if (auto checked = check_identifier(member.identifiers(i), at(path, ".identifiers", i)); !checked) return checked;
  }
  for (int i = 0; i < member.lots_size(); ++i) {
    if (auto checked = check_lot(member.lots(i), at(path, ".lots", i)); !checked) return checked;
  }
  for (int i = 0; i < member.usage_size(); ++i) {
    if (auto checked = check_usage(member.usage(i), at(path, ".usage", i)); !checked) return checked;
  }
  for (int i = 0; i < member.activity_size(); ++i) {
    if (auto checked = check_activity(member.activity(i), at(path, ".activity", i)); !checked) return checked;
  }
  return {};
}

/// An identifier names one account, and an account comes once.
Result<void> check_unique(const v1::Catalog& catalog) {
  std::unordered_set<std::string_view> accounts;
  std::unordered_set<std::string_view> hashes;
  for (int i = 0; i < catalog.members_size(); ++i) {
    const v1::CatalogMember& member = catalog.members(i);
    const std::string path = at("members", "", i);
    if (!accounts.insert(member.account_id()).second) return invalid(path + ".account_id", "the account came before");
    for (int k = 0; k < member.identifiers_size(); ++k) {
      if (hashes.insert(member.identifiers(k).hash()).second) continue;
      return invalid(at(path, ".identifiers", k) + ".hash", "it names another account or came before");
    }
  }
  return {};
}

Result<void> check_product(const v1::CatalogProduct& product, const std::string& path) {
  if (auto checked = check_name(product.product(), path + ".product"); !checked) return checked;
  if (product.unit_price_minor() < 0 || product.unit_price_minor() > limits::kUnitPriceMax) {
    return invalid(path + ".unit_price_minor", "not a price");
  }
  return check_names(product.categories(), path + ".categories");
}

Result<void> check_redeem_policy(const v1::RedeemPolicy& policy) {
  if (!is_points(policy.per_checkout_points())) {
    return invalid("redeem_policy.per_checkout_points", "not a number of points");
  }
  if (!is_count(policy.catalog_age_hours())) return invalid("redeem_policy.catalog_age_hours", "not a count");
  if (!is_points(policy.risk_per_member_points()) || !is_points(policy.risk_per_terminal_points()))
    return invalid("redeem_policy.risk_per_member_points, risk_per_terminal_points", "not a number of points");
  if (!is_count(policy.risk_per_member_checkouts()))
    return invalid("redeem_policy.risk_per_member_checkouts", "not a count");
  return {};
}

Result<void> check_leases(const v1::Leases& leases) {
  for (int i = 0; i < leases.points_size(); ++i) {
    const v1::PointsLease& lease = leases.points(i);
    const std::string path = at("leases", ".points", i);
    if (leases.generation() == 0) return invalid("leases.generation", "is missing");
    if (auto checked = check_name(lease.account_id(), path + ".account_id"); !checked) return checked;
    if (lease.wallet().size() > limits::kTextBytesMax) return invalid(path + ".wallet", "at most 256 bytes are wanted");
    if (!is_points(lease.points())) return invalid(path + ".points", "not a number of points");
  }
  if (leases.budgets_size() > limits::kBudgetsMax) return invalid("leases.budgets", "too many");
  for (int i = 0; i < leases.budgets_size(); ++i) {
    const v1::BudgetShare& share = leases.budgets(i);
    const std::string path = at("leases", ".budgets", i);
    if (leases.generation() == 0) return invalid("leases.generation", "is missing");
    if (auto checked = check_name(share.offer(), path + ".offer"); !checked) return checked;
    for (const std::int64_t part : {share.uses(), share.amount(), share.points()}) {
      if (!is_points(part)) return invalid(path, "not a part of a budget");
    }
  }
  return {};
}

/// An offer that this build cannot price keeps its code, so that staff hear of the software and not of the data.
Error offer_error(const Error& error) {
  const bool is_unsupported = error.code == ErrorCode::offer_unsupported;
  return {is_unsupported ? ErrorCode::offer_unsupported : ErrorCode::catalog_invalid, "offer_set." + error.detail};
}

/// The offers must be ones that this build can price with, every one of them.
Result<void> check_offer_set(const v1::OfferSet& offer_set) {
  auto program = proto::program_from_message(offer_set.program());
  if (!program) return invalid("offer_set.program", program.error().detail);
  auto offers = proto::offers_from_messages(offer_set.offers());
  if (!offers) return offer_error(offers.error());
  auto index = OfferIndex::build(std::move(*program), std::move(*offers));
  if (!index) return offer_error(index.error());
  return {};
}

}  // namespace

Result<void> check_header(const v1::Catalog& catalog) {
  if (catalog.version() == 0) return invalid("version", "is missing");
  if (catalog.base_version() >= catalog.version()) return invalid("base_version", "must be below version");
  if (auto checked = check_offer_set(catalog.offer_set()); !checked) return checked;
  if (auto checked = check_leases(catalog.leases()); !checked) return checked;
  return check_redeem_policy(catalog.redeem_policy());
}

Result<void> check_rows(const v1::Catalog& catalog) {
  for (int i = 0; i < catalog.members_size(); ++i) {
    if (auto checked = check_member(catalog.members(i), at("members", "", i)); !checked) return checked;
  }
  for (int i = 0; i < catalog.products_size(); ++i) {
    if (auto checked = check_product(catalog.products(i), at("products", "", i)); !checked) return checked;
  }
  return {};
}

Result<void> check(const v1::Catalog& catalog) {
  if (auto checked = check_header(catalog); !checked) return checked;
  if (auto checked = check_rows(catalog); !checked) return checked;
  return check_unique(catalog);
}

}  // namespace kazasu::catalog
