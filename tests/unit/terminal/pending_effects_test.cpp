// What a terminal's own entries did that its catalog does not show yet.
#include "pending_effects.hpp"

#include <catch2/catch_test_macros.hpp>
#include <map>

#include "offline_store/colliding_keys.hpp"

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

/// The projection over a journal of its own.
struct Till {
  explicit Till(std::size_t effects_kept = 2'048)
      : effects{[this](std::uint64_t seq) -> Result<OpenedEntry> {
                  ++reads;
                  const auto found = entries.find(seq);
                  if (found == entries.end()) return Error{ErrorCode::journal_failed, "the disk is gone"};
                  return found->second;
                },
                effects_kept} {}

  void add(std::uint64_t seq, const v1::EntryBody& body, const v1::MemberPart* member) {
    OpenedEntry& opened = entries[seq];
    opened.body = body;
    if (member != nullptr) opened.member = *member;
    effects.add(seq, body, member);
  }
  v1::CatalogMember seen(v1::CatalogMember member, const char* account = "m-hanako", const char* date = "2026-11-25") {
    REQUIRE(effects.apply_to(member, account, date).ok());
    return member;
  }

  std::map<std::uint64_t, OpenedEntry> entries;
  int reads = 0;
  PendingEffects effects;
};

v1::MemberPart member_named(const std::string& account) {
  v1::MemberPart member;
  member.set_account_id(account);
  return member;
}

}  // namespace

TEST_CASE("what a member owes is not spent from: it stays as it is") {
  Till till;
  const auto member = hanako();
  till.add(1, redeeming(50), &member);
  v1::CatalogMember owing;
  owing.set_account_id("m-hanako");
  v1::CatalogLot& debt = *owing.add_lots();
  debt.set_lot("debt");
  debt.set_points(-30);
  CHECK(till.seen(owing).lots(0).points() == -30);
}

TEST_CASE("points spent here leave the lots that expire first, and none that is not active yet") {
  Till till;
  const v1::MemberPart member = hanako();
  till.add(1, redeeming(150), &member);
  const v1::CatalogMember after = till.seen(row());
  CHECK(after.lots(1).points() == 0);
  CHECK(after.lots(0).points() == 150);
  CHECK(after.lots(2).points() == 500);
}

TEST_CASE("points spent beyond the lots of that day are owed: later lots are not safe to redeem either") {
  Till till;
  const v1::MemberPart member = hanako();
  till.add(1, redeeming(450), &member);
  const v1::CatalogMember after = till.seen(row());
  CHECK(after.lots(0).points() == 0);
  CHECK(after.lots(1).points() == 0);
  CHECK(after.lots(2).points() == 350);
}

TEST_CASE("a used coupon is gone, and a use counts for the day and in all") {
  Till till;
  const v1::MemberPart member = hanako();
  till.add(1, redeeming(0, "coffee-50"), &member);
  till.add(2, redeeming(0, "coffee-50"), &member);
  const v1::CatalogMember today = till.seen(row());
  CHECK(today.coupons().empty());
  REQUIRE(today.usage_size() == 1);
  CHECK(today.usage(0).today() == 2);
  CHECK(today.usage(0).total() == 2);
  const v1::CatalogMember tomorrow = till.seen(row(), "m-hanako", "2026-11-26");
  CHECK(tomorrow.usage(0).today() == 0);
  CHECK(tomorrow.usage(0).total() == 2);
}

TEST_CASE("what the catalog has caught up with counts no more; another member is not touched") {
  Till till;
  const v1::MemberPart member = hanako();
  till.add(1, redeeming(150), &member);
  till.add(2, redeeming(30), &member);
  till.effects.forget_up_to(1);
  CHECK(till.seen(row()).lots(1).points() == 70);
  CHECK(till.seen(row(), "m-taro").lots(1).points() == 100);
}

TEST_CASE("a returned coupon is held again, once") {
  Till till;
  const v1::MemberPart member = hanako();
  till.add(1, redeeming(0, "coffee-50"), &member);
  v1::EntryBody back;
  back.set_business_date("2026-11-25");
  back.mutable_return_()->add_released_coupons("coffee-50");
  till.add(2, back, &member);
  const v1::CatalogMember after = till.seen(row());
  REQUIRE(after.coupons_size() == 1);
  CHECK(after.coupons(0) == "coffee-50");
}

TEST_CASE("a provisional member's effects follow the identifier's hash") {
  Till till;
  v1::MemberPart card;
  card.set_identifier_hash(std::string(16, '\x5A'));
  till.add(1, redeeming(0, "coffee-50"), &card);
  const v1::CatalogMember nobody = till.seen({}, account_key_of(card).c_str());
  REQUIRE(nobody.usage_size() == 1);
  CHECK(nobody.usage(0).total() == 1);
}

TEST_CASE("no catalog shows a provisional member: what was given counts as long as the journal has it") {
  Till till;
  v1::MemberPart card;
  card.set_identifier_hash(std::string(16, '\x5A'));
  const std::string account = account_key_of(card);
  const auto uses = [&] {
    const v1::CatalogMember seen = till.seen({}, account.c_str());
    return seen.usage_size() == 0 ? 0 : seen.usage(0).total();
  };
  SECTION("while it is known") {
    till.add(1, redeeming(0, "coffee-20"), &card);
    CHECK(uses() == 1);
    till.effects.forget_up_to(1);
    CHECK(uses() == 1);
  }
  SECTION("read again at the next opening") {
    till.effects.forget_up_to(1);
    till.add(1, redeeming(0, "coffee-20"), &card);
    CHECK(uses() == 1);
  }
  SECTION("until the journal has it no more") {
    till.add(1, redeeming(0, "coffee-20"), &card);
    till.entries.clear();
    till.effects.removed_up_to(1);
    CHECK(uses() == 0);
  }
}

TEST_CASE("a member who is not among the last is read again from the journal, and then known") {
  Till till{4};
  for (std::uint64_t seq = 1; seq <= 30; ++seq) {
    const v1::MemberPart member = member_named("m-" + std::to_string(seq % 10));
    till.add(seq, redeeming(10), &member);
  }
  CHECK(till.reads == 0);
  for (int member = 0; member < 10; ++member) {
    CHECK(till.seen(row(), ("m-" + std::to_string(member)).c_str()).lots(1).points() == 70);
  }
  CHECK(till.reads == 30);
  CHECK(till.seen(row(), "m-9").lots(1).points() == 70);
  CHECK(till.reads == 30);
  const v1::MemberPart last = member_named("m-9");
  till.add(31, redeeming(10), &last);
  CHECK(till.seen(row(), "m-9").lots(1).points() == 60);
  CHECK(till.reads == 30);
  CHECK(till.seen(row(), "m-0").lots(1).points() == 70);
  CHECK(till.seen(row(), "m-9").lots(1).points() == 60);
  CHECK(till.reads == 37);
}

TEST_CASE("another's entry that the index names counts for nothing") {
  const auto [one, other] = colliding_keys("m-");
  Till till;
  const v1::MemberPart member = member_named(one);
  till.add(1, redeeming(0, "coffee-50"), &member);
  CHECK(till.seen({}, one.c_str()).usage_size() == 1);
  CHECK(till.seen({}, other.c_str()).usage_size() == 0);
}

TEST_CASE("what was risked counts by member and in all until the catalog has caught up") {
  Till till{1};
  const v1::MemberPart hanako_part = hanako();
  const v1::MemberPart taro = member_named("m-taro");
  v1::EntryBody leased = redeeming(100);
  leased.mutable_checkout()->mutable_funding()->add_wallets()->set_leased_points(70);
  till.add(1, redeeming(50), &hanako_part);
  till.add(2, leased, &hanako_part);
  till.add(3, redeeming(5), &taro);
  CHECK(till.effects.risk_of("m-hanako", "")->points == 80);
  CHECK(till.effects.risk_of("m-hanako", "")->checkouts == 2);
  CHECK(till.effects.risk_of("m-taro", "")->points == 5);
  CHECK(till.effects.risk_of_all("") == 85);
  till.effects.forget_up_to(1);
  CHECK(till.effects.risk_of("m-hanako", "")->points == 30);
  CHECK(till.effects.risk_of_all("") == 35);
  till.add(1, redeeming(50), &hanako_part);
  CHECK(till.effects.risk_of_all("") == 35);
}

TEST_CASE("a journal that cannot be read shows no member as if nothing were pending") {
  Till till;
  const v1::MemberPart member = hanako();
  till.add(1, redeeming(150), &member);
  till.entries.clear();
  v1::CatalogMember shown = row();
  CHECK(till.effects.apply_to(shown, "m-hanako", "2026-11-25").error().code == ErrorCode::journal_failed);
  CHECK(till.effects.risk_of("m-hanako", "").error().code == ErrorCode::journal_failed);
}
