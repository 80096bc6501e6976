#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "kazasu/identify/identify.hpp"

namespace kazasu::drivers {

/// How a contactless card talks on air.
enum class NfcTechnology : std::uint8_t { felica_212, felica_424, iso14443a, iso14443b };
/// As in "felica_212".
std::string_view name_of(NfcTechnology technology);

/// One look for cards of one technology.
struct PollingStep {
  NfcTechnology technology = NfcTechnology::felica_212;
  std::uint16_t system_code = 0xFFFF;  ///< FeliCa only: who is asked; FFFF for every card
  std::int64_t budget_us = 0;          ///< what radio takes when nothing answers
  friend bool operator==(const PollingStep&, const PollingStep&) = default;
};

/// One cycle of looking for cards, in its order. A cycle is always finished before a card is told of: what answers
/// later in it makes the first one ambiguous.
struct PollingPlan {
  std::vector<PollingStep> steps;
  /// The sum of the budgets: a card waits at most one cycle to be seen, and at most one more to be known as the only
  /// one.
  [[nodiscard]] std::int64_t cycle_us() const;
};

/// The plan for what a program's methods need (docs/readers.md):
///
/// | methods | looked for, in this order |
/// | --- | --- |
/// | felica_idm, with or without others | FeliCa of every system |
/// | felica_lite_s without felica_idm | FeliCa of system 88B4 only: a transit card beside it stays silent |
/// | uid | ISO 14443 type B, then type A |
///
/// FeliCa goes at 212 kbit/s, which every card knows; where every system is wanted also at 424, for phones that are set
/// to it. Where no method needs a card, or none is
/// named, everything is looked for, so that a tool can show it.
PollingPlan plan_polling(std::span<const IdentificationMethod> methods);

}  // namespace kazasu::drivers
