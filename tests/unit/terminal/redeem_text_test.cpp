#include "kazasu/terminal/redeem_text.hpp"

#include <catch2/catch_test_macros.hpp>
#include <set>

using namespace kazasu;
using namespace kazasu::literals;

TEST_CASE("redeeming: staff see what is safe, what is at the shop's risk and what needs the network") {
  MemberSummary member{.known = true, .balance = 1'200_pt, .redeemable_offline = 1'000_pt, .safe_now = 600_pt};
  CHECK(redeem_text(member, Language::en) == "Safe now: 600 · at the shop's risk: 400 · needs the network: 200");
  CHECK(redeem_text(member, Language::ja) == "安全に利用可：600 · 店舗負担で利用可：400 · 要通信：200");
  CHECK(redeem_text(member, Language::zh) == "可安全使用：600 · 由门店承担风险：400 · 需联网：200");
  member.redeemable_offline = member.safe_now;
  CHECK(redeem_text(member, Language::en) == "Safe now: 600 · needs the network: 600");
  member.known = false;
  CHECK(redeem_text(member, Language::en).empty());
}

TEST_CASE("redeeming: each standing has a sentence of its own in each language") {
  std::set<std::string_view> sentences;
  for (const auto standing : {RedeemStanding::safe_now, RedeemStanding::at_shops_risk, RedeemStanding::needs_network}) {
    for (const Language language : {Language::ja, Language::en, Language::zh})
      sentences.insert(standing_text(standing, language));
  }
  CHECK(sentences.size() == 9);
  CHECK_FALSE(sentences.contains(""));
}
