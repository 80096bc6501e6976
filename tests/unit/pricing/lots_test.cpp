// docs/pricing-extensions.md: points as lots.
#include <catch2/catch_test_macros.hpp>

#include "kazasu/points/lots.hpp"
#include "kazasu/points/reversal.hpp"

using namespace kazasu;

namespace {

Date day(const char* text) {
  return *parse_date(text);
}

Lot lot(std::string id, std::int64_t points, const char* from, const char* to) {
  return {std::move(id), "", Points{points}, day(from), to == nullptr ? std::nullopt : std::optional{day(to)}};
}

LotMovement moved(std::string lot, std::int64_t points) {
  return {std::move(lot), Points{points}};
}

using Movements = std::vector<LotMovement>;

const Date kToday = day("2026-11-23");

}  // namespace

TEST_CASE("points that expire first are spent first, then those activated first, then by id") {
  const std::vector<Lot> lots{lot("never", 5, "2026-01-01", nullptr), lot("later", 5, "2026-01-01", "2027-01-01"),
                              lot("b", 5, "2026-02-01", "2026-12-01"), lot("a", 5, "2026-02-01", "2026-12-01"),
                              lot("older", 5, "2026-01-01", "2026-12-01")};
  const auto spent = spend(lots, "", Points{23}, kToday);
  REQUIRE(spent);
  CHECK(*spent ==
        Movements{moved("older", -5), moved("a", -5), moved("b", -5), moved("later", -5), moved("never", -3)});
}

TEST_CASE("a lot is spent from its activation to its expiry, both inclusive") {
  CHECK(state_of(lot("l", 1, "2026-11-23", "2026-11-23"), kToday) == LotState::active);
  CHECK(state_of(lot("l", 1, "2026-11-24", "2026-12-23"), kToday) == LotState::pending);
  CHECK(state_of(lot("l", 1, "2026-11-01", "2026-11-22"), kToday) == LotState::expired);
  const std::vector<Lot> lots{lot("pending", 9, "2026-11-24", nullptr), lot("expired", 9, "2026-01-01", "2026-11-22"),
                              lot("active", 4, "2026-01-01", "2026-11-23")};
  CHECK(spend(lots, "", Points{5}, kToday).error().code == ErrorCode::redeem_not_allowed);
  CHECK(*spend(lots, "", Points{4}, kToday) == Movements{moved("active", -4)});
  CHECK(expire(lots, kToday) == Movements{moved("expired", -9)});
  CHECK(expiring_by(lots, "", kToday, day("2026-11-30")) == Points{4});
}

TEST_CASE("wallets do not mix") {
  std::vector<Lot> lots{lot("house", 10, "2026-01-01", nullptr), lot("alliance", 10, "2026-01-01", nullptr)};
  lots[1].type = "alliance";
  CHECK(sums_of(lots, "alliance", kToday).active == Points{10});
  CHECK_FALSE(spend(lots, "alliance", Points{11}, kToday));
}

TEST_CASE("returns in any order leave restored points in the same lots") {
  const Movements spent{moved("first", -30), moved("second", -20)};
  const auto after_one = restored_lots(spent, Points{25});
  const auto after_all = restored_lots(spent, Points{50});
  REQUIRE(after_one);
  REQUIRE(after_all);
  CHECK(*after_one == Movements{moved("second", 20), moved("first", 5)});
  CHECK(difference(*after_one, *after_all) == Movements{moved("first", 25)});
  CHECK(difference(*after_all, *after_one) == Movements{moved("first", -25)});
  CHECK_FALSE(restored_lots(spent, Points{51}));
}

TEST_CASE("an expired lot comes back for days of grace, or is lost") {
  const std::vector<Lot> lots{lot("old", 0, "2026-01-01", "2026-11-01"), lot("live", 0, "2026-01-01", nullptr)};
  const Movements back{moved("old", 5), moved("live", 7)};
  const auto grace = give_back(back, lots, {false, 14}, kToday);
  CHECK(format_date(*grace[0].expires_on) == "2026-12-07");
  CHECK_FALSE(grace[1].expires_on);
  const auto lost = give_back(back, lots, {true, 0}, kToday);
  CHECK(lost[0].lost);
  CHECK_FALSE(lost[1].lost);
}

TEST_CASE("points are taken back from pending ones of the sale, its active ones, then by first expiry") {
  const std::vector<Lot> lots{lot("other", 10, "2026-01-01", "2026-12-01"), lot("own-active", 3, "2026-11-01", nullptr),
                              lot("own-pending", 2, "2026-12-01", nullptr)};
  const std::vector<std::string> own{"own-active", "own-pending"};
  const auto taken = take_back(lots, own, "", Points{9}, ShortfallPolicy::debt, kToday);
  REQUIRE(taken);
  CHECK(taken->movements == Movements{moved("own-pending", -2), moved("own-active", -3), moved("other", -4)});
  CHECK(taken->debt == Points{0});
}

TEST_CASE("what is missing becomes a debt, is forgone, or comes off the cash") {
  const std::vector<Lot> lots{lot("own", 3, "2026-11-01", nullptr)};
  const std::vector<std::string> own{"own"};
  CHECK(take_back(lots, own, "", Points{8}, ShortfallPolicy::debt, kToday)->debt == Points{5});
  CHECK(take_back(lots, own, "", Points{8}, ShortfallPolicy::clamp, kToday)->forgone == Points{5});
  CHECK(take_back(lots, own, "", Points{8}, ShortfallPolicy::deduct, kToday)->deducted == Points{5});
  CHECK(repay(Points{3}, Points{5}).left == Points{0});
  CHECK(repay(Points{8}, Points{5}).left == Points{3});
}
