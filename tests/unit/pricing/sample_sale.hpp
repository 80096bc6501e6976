#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kazasu/values/quote.hpp"

/// A plain request to vary: tax included, floor everywhere, one point for 100 yen, a point is worth a yen.
namespace kazasu::sample {

inline Line line(std::string id, std::string product, std::int64_t price, std::int64_t quantity = 1) {
  Line line;
  line.id = std::move(id);
  line.product = std::move(product);
  line.unit_price = Money{price};
  line.quantity = quantity;
  line.tax_class = "standard";
  return line;
}

inline Offer offer(std::string id, Reward reward) {
  Offer offer;
  offer.id = std::move(id);
  offer.reward = std::move(reward);
  return offer;
}

inline QuoteRequest request(std::vector<Line> lines, std::vector<Offer> offers = {}) {
  QuoteRequest request;
  request.program.currency = "JPY";
  request.program.time_zone = {"Asia/Tokyo", {{-577'962'000, 32'400}}};
  request.program.tax_rates = {{"standard", 1'000}, {"reduced", 800}};
  request.program.award.rate = {Money{100}, Points{1}};
  request.program.redeem = {Money{1}, Points{}, Points{1}};
  request.offers = std::move(offers);
  request.sale.at = *parse_timestamp("2026-11-23T12:34:56+09:00");
  request.sale.basket.lines = std::move(lines);
  return request;
}

}  // namespace kazasu::sample
