// pricing.md, section 1: `program`; docs/pricing-extensions.md: wallets and caps.
#include "kazasu/pricing/validate.hpp"

#include "kazasu/values/limits.hpp"
#include "pricing/field_check.hpp"

namespace kazasu {
namespace {

using pricing::check_range;
using pricing::check_size;
using pricing::check_text;
using pricing::DuplicateFinder;
using pricing::Fault;
using pricing::fault_at;
using pricing::FieldPath;
using pricing::Int;

Fault check_award_rate(const FieldPath& path, const AwardRate& rate) {
  if (auto fault = check_range({&path, "step"}, rate.step.value(), 0, limits::kBasketGrossMax)) return fault;
  return check_range({&path, "points"}, rate.points.value(), 0, limits::kAwardPointsMax);
}

Fault check_zone(const FieldPath& program, const TimeZone& zone) {
  if (auto fault = check_text({&program, "time_zone"}, zone.name)) return fault;
  const FieldPath all{&program, "utc_offsets"};
  if (auto fault = check_size(all, zone.transitions.size(), limits::kListMax)) return fault;
  for (std::size_t i = 0; i < zone.transitions.size(); ++i) {
    const FieldPath path{&program, "utc_offsets", static_cast<Int>(i)};
    if (i > 0 && zone.transitions[i].from_unix_seconds <= zone.transitions[i - 1].from_unix_seconds) {
      return fault_at({&path, "from_unix_seconds"}, "must be later than that of the entry before");
    }
    const Int offset = zone.transitions[i].utc_offset_seconds;
    if (offset < -24 * 3600 || offset > 24 * 3600) {
      return fault_at({&path, "utc_offset_seconds"}, "must be within one day");
    }
  }
  return std::nullopt;
}

Fault check_tax_rates(const FieldPath& program, const std::vector<TaxRate>& rates) {
  if (auto fault = check_size({&program, "tax_rates"}, rates.size(), limits::kListMax)) return fault;
  DuplicateFinder classes;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const FieldPath path{&program, "tax_rates", static_cast<Int>(i)};
    if (auto fault = check_text({&path, "tax_class"}, rates[i].tax_class)) return fault;
    if (auto fault = check_range({&path, "basis_points"}, rates[i].basis_points, 0, limits::kTaxBasisPointsMax)) {
      return fault;
    }
    classes.add(rates[i].tax_class);
  }
  if (const auto twice = classes.find()) {
    const FieldPath path{&program, "tax_rates", static_cast<Int>(*twice)};
    return fault_at({&path, "tax_class"}, "must be unique");
  }
  return std::nullopt;
}

Fault check_caps(const FieldPath& path, const AwardCaps& caps) {
  if (auto fault = check_range({&path, "per_checkout"}, caps.per_checkout.value(), 0, limits::kPointsMax)) return fault;
  if (auto fault = check_range({&path, "per_day"}, caps.per_day.value(), 0, limits::kPointsMax)) return fault;
  return check_range({&path, "checkouts_per_day"}, caps.checkouts_per_day, 0, limits::kCountMax);
}

Fault check_award(const FieldPath& program, const AwardRules& award) {
  const FieldPath path{&program, "award"};
  if (auto fault = check_caps({&path, "caps"}, award.caps)) return fault;
  if (auto fault = check_award_rate(path, award.rate)) return fault;
  if (auto fault = check_size({&path, "ranks"}, award.ranks.size(), limits::kListMax)) return fault;
  DuplicateFinder ranks;
  for (std::size_t i = 0; i < award.ranks.size(); ++i) {
    const FieldPath entry{&path, "ranks", static_cast<Int>(i)};
    if (auto fault = check_text({&entry, "rank"}, award.ranks[i].rank)) return fault;
    if (auto fault = check_award_rate(entry, award.ranks[i].rate)) return fault;
    ranks.add(award.ranks[i].rank);
  }
  if (const auto twice = ranks.find()) {
    const FieldPath entry{&path, "ranks", static_cast<Int>(*twice)};
    return fault_at({&entry, "rank"}, "must be unique");
  }
  if (auto fault = check_range({&path, "activates_days"}, award.activates_days, 0, limits::kDaysMax)) return fault;
  if (auto fault = check_range({&path, "expires_days"}, award.expires_days, 0, limits::kDaysMax)) return fault;
  if (award.expires_days != 0 && award.expires_days < award.activates_days) {
    return fault_at({&path, "expires_days"}, "an award cannot expire before it activates");
  }
  return std::nullopt;
}

Fault check_redeem(const FieldPath& program, const RedeemRules& redeem) {
  const FieldPath path{&program, "redeem"};
  if (auto fault = check_range({&path, "point_value"}, redeem.point_value.value(), 0, limits::kUnitPriceMax)) {
    return fault;
  }
  if (auto fault = check_range({&path, "minimum"}, redeem.minimum.value(), 0, limits::kPointsMax)) return fault;
  return check_range({&path, "unit"}, redeem.unit.value(), 0, limits::kPointsMax);
}

Fault check_wallets(const FieldPath& program, const std::vector<Wallet>& wallets) {
  if (auto fault = check_size({&program, "wallets"}, wallets.size(), limits::kWalletsMax)) return fault;
  DuplicateFinder names;
  for (std::size_t i = 0; i < wallets.size(); ++i) {
    const FieldPath path{&program, "wallets", static_cast<Int>(i)};
    if (wallets[i].wallet.empty()) return fault_at({&path, "wallet"}, "must not be empty: that is the program's own");
    if (auto fault = check_text({&path, "wallet"}, wallets[i].wallet)) return fault;
    if (auto fault = check_text({&path, "title"}, wallets[i].title)) return fault;
    if (auto fault = check_award(path, wallets[i].award)) return fault;
    if (auto fault = check_redeem(path, wallets[i].redeem)) return fault;
    names.add(wallets[i].wallet);
  }
  if (const auto twice = names.find()) {
    const FieldPath path{&program, "wallets", static_cast<Int>(*twice)};
    return fault_at({&path, "wallet"}, "must be unique");
  }
  return std::nullopt;
}

Fault check_program(const Program& program) {
  const FieldPath path{nullptr, "program"};
  if (auto fault = check_text({&path, "currency"}, program.currency)) return fault;
  if (auto fault = check_zone(path, program.time_zone)) return fault;
  if (auto fault = pricing::check_time({&path, "business_day_starts"}, program.business_day_starts)) return fault;
  if (auto fault = check_tax_rates(path, program.tax_rates)) return fault;
  if (auto fault = check_award(path, program.award)) return fault;
  if (auto fault = check_redeem(path, program.redeem)) return fault;
  return check_wallets(path, program.wallets);
}

}  // namespace

Result<void> validate(const Program& program) {
  if (auto fault = check_program(program)) return *fault;
  return {};
}

}  // namespace kazasu
