#include "pricing/sale_facts.hpp"

#include <algorithm>
#include <chrono>

namespace kazasu::pricing {
namespace {

Moment moment_of(const Program& program, Timestamp at) {
  Moment moment;
  moment.business_date = business_date_at(program.time_zone, program.business_day_starts, at.unix_ms);
  const std::chrono::sys_days day{moment.business_date};
  moment.business_day = static_cast<std::int32_t>(day.time_since_epoch().count());
  moment.weekday_bit = static_cast<std::uint8_t>(1U << std::chrono::weekday{day}.c_encoding());
  moment.month_day_bit = std::uint32_t{1} << static_cast<unsigned>(moment.business_date.day());
  moment.month = static_cast<std::int32_t>(static_cast<unsigned>(moment.business_date.month()));
  moment.minutes = wall_clock_at(program.time_zone, at.unix_ms).time.minutes;
  return moment;
}

}  // namespace

Number wallet_number(const Program& program, std::string_view wallet) {
  if (wallet.empty()) return 0;
  const auto known = std::find_if(program.wallets.begin(), program.wallets.end(),
                                  [&](const Wallet& one) { return one.wallet == wallet; });
  return known == program.wallets.end() ? kNone : static_cast<Number>(known - program.wallets.begin() + 1);
}

void SaleFacts::prepare(const OfferTables& tables, const Sale& sale) {
  if (marks_.size() < tables.compiled.size()) marks_.resize(tables.compiled.size());
  if (++generation_ == 0) {  // wrapped after 2^32 quotes: marks of the first generations would look new
    marks_.assign(marks_.size(), Mark{});
    generation_ = 1;
  }
  usages_.clear();
  moment = moment_of(tables.program, sale.at);
  company = tables.companies.find(sale.basket.company);
  store = tables.stores.find(sale.basket.store);
  tender = tables.tenders.find(sale.basket.tender);
  priced_by_pos = sale.basket.priced_by_pos;
  member = sale.member ? &*sale.member : nullptr;
  rank = kNone;
  segments.assign((tables.segments.size() + 63) / 64, 0);
  budgets.prepare(tables, sale);
  prepare_wallets(tables.program, sale);
  if (member != nullptr) prepare_member(tables, *member);
  mark_coupons(tables, sale.basket.coupon_codes);
}

void SaleFacts::prepare_wallets(const Program& program, const Sale& sale) {
  wallets.clear();
  spend_order.clear();
  const auto add = [&](const AwardRules& award, const RedeemRules& redeem) -> WalletFacts& {
    WalletFacts& facts = wallets.emplace_back();
    facts.award = &award;
    facts.redeem = &redeem;
    facts.rule = {award.rate.step.value(), award.rate.points.value()};
    for (const RankAwardRate& entry : award.ranks) {
      if (member == nullptr || entry.rank != member->rank) continue;
      facts.rule = {entry.rate.step.value(), entry.rate.points.value()};
    }
    return facts;
  };
  WalletFacts& own = add(program.award, program.redeem);
  if (member != nullptr) {
    own.balance = member->balance.value();
    own.awarded_today = member->awarded_today.value();
  }
  if (const Int requested = sale.basket.redeem_points.value(); requested > 0) {
    own.requested = requested;
    spend_order.push_back(0);
  }
  for (const Wallet& wallet : program.wallets) {
    WalletFacts& facts = add(wallet.award, wallet.redeem);
    if (member == nullptr) continue;
    for (const MemberWallet& held : member->wallets) {
      if (held.wallet != wallet.wallet) continue;
      facts.balance = held.balance.value();
      facts.awarded_today = held.awarded_today.value();
    }
  }
  for (const WalletSpend& spend : sale.basket.spend) {
    const Number number = wallet_number(program, spend.wallet);
    wallets[number].requested = spend.points.value();
    spend_order.push_back(number);
  }
}

void SaleFacts::prepare_member(const OfferTables& tables, const MemberView& view) {
  rank = tables.ranks.find(view.rank);
  for (const std::string& segment : view.segments) {
    const Number number = tables.segments.find(segment);
    if (number != kNone) segments[number / 64] |= std::uint64_t{1} << (number % 64);
  }
  for (const OfferUsage& usage : view.usage) {
    const Number offer = tables.find(usage.offer);
    if (offer == kNone) continue;
    marks_[offer].used = generation_;
    marks_[offer].usage = static_cast<std::uint32_t>(usages_.size());
    usages_.push_back({usage.today, usage.total, usage.stamps, usage.points.value()});
  }
  mark_coupons(tables, view.coupons);
}

void SaleFacts::mark_coupons(const OfferTables& tables, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    const Number offer = tables.find(id);
    if (offer != kNone) marks_[offer].held = generation_;
  }
}

}  // namespace kazasu::pricing
