#include "kazasu/pricing/offer_index.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "kazasu/pricing/validate.hpp"

namespace kazasu {

Result<std::shared_ptr<const OfferIndex>> OfferIndex::build(Program program, std::vector<Offer> offers) {
  if (auto checked = validate(program); !checked) return checked.error();
  if (auto checked = validate(offers, program); !checked) return checked.error();
  return std::shared_ptr<const OfferIndex>{new OfferIndex{std::move(program), std::move(offers)}};
}

OfferIndex::OfferIndex(Program program, std::vector<Offer> offers)
    : program_(std::move(program)), offers_(std::move(offers)), by_id_(offers_.size()) {
  std::iota(by_id_.begin(), by_id_.end(), std::uint32_t{0});
  std::sort(by_id_.begin(), by_id_.end(), [this](std::uint32_t a, std::uint32_t b) { return offers_[a].id < offers_[b].id; });
}

const Offer* OfferIndex::find(std::string_view id) const {
  const auto found = std::lower_bound(by_id_.begin(), by_id_.end(), id,
                                      [this](std::uint32_t position, std::string_view wanted) { return offers_[position].id < wanted; });
  if (found == by_id_.end() || offers_[*found].id != id) return nullptr;
  return &offers_[*found];
}

}  // namespace kazasu
