#include "kazasu/drivers/nfc/polling_plan.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;
using namespace kazasu::drivers;
using Kind = IdentificationMethod::Kind;
using Steps = std::vector<std::pair<NfcTechnology, std::uint16_t>>;

namespace {

Steps steps_for(std::vector<Kind> kinds) {
  std::vector<IdentificationMethod> methods;
  for (const Kind kind : kinds) methods.push_back({.kind = kind});
  Steps steps;
  for (const PollingStep& step : plan_polling(methods).steps) steps.emplace_back(step.technology, step.system_code);
  return steps;
}

constexpr auto k212 = NfcTechnology::felica_212, k424 = NfcTechnology::felica_424, kA = NfcTechnology::iso14443a,
               kB = NfcTechnology::iso14443b;

}  // namespace

TEST_CASE("Only what the program's methods need is looked for, FeliCa first and type A last") {
  CHECK(steps_for({Kind::felica_lite_s}) == Steps{{k212, 0x88B4}});
  CHECK(steps_for({Kind::felica_lite_s, Kind::member_number}) == Steps{{k212, 0x88B4}});
  CHECK(steps_for({Kind::felica_idm}) == Steps{{k212, 0xFFFF}, {k424, 0xFFFF}});
  CHECK(steps_for({Kind::felica_lite_s, Kind::felica_idm}) == Steps{{k212, 0xFFFF}, {k424, 0xFFFF}});
  CHECK(steps_for({Kind::uid}) == Steps{{kB, 0}, {kA, 0}});
  CHECK(steps_for({Kind::uid, Kind::felica_lite_s}) == Steps{{k212, 0x88B4}, {kB, 0}, {kA, 0}});
}

TEST_CASE("Without a method for cards everything is looked for") {
  const Steps everything{{k212, 0xFFFF}, {k424, 0xFFFF}, {kB, 0}, {kA, 0}};
  CHECK(steps_for({}) == everything);
  CHECK(steps_for({Kind::member_number}) == everything);
}

TEST_CASE("A cycle's time is the sum of its steps' and stays far below what a person notices") {
  const PollingPlan one = plan_polling(std::vector<IdentificationMethod>{{.kind = Kind::felica_lite_s}});
  CHECK(one.cycle_us() == one.steps.front().budget_us);
  CHECK(one.cycle_us() >= 2'417 + 4 * 1'208);  // Polling with four time slots
  const PollingPlan all = plan_polling({});
  CHECK(all.cycle_us() > one.cycle_us());
  CHECK(all.cycle_us() <= 30'000);
}
