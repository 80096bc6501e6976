#pragma once

#include <string_view>

#include "kazasu/terminal/event.hpp"
#include "kazasu/values/error.hpp"

namespace kazasu {

/// A verdict in words. Any thread; the texts live as long as the program.
struct VerdictText {
  std::string_view for_staff;   ///< what happened, and what to do
  std::string_view for_member;  ///< what the member will see; "" where nothing changes for them
};

/// For a reason that this version does not know: that of its decision.
VerdictText verdict_text(const VerdictEvent& verdict, Language language);

}  // namespace kazasu
