#include "kazasu/proto/quote_messages.hpp"
#include "quote/field_error.hpp"

namespace kazasu::proto {
namespace {

Result<std::optional<MonthDay>> birthday_from(const std::string& text) {
  if (text.empty()) return std::optional<MonthDay>{};
  // Any leap year: 29 February is a birthday.
  const auto date = parse_date("2000-" + text);
  if (!date) return Error{ErrorCode::message_invalid, "birthday: must be a day MM-DD"};  // personal: not quoted
  return std::optional{MonthDay{static_cast<std::int32_t>(static_cast<unsigned>(date->month())),
                                static_cast<std::int32_t>(static_cast<unsigned>(date->day()))}};
}

std::string birthday_text(const std::optional<MonthDay>& birthday) {
  if (!birthday) return {};
  const Date date{std::chrono::year{2000}, std::chrono::month{static_cast<unsigned>(birthday->month)},
                  std::chrono::day{static_cast<unsigned>(birthday->day)}};
  return format_date(date).substr(5);
}

}  // namespace

Result<MemberView> member_from_message(const v1::Member& message) {
  MemberView member;
  member.rank = message.rank();
  member.segments.assign(message.segments().begin(), message.segments().end());
  auto birthday = birthday_from(message.birthday());
  if (!birthday) return birthday.error();
  member.birthday = *birthday;
  member.first_visit = message.first_visit();
  auto assurance = enum_field<Assurance>("assurance", message.assurance(), v1::Member::AUTHENTICATED);
  if (!assurance) return assurance.error();
  member.assurance = *assurance;
  member.balance = Points{message.balance()};
  member.coupons.assign(message.coupons().begin(), message.coupons().end());
  for (const auto& usage : message.usage()) {
    member.usage.push_back({.offer = usage.offer(),
                            .today = usage.today(),
                            .total = usage.total(),
                            .stamps = usage.stamps(),
                            .points = Points{usage.points()}});
  }
  for (const auto& wallet : message.wallets()) {
    member.wallets.push_back({wallet.wallet(), Points{wallet.balance()}, Points{wallet.awarded_today()}});
  }
  member.awarded_today = Points{message.awarded_today()};
  member.checkouts_today = message.checkouts_today();
  return member;
}

v1::Member to_message(const MemberView& member) {
  v1::Member message;
  message.set_rank(member.rank);
  for (const std::string& segment : member.segments) message.add_segments(segment);
  message.set_birthday(birthday_text(member.birthday));
  message.set_first_visit(member.first_visit);
  message.set_assurance(static_cast<v1::Member::Assurance>(member.assurance));
  message.set_balance(member.balance.value());
  for (const std::string& coupon : member.coupons) message.add_coupons(coupon);
  for (const OfferUsage& usage : member.usage) {
    auto& added = *message.add_usage();
    added.set_offer(usage.offer);
    added.set_today(usage.today);
    added.set_total(usage.total);
    added.set_stamps(usage.stamps);
    added.set_points(usage.points.value());
  }
  for (const MemberWallet& wallet : member.wallets) {
    auto& added = *message.add_wallets();
    added.set_wallet(wallet.wallet);
    added.set_balance(wallet.balance.value());
    added.set_awarded_today(wallet.awarded_today.value());
  }
  message.set_awarded_today(member.awarded_today.value());
  message.set_checkouts_today(member.checkouts_today);
  return message;
}

}  // namespace kazasu::proto
