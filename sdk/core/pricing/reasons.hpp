#pragma once

#include <optional>
#include <vector>

#include "kazasu/pricing/offer_index.hpp"
#include "kazasu/values/quote.hpp"
#include "pricing/sale_context.hpp"
#include "pricing/selection.hpp"

namespace kazasu::pricing {

/// Why an offer is no candidate; nothing if it is one (pricing.md, sections 2 and 5). `target` gets its target lines.
std::optional<NotAppliedOffer> why_no_candidate(const Offer& offer, const Sale& sale, const SaleTime& time, std::vector<std::uint32_t>& target);

/// The reasons for all offers that are not in the selection, in the order of section 5. `no_candidates` runs with the
/// request's offers: nothing for a candidate.
std::vector<NotAppliedOffer> not_applied(const OfferIndex& offers, const SaleContext& context, const Selection& selection,
                                         const std::vector<std::optional<NotAppliedOffer>>& no_candidates);

}  // namespace kazasu::pricing
