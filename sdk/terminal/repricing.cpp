#include "repricing.hpp"

#include <utility>

#include "kazasu/pricing/returns.hpp"
#include "kazasu/proto/quote_messages.hpp"
#include "kazasu/proto/receipt_number.hpp"

namespace kazasu {
namespace {

constexpr std::size_t kIndexesKept = 8;

Result<void> check_rules(std::uint32_t recorded) {
  if (recorded <= kPricingRulesVersion) return {};
  return Error{ErrorCode::unsupported, "priced by version " + std::to_string(recorded) +
                                           " of the rules, this software knows up to " +
                                           std::to_string(kPricingRulesVersion) + ": install the newer software"};
}

}  // namespace

Result<v1::EntryBody> Repricing::body_of(const OpenedEntry& entry) {
  v1::EntryBody body = entry.body;
  Result<void> done;
  if (body.has_checkout()) {
    done = reprice_sale(entry, *body.mutable_checkout());
  } else if (body.has_return_()) {
    done = rebook_return(*body.mutable_return_());
  } else if (body.has_leases_ended()) {
    return body;  // nothing in it is computed
  } else {
    done = Error{ErrorCode::unsupported, "the entry is of a kind that this software does not know"};
  }
  if (!done) return done.error();
  return body;
}

Result<std::shared_ptr<const OfferIndex>> Repricing::offers_of(const OpenedEntry& checkout) {
  auto named = offers_named_by(checkout);
  if (!named || !checkout.body.checkout().has_time_effect()) return named;
  return with_time_effect(**named, time_effect_of(checkout.body.checkout()));
}

Result<std::shared_ptr<const OfferIndex>> Repricing::offers_named_by(const OpenedEntry& checkout) {
  const std::string& name = checkout.body.checkout().offer_set();
  if (const auto known = indexes_.find(name); known != indexes_.end()) return known->second;
  auto offer_set = source_.offer_set(name);
  if (!offer_set) return offer_set.error();
  auto index = index_of(*offer_set);
  if (!index) return index.error();
  if (indexes_.size() >= kIndexesKept) indexes_.clear();
  return indexes_.emplace(name, std::move(*index)).first->second;
}

Result<void> Repricing::reprice_sale(const OpenedEntry& entry, v1::CheckoutContent& content) {
  if (auto known = check_rules(content.pricing_rules()); !known) return known;
  auto sale = sale_of(entry);
  if (!sale) return sale.error();
  auto offers = offers_of(entry);
  if (!offers) return offers.error();
  if (auto quoted = engine_.quote(**offers, *sale, quote_); !quoted) return quoted;
  explain_time_effect(quote_, time_effect_of(content));
  *content.mutable_quote() = proto::to_message(quote_);
  return {};
}

Result<void> Repricing::rebook_return(v1::ReturnContent& content) {
  auto sale_id = proto::parse_receipt_number(content.sale_receipt_number());
  if (!sale_id) return sale_id.error();
  Returned& before = returned_[sale_id->seq];
  UnitsReturned units = units_of(content);
  // Whatever comes of this return, later ones of the sale build on what it recorded.
  struct Remember {
    Returned& before;
    UnitsReturned& units;
    const v1::ReturnContent recorded;
    ~Remember() {
      before.units.push_back(std::move(units));
      before.booked.add(recorded);
    }
  } const remember{before, units, content};

  if (auto known = check_rules(content.pricing_rules()); !known) return known;
  if (sale_id->terminal != source_.terminal() || sale_id->epoch != source_.epoch()) {
    return Error{ErrorCode::not_found, "its sale is in another journal"};
  }
  auto sale_entry = source_.entry(sale_id->seq);
  if (!sale_entry) return sale_entry.error();
  auto sale = sale_of(*sale_entry);
  if (!sale) return sale.error();
  auto offers = offers_of(*sale_entry);
  if (!offers) return offers.error();
  // From the inputs, as the return itself did: what the sale recorded as its price is not asked.
  if (auto original = engine_.quote(**offers, *sale, quote_); !original) return original;
  auto policy = proto::return_policy_from_message(content.policy());
  if (!policy) return policy.error();
  std::vector<UnitsReturned> all = before.units;
  all.push_back(units);
  auto quoted = quote_returns(**offers, *sale, quote_, *policy, all);
  if (!quoted) return quoted.error();
  record_amounts(content, quoted->back(), proto::to_message(quote_), before.booked);
  // Recorded before returns told what is kept of the sale's awards.
  if (content.pricing_rules() == 0 && remember.recorded.kept_awards().empty()) content.clear_kept_awards();
  return {};
}

}  // namespace kazasu
