#include "kazasu/proto/quote_messages.hpp"
#include "kazasu/proto/time_zone.hpp"
#include "quote/field_error.hpp"
#include "quote/message_form.hpp"

namespace kazasu::proto {
namespace {

Result<TimeZone> zone_from(const v1::Program& message) {
  if (message.utc_offsets().empty()) return load_time_zone(message.time_zone());
  TimeZone zone{message.time_zone(), {}};
  for (const auto& offset : message.utc_offsets()) {
    zone.transitions.push_back({offset.from_unix_seconds(), offset.utc_offset_seconds()});
  }
  return zone;
}

Result<AwardRules> award_from(const v1::AwardRules& message) {
  AwardRules award;
  award.rate = {Money{message.step()}, Points{message.points()}};
  auto base = enum_field<TaxMode>("award.base", message.base(), v1::AwardRules::TAX_EXCLUDED);
  if (!base) return base.error();
  award.base = *base;
  award.on_redeemed_part = message.on_redeemed_part();
  for (const auto& rank : message.ranks())
    award.ranks.push_back({rank.rank(), {Money{rank.step()}, Points{rank.points()}}});
  award.activates_days = message.activates_days();
  award.expires_days = message.expires_days();
  auto expiry = enum_field<ExpiryRule>("award.expiry", message.expiry(), v1::AwardRules::END_OF_MONTH);
  if (!expiry) return expiry.error();
  award.expiry = *expiry;
  const v1::AwardCaps& caps = message.caps();
  award.caps = {Points{caps.per_checkout()}, Points{caps.per_day()}, caps.checkouts_per_day()};
  return award;
}

v1::AwardRules message_of(const AwardRules& award) {
  v1::AwardRules message;
  message.set_step(award.rate.step.value());
  message.set_points(award.rate.points.value());
  message.set_base(static_cast<v1::AwardRules::Base>(award.base));
  message.set_on_redeemed_part(award.on_redeemed_part);
  for (const RankAwardRate& rank : award.ranks) {
    auto& added = *message.add_ranks();
    added.set_rank(rank.rank);
    added.set_step(rank.rate.step.value());
    added.set_points(rank.rate.points.value());
  }
  message.set_activates_days(award.activates_days);
  message.set_expires_days(award.expires_days);
  message.set_expiry(static_cast<v1::AwardRules::Expiry>(award.expiry));
  v1::AwardCaps caps;
  caps.set_per_checkout(award.caps.per_checkout.value());
  caps.set_per_day(award.caps.per_day.value());
  caps.set_checkouts_per_day(award.caps.checkouts_per_day);
  if (!is_default(caps)) message.mutable_caps()->Swap(&caps);
  return message;
}

RedeemRules redeem_from(const v1::RedeemRules& message) {
  return {Money{message.point_value()}, Points{message.minimum()}, Points{message.unit()}};
}

v1::RedeemRules message_of(const RedeemRules& redeem) {
  v1::RedeemRules message;
  message.set_point_value(redeem.point_value.value());
  message.set_minimum(redeem.minimum.value());
  message.set_unit(redeem.unit.value());
  return message;
}

}  // namespace

Result<Program> program_from_message(const v1::Program& message) {
  // A rule that this build does not know must not be left out of the calculation.
  if (const auto unknown = first_unknown_field(message)) {
    return Error{ErrorCode::unsupported, *unknown + ": the program has a field that is not known here"};
  }
  Program program;
  program.currency = message.currency();
  auto zone = zone_from(message);
  if (!zone) return zone.error();
  program.time_zone = std::move(*zone);
  if (!message.business_day_starts().empty()) {
    auto starts = time_of_day_field("business_day_starts", message.business_day_starts());
    if (!starts) return starts.error();
    program.business_day_starts = *starts;
  }
  auto tax_mode = enum_field<TaxMode>("tax_mode", message.tax_mode(), v1::Program::TAX_EXCLUDED);
  if (!tax_mode) return tax_mode.error();
  program.tax_mode = *tax_mode;
  auto tax_rounding = enum_field<Rounding>("tax_rounding", message.tax_rounding(), v1::Program::CEILING);
  if (!tax_rounding) return tax_rounding.error();
  program.tax_rounding = *tax_rounding;
  auto discount_rounding = enum_field<Rounding>("discount_rounding", message.discount_rounding(), v1::Program::CEILING);
  if (!discount_rounding) return discount_rounding.error();
  program.discount_rounding = *discount_rounding;
  for (const auto& rate : message.tax_rates()) program.tax_rates.push_back({rate.tax_class(), rate.basis_points()});
  auto award = award_from(message.award());
  if (!award) return award.error();
  program.award = std::move(*award);
  program.redeem = redeem_from(message.redeem());
  for (int i = 0; i < message.wallets_size(); ++i) {
    const v1::Wallet& wallet = message.wallets(i);
    auto rules = award_from(wallet.award());
    if (!rules) return within(indexed("wallets", i), rules.error());
    program.wallets.push_back({wallet.wallet(), wallet.title(), std::move(*rules), redeem_from(wallet.redeem())});
  }
  return program;
}

v1::Program to_message(const Program& program) {
  v1::Program message;
  message.set_currency(program.currency);
  message.set_time_zone(program.time_zone.name);
  for (const OffsetTransition& transition : program.time_zone.transitions) {
    auto& offset = *message.add_utc_offsets();
    offset.set_from_unix_seconds(transition.from_unix_seconds);
    offset.set_utc_offset_seconds(transition.utc_offset_seconds);
  }
  // A zone without offsets means UTC in core and "ask the tz database" in a message.
  if (program.time_zone.transitions.empty()) message.add_utc_offsets();
  if (program.business_day_starts != TimeOfDay{}) {
    message.set_business_day_starts(format_time_of_day(program.business_day_starts));
  }
  message.set_tax_mode(static_cast<v1::Program::TaxMode>(program.tax_mode));
  message.set_tax_rounding(static_cast<v1::Program::Rounding>(program.tax_rounding));
  message.set_discount_rounding(static_cast<v1::Program::Rounding>(program.discount_rounding));
  for (const TaxRate& rate : program.tax_rates) {
    auto& added = *message.add_tax_rates();
    added.set_tax_class(rate.tax_class);
    added.set_basis_points(rate.basis_points);
  }
  if (v1::AwardRules award = message_of(program.award); !is_default(award)) message.mutable_award()->Swap(&award);
  if (v1::RedeemRules redeem = message_of(program.redeem); !is_default(redeem)) message.mutable_redeem()->Swap(&redeem);
  for (const Wallet& wallet : program.wallets) {
    v1::Wallet& added = *message.add_wallets();
    added.set_wallet(wallet.wallet);
    added.set_title(wallet.title);
    if (v1::AwardRules award = message_of(wallet.award); !is_default(award)) added.mutable_award()->Swap(&award);
    if (v1::RedeemRules redeem = message_of(wallet.redeem); !is_default(redeem)) added.mutable_redeem()->Swap(&redeem);
  }
  return message;
}

}  // namespace kazasu::proto
