#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kazasu/values/error.hpp"
#include "kazasu/values/offer.hpp"
#include "kazasu/values/program.hpp"
#include "kazasu/values/quote.hpp"

namespace kazasu::receipt {

/// Offers in a person's words. It refers to the offers and the currency: they must outlive it.
class OfferText {
 public:
  OfferText(std::span<const Offer> offers, std::string_view currency, Language language)
      : offers_(offers), currency_(currency), language_(language) {}

  /// `Coffee morning (o1)`, or the id alone.
  [[nodiscard]] std::string name(std::string_view id) const;
  /// `20% off`, `3 for ¥250`; "" for an offer that is not there.
  [[nodiscard]] std::string reward(std::string_view id) const;
  [[nodiscard]] std::string why_not(const NotAppliedOffer& offer) const;

 private:
  [[nodiscard]] const Offer* find(std::string_view id) const;
  [[nodiscard]] std::string failed_condition(const NotAppliedOffer& offer) const;

  std::span<const Offer> offers_;
  std::string_view currency_;
  Language language_;
};

/// How staff and members know a wallet.
const std::string& title_of(const Wallet& wallet);

}  // namespace kazasu::receipt
