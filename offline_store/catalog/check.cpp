#include "catalog/check.hpp"

#include <string>

#include "kazasu/pricing/offer_index.hpp"
#include "kazasu/proto/quote_messages.hpp"
#include "kazasu/values/limits.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu::catalog {
namespace {

constexpr std::size_t kIdentifierHashBytes = 16;
constexpr std::size_t kCardKeyBytes = 16;

Error invalid(const std::string& field, const std::string& what) { return {ErrorCode::catalog_invalid, field + ": " + what}; }

bool is_date(const std::string& text) { return parse_date(text).has_value(); }

Result<void> check_member(const v1::CatalogMember& member, const std::string& path) {
  if (member.account_id().empty() || member.account_id().size() > limits::kTextBytesMax) return invalid(path + ".account_id", "1 to 256 bytes are wanted");
  for (int i = 0; i < member.identifiers_size(); ++i) {
    const v1::CatalogIdentifier& identifier = member.identifiers(i);
    const std::string where = path + ".identifiers[" + std::to_string(i) + "]";
    if (identifier.hash().size() != kIdentifierHashBytes) return invalid(where + ".hash", "16 bytes are wanted");
    if (!identifier.card_key().empty() && identifier.card_key().size() != kCardKeyBytes) return invalid(where + ".card_key", "16 bytes are wanted");
  }
  if (!member.birthday().empty() && !is_date("2000-" + member.birthday())) return invalid(path + ".birthday", "a day MM-DD is wanted");
  for (int i = 0; i < member.lots_size(); ++i) {
    const v1::CatalogLot& lot = member.lots(i);
    const std::string where = path + ".lots[" + std::to_string(i) + "]";
    if (lot.points() < 0 || lot.points() > limits::kPointsMax) return invalid(where + ".points", "not a number of points");
    if (!is_date(lot.activates_on())) return invalid(where + ".activates_on", "a date YYYY-MM-DD is wanted");
    if (!lot.expires_on().empty() && !is_date(lot.expires_on())) return invalid(where + ".expires_on", "a date YYYY-MM-DD is wanted");
  }
  return {};
}

Result<void> check_product(const v1::CatalogProduct& product, const std::string& path) {
  if (product.product().empty() || product.product().size() > limits::kTextBytesMax) return invalid(path + ".product", "1 to 256 bytes are wanted");
  if (product.unit_price_minor() < 0 || product.unit_price_minor() > limits::kUnitPriceMax) return invalid(path + ".unit_price_minor", "not a price");
  return {};
}

/// The offers must be ones that this build can price with, every one of them.
Result<void> check_offer_set(const v1::OfferSet& offer_set) {
  auto program = proto::program_from_message(offer_set.program());
  if (!program) return invalid("offer_set.program", program.error().detail);
  auto offers = proto::offers_from_messages(offer_set.offers());
  if (!offers) return Error{offers.error().code == ErrorCode::offer_unsupported ? ErrorCode::offer_unsupported : ErrorCode::catalog_invalid, "offer_set." + offers.error().detail};
  auto index = OfferIndex::build(std::move(*program), std::move(*offers));
  if (!index) return Error{index.error().code == ErrorCode::offer_unsupported ? ErrorCode::offer_unsupported : ErrorCode::catalog_invalid, "offer_set." + index.error().detail};
  return {};
}

}  // namespace

Result<void> check(const v1::Catalog& catalog) {
  if (catalog.version() == 0) return invalid("version", "is missing");
  if (catalog.base_version() >= catalog.version()) return invalid("base_version", "must be below version");
  if (auto checked = check_offer_set(catalog.offer_set()); !checked) return checked;
  for (int i = 0; i < catalog.members_size(); ++i) {
    if (auto checked = check_member(catalog.members(i), "members[" + std::to_string(i) + "]"); !checked) return checked;
  }
  for (int i = 0; i < catalog.products_size(); ++i) {
    if (auto checked = check_product(catalog.products(i), "products[" + std::to_string(i) + "]"); !checked) return checked;
  }
  return {};
}

}  // namespace kazasu::catalog
