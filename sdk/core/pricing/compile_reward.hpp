#pragma once

#include "pricing/offer_tables.hpp"

namespace kazasu::pricing {

/// Sets kind, stage and numbers from the offer's reward.
void compile_reward(const Reward& reward, CompiledOffer& offer);

}  // namespace kazasu::pricing
