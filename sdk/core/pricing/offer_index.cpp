#include "kazasu/pricing/offer_index.hpp"

#include <utility>

#include "kazasu/pricing/validate.hpp"
#include "pricing/offer_tables.hpp"

namespace kazasu {

OfferIndex::OfferIndex(std::unique_ptr<const pricing::OfferTables> tables) : tables_(std::move(tables)) {}
OfferIndex::~OfferIndex() = default;

Result<std::shared_ptr<const OfferIndex>> OfferIndex::build(Program program, std::vector<Offer> offers) {
  if (auto valid = validate(program); !valid) return valid.error();
  if (auto valid = validate(std::span<const Offer>{offers}, program); !valid) return valid.error();
  auto tables = std::make_unique<pricing::OfferTables>();
  tables->program = std::move(program);
  tables->offers = std::move(offers);
  pricing::compile(*tables);
  return std::shared_ptr<const OfferIndex>{new OfferIndex{std::move(tables)}};
}

const Program& OfferIndex::program() const {
  return tables_->program;
}
const std::vector<Offer>& OfferIndex::offers() const {
  return tables_->offers;
}

const Offer* OfferIndex::find(std::string_view id) const {
  const pricing::Number position = tables_->ids.find(id);
  return position == pricing::kNone ? nullptr : &tables_->offers[position];
}

std::size_t OfferIndex::compiled_bytes() const {
  return tables_->bytes();
}

}  // namespace kazasu
