#include "kazasu/drivers/nfc/polling_plan.hpp"

#include <algorithm>

#include "codec/felica.hpp"

namespace kazasu::drivers {
namespace {

using Kind = IdentificationMethod::Kind;

// The card's first time slot opens 2.417 ms after Polling, each of the four lasts 1.208 ms (JIS X 6319-4); the command
// itself takes 0.7 ms at 212 kbit/s, half of that at 424.
constexpr std::int64_t kFelica212Us = 8'000, kFelica424Us = 7'600;
// REQA or REQB and the wait for its answer, with 5 ms for a card to wake in the field (ISO/IEC 14443-3, 5.1).
constexpr std::int64_t kTypeAUs = 5'500, kTypeBUs = 6'000;

}  // namespace

std::string_view name_of(NfcTechnology technology) {
  switch (technology) {
    case NfcTechnology::felica_212: return "felica_212";
    case NfcTechnology::felica_424: return "felica_424";
    case NfcTechnology::iso14443a: return "iso14443a";
    case NfcTechnology::iso14443b: return "iso14443b";
  }
  return "felica_212";
}

std::int64_t PollingPlan::cycle_us() const {
  std::int64_t sum = 0;
  for (const PollingStep& step : steps) sum += step.budget_us;
  return sum;
}

PollingPlan plan_polling(std::span<const IdentificationMethod> methods) {
  const auto needs = [&](Kind kind) {
    return std::any_of(methods.begin(), methods.end(),
                       [kind](const IdentificationMethod& method) { return method.kind == kind; });
  };
  const bool none = !needs(Kind::felica_lite_s) && !needs(Kind::felica_idm) && !needs(Kind::uid);
  const bool every_system = needs(Kind::felica_idm) || none;
  PollingPlan plan;
  if (every_system || needs(Kind::felica_lite_s)) {
    const std::uint16_t system = every_system ? felica::kSystemWildcard : felica::kSystemLiteS;
    plan.steps.push_back({NfcTechnology::felica_212, system, kFelica212Us});
    if (every_system) plan.steps.push_back({NfcTechnology::felica_424, system, kFelica424Us});
  }
  if (needs(Kind::uid) || none) {
    // Type A last: an ISO-DEP card that was activated stays so only while nothing else is looked for, and phones, which
    // would come back with another UID, are type A.
    plan.steps.push_back({NfcTechnology::iso14443b, 0, kTypeBUs});
    plan.steps.push_back({NfcTechnology::iso14443a, 0, kTypeAUs});
  }
  return plan;
}

}  // namespace kazasu::drivers
