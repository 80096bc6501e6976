#include <catch2/catch_test_macros.hpp>

#include "leases/share.hpp"

namespace kazasu::ledger {
namespace {

const std::vector<std::string> kLanes{"R1", "R2"};

TEST_CASE("lease share: points go to the stores by visits, and to a store's lanes by visits and one") {
  const std::vector<Visits> visits{{"ekimae", "R1", 5}, {"ekimae", "R2", 1}, {"minato", "M1", 2}};
  // 1,000 at 80 % are 800; ekimae has 6 of 8 visits: 600; R1 counts 6 of 8, R2 2 of 8.
  CHECK(lease_share(1'000, 8'000, visits, "ekimae", kLanes, "R1") == 450);
  CHECK(lease_share(1'000, 8'000, visits, "ekimae", kLanes, "R2") == 150);
  CHECK(lease_share(1'000, 8'000, visits, "minato", std::vector<std::string>{"M1"}, "M1") == 200);
}

TEST_CASE("lease share: who never shopped, owes, or has nothing gets nothing") {
  const std::vector<Visits> visits{{"minato", "M1", 2}};
  CHECK(lease_share(1'000, 8'000, visits, "ekimae", kLanes, "R1") == 0);
  CHECK(lease_share(1'000, 8'000, {}, "ekimae", kLanes, "R1") == 0);
  CHECK(lease_share(-5, 8'000, visits, "minato", std::vector<std::string>{"M1"}, "M1") == 0);
  CHECK(lease_share(1'000, 8'000, visits, "minato", kLanes, "M1") == 0);
}

TEST_CASE("lease share: the largest balance and the most visits stay within 64 bits") {
  const std::vector<Visits> visits{{"ekimae", "R1", 1'000}, {"ekimae", "R2", 1'000}};
  CHECK(lease_share(1'000'000'000'000, 10'000, visits, "ekimae", kLanes, "R1") == 500'000'000'000);
}

}  // namespace
}  // namespace kazasu::ledger
