#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pricing/offer_tables.hpp"
#include "pricing/sale_facts.hpp"

namespace kazasu::pricing {

/// The offers whose moment, rank, segments and kind of reward let them apply to a sale, before coupons, limits, rarer
/// conditions and the basket are looked at. Reused from quote to quote.
class LiveOffers {
 public:
  void find(const OfferTables& tables, const SaleFacts& facts);

  /// A bitmap over offer numbers.
  [[nodiscard]] std::span<const std::uint64_t> words() const { return words_; }
  [[nodiscard]] bool holds(Number offer) const { return has_bit(words_, offer); }

 private:
  void keep(std::span<const std::uint64_t> row);
  void keep_segments(const OfferTables& tables, const SaleFacts& facts);

  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> of_segments_;
};

}  // namespace kazasu::pricing
