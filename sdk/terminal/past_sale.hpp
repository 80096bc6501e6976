#pragma once

#include <memory>
#include <string>
#include <vector>

#include "entry_source.hpp"
#include "kazasu/pricing/offer_index.hpp"
#include "kazasu/pricing/time_policy.hpp"
#include "kazasu/values/quote.hpp"
#include "kazasu/values/return.hpp"

namespace kazasu {

/// What the policy on uncertain time did to a checkout's offers.
TimeEffect time_effect_of(const v1::CheckoutContent& content);
v1::TimeEffect message_of(const TimeEffect& effect);

/// What pricing was told of a recorded checkout. `key_missing` if its member is sealed.
Result<Sale> sale_of(const OpenedEntry& checkout);
/// The offers that an entry names, compiled.
Result<std::shared_ptr<const OfferIndex>> index_of(const v1::OfferSet& offer_set);

UnitsReturned units_of(const v1::ReturnContent& content);
/// What earlier returns of a sale gave back once and for all.
struct BookedBefore {
  std::vector<std::string> released_coupons;
  std::vector<std::string> withdrawn_stamps;  ///< ids of the offers that gave them

  void add(const v1::ReturnContent& content);
};
/// Writes what a return books into its content.
void record_amounts(v1::ReturnContent& content, const QuotedReturn& amounts, const v1::Quote& sale_quote,
                    const BookedBefore& before);

}  // namespace kazasu
