#pragma once

#include <vector>

#include "kazasu/values/quote.hpp"
#include "pricing/points_choice.hpp"

namespace kazasu::pricing {

/// The awards of a selection, cut where a wallet's caps against abuse want it (docs/pricing-extensions.md). Reused.
class CappedAwards {
 public:
  /// `points` is in the state of the selection. A points offer whose award is cut to nothing leaves `picks`.
  void settle(const SaleFacts& facts, PointsChoice& points, std::vector<Number>& picks);

  struct Given {
    Number place = kNone;  ///< of the offer; kNone: the wallet's base award
    Number wallet = 0;
    Int points = 0;  ///< may be 0
  };
  std::vector<Given> given;  ///< base awards by wallet, then offers in order of application

  struct Cut {
    Int points = 0;
    AwardCap cap = AwardCap::none;
  };
  std::vector<Cut> cuts;  ///< by wallet

  [[nodiscard]] bool left_out(Number place) const;

 private:
  Int cut(Number wallet, Int points);

  std::vector<Int> room_;  ///< by wallet
  std::vector<AwardCap> closest_;
  std::vector<Number> left_out_;
};

}  // namespace kazasu::pricing
