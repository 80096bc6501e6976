#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kazasu/pricing/quote.hpp"
#include "past_sale.hpp"

namespace kazasu {

/// Prices recorded sales and returns again from their inputs and the offers that they name. Entries are to come in
/// order: a return books what is new over the earlier ones of its sale. Thread: one at a time.
class Repricing {
 public:
  /// `source` outlives it.
  explicit Repricing(EntrySource& source) : source_(source) {}

  /// The entry's body as recording it now would write it. `key_missing`: its member is sealed; `not_found`: what it
  /// names is not kept; `unsupported`: it was priced by newer rules.
  Result<v1::EntryBody> body_of(const OpenedEntry& entry);
  /// The offers that a checkout names, compiled.
  Result<std::shared_ptr<const OfferIndex>> offers_of(const OpenedEntry& checkout);

 private:
  /// … as the sale's time alone would have them.
  Result<std::shared_ptr<const OfferIndex>> offers_named_by(const OpenedEntry& checkout);
  Result<void> reprice_sale(const OpenedEntry& entry, v1::CheckoutContent& content);
  Result<void> rebook_return(v1::ReturnContent& content);

  EntrySource& source_;
  QuoteEngine engine_;
  Quote quote_;
  std::map<std::string, std::shared_ptr<const OfferIndex>> indexes_;  ///< the last few
  struct Returned {
    std::vector<UnitsReturned> units;
    BookedBefore booked;
  };
  std::map<std::uint64_t, Returned> returned_;  ///< by the sale's seq
};

}  // namespace kazasu
