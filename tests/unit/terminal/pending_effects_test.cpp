// What a terminal's own entries did that its catalog does not show yet.
#include "pending_effects.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;

namespace {

v1::MemberPart hanako() {
  v1::MemberPart member;
  member.set_account_id("m-hanako");
  return member;
}

/// 100 points that expire first, 200 that expire later, 500 that are not active yet; a coupon.
v1::CatalogMember row() {
  v1::CatalogMember member;
  member.set_account_id("m-hanako");
  const auto lot = [&](const char* name, std::int64_t points, const char* from, const char* to) {
    auto& added = *member.add_lots();
    added.set_lot(name);
    added.set_points(points);
    added.set_activates_on(from);
    added.set_expires_on(to);
  };
  lot("later", 200, "2026-01-01", "2027-06-30");
  lot("first", 100, "2026-01-01", "2026-12-31");
  lot("pending", 500, "2026-12-01", "2026-12-02");
  member.add_coupons("coffee-50");
  return member;
}

v1::EntryBody redeeming(std::int64_t points, const char* offer = nullptr) {
  v1::EntryBody body;
  body.set_business_date("2026-11-25");
  auto& quote = *body.mutable_checkout()->mutable_quote();
  quote.set_redeemed_points(points);
  if (offer != nullptr) quote.add_applied()->set_offer(offer);
  return body;
}

v1::CatalogMember seen(const PendingEffects& effects, const char* date = "2026-11-25") {
  v1::CatalogMember member = row();
  effects.apply_to(member, "m-hanako", date);
  return member;
}

}  // namespace

TEST_CASE("what a member owes is not spent from: it stays as it is") {
  PendingEffects pending;
  const auto member = hanako();
  pending.add(1, redeeming(50), &member);
  v1::CatalogMember owing;
  owing.set_account_id("m-hanako");
  v1::CatalogLot& debt = *owing.add_lots();
  debt.set_lot("debt");
  debt.set_points(-30);
  pending.apply_to(owing, "m-hanako", "2026-11-25");
  CHECK(owing.lots(0).points() == -30);
}

TEST_CASE("points spent here leave the lots that expire first, and none that is not active yet") {
  PendingEffects effects;
  const v1::MemberPart member = hanako();
  effects.add(1, redeeming(150), &member);
  const v1::CatalogMember after = seen(effects);
  CHECK(after.lots(1).points() == 0);
  CHECK(after.lots(0).points() == 150);
  CHECK(after.lots(2).points() == 500);
}

TEST_CASE("points spent beyond the lots of that day are owed: later lots are not safe to redeem either") {
  PendingEffects effects;
  const v1::MemberPart member = hanako();
  effects.add(1, redeeming(450), &member);
  const v1::CatalogMember after = seen(effects);
  CHECK(after.lots(0).points() == 0);
  CHECK(after.lots(1).points() == 0);
  CHECK(after.lots(2).points() == 350);
}

TEST_CASE("a used coupon is gone, and a use counts for the day and in all") {
  PendingEffects effects;
  const v1::MemberPart member = hanako();
  effects.add(1, redeeming(0, "coffee-50"), &member);
  effects.add(2, redeeming(0, "coffee-50"), &member);
  const v1::CatalogMember today = seen(effects);
  CHECK(today.coupons().empty());
  REQUIRE(today.usage_size() == 1);
  CHECK(today.usage(0).today() == 2);
  CHECK(today.usage(0).total() == 2);
  const v1::CatalogMember tomorrow = seen(effects, "2026-11-26");
  CHECK(tomorrow.usage(0).today() == 0);
  CHECK(tomorrow.usage(0).total() == 2);
}

TEST_CASE("what the catalog has caught up with counts no more; another member is not touched") {
  PendingEffects effects;
  const v1::MemberPart member = hanako();
  effects.add(1, redeeming(150), &member);
  effects.add(2, redeeming(30), &member);
  effects.forget_up_to(1);
  CHECK(seen(effects).lots(1).points() == 70);
  v1::CatalogMember other = row();
  effects.apply_to(other, "m-taro", "2026-11-25");
  CHECK(other.lots(1).points() == 100);
}

TEST_CASE("a returned coupon is held again, once") {
  PendingEffects effects;
  const v1::MemberPart member = hanako();
  effects.add(1, redeeming(0, "coffee-50"), &member);
  v1::EntryBody back;
  back.set_business_date("2026-11-25");
  back.mutable_return_()->add_released_coupons("coffee-50");
  effects.add(2, back, &member);
  const v1::CatalogMember after = seen(effects);
  REQUIRE(after.coupons_size() == 1);
  CHECK(after.coupons(0) == "coffee-50");
}

TEST_CASE("a provisional member's effects follow the identifier's hash") {
  PendingEffects effects;
  v1::MemberPart card;
  card.set_identifier_hash(std::string(16, '\x5A'));
  effects.add(1, redeeming(0, "coffee-50"), &card);
  v1::CatalogMember nobody;
  effects.apply_to(nobody, account_key_of(card), "2026-11-25");
  REQUIRE(nobody.usage_size() == 1);
  CHECK(nobody.usage(0).total() == 1);
}
