#include "one_time_codes.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;

TEST_CASE("the last step of each member is known, in whatever order steps come") {
  UsedCodes codes;
  CHECK_FALSE(codes.last("yuki"));
  codes.add("yuki", 3'000);
  codes.add("ken", 210);
  codes.add("yuki", 2'970);
  CHECK(codes.last("yuki") == 3'000);
  CHECK(codes.last("ken") == 210);
}

TEST_CASE("steps of a week are kept, and memory is bounded by the visits of a week") {
  UsedCodes codes;
  constexpr std::int64_t kStepsOfAWeek = 7 * 24 * 120;
  for (std::int64_t step = 1; step <= 4 * kStepsOfAWeek; ++step) codes.add("member " + std::to_string(step), 30 * step);
  CHECK(codes.size() <= 2 * kStepsOfAWeek + 1);
  CHECK(codes.last("member " + std::to_string(3 * kStepsOfAWeek + 1)));
  CHECK_FALSE(codes.last("member 1"));
}

TEST_CASE("five different wrong codes are too many for a member, and the window passes") {
  WrongCodes wrong;
  for (const char* code : {"1", "2", "3", "4", "4", "4"}) wrong.add("yuki", code, 1'000);
  CHECK_FALSE(wrong.too_many("yuki", 1'000));
  wrong.add("yuki", "5", 2'000);
  CHECK(wrong.too_many("yuki", 2'000));
  CHECK_FALSE(wrong.too_many("ken", 2'000));
  CHECK(wrong.too_many("yuki", 999 + WrongCodes::kWindowNs));
  CHECK_FALSE(wrong.too_many("yuki", 1'000 + WrongCodes::kWindowNs));
}

TEST_CASE("a right code ends the count of its member alone") {
  WrongCodes wrong;
  for (const char* code : {"1", "2", "3", "4", "5"}) {
    wrong.add("yuki", code, 0);
    wrong.add("ken", code, 0);
  }
  wrong.forget("yuki");
  CHECK_FALSE(wrong.too_many("yuki", 0));
  CHECK(wrong.too_many("ken", 0));
}

TEST_CASE("twenty wrong codes of whatever members are too many for a terminal, and memory ends there") {
  WrongCodes wrong;
  for (int i = 0; i < 19; ++i) wrong.add("member " + std::to_string(i), "1", 0);
  CHECK_FALSE(wrong.too_many("another", 0));
  for (int i = 19; i < 1'000; ++i) wrong.add("member " + std::to_string(i), "1", 0);
  CHECK(wrong.too_many("another", 0));
  CHECK_FALSE(wrong.too_many("another", WrongCodes::kWindowNs));
  for (int i = 0; i < 20; ++i) wrong.forget("member " + std::to_string(i));
  CHECK_FALSE(wrong.too_many("another", 0));  // 20 were kept, not 1000
}
