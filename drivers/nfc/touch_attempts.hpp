#pragma once

#include "kazasu/values/error.hpp"

namespace kazasu::drivers {

/// How often a card is asked who it is before its touch fails: radio damages an answer, another program resets the
/// card.
inline constexpr int kTouchAttempts = 2;

/// Whether asking the same card once more may help.
inline bool another_attempt_may_help(ErrorCode code) {
  return code == ErrorCode::card_timeout || code == ErrorCode::card_answer_invalid ||
         code == ErrorCode::card_outcome_unknown;
}

/// As the application is told of a touch that failed: asking changes nothing on a card, so that one torn away in the
/// middle is simply to be touched again.
inline Error touch_error(const Error& error) {
  const bool torn = error.code == ErrorCode::card_outcome_unknown;
  return {torn ? ErrorCode::card_removed : error.code, error.detail};
}

}  // namespace kazasu::drivers
