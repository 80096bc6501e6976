#include "columns/facts.hpp"

#include <algorithm>
#include <array>

namespace kazasu::proto::columns {
namespace {

// A form less one: bit 0: the POS gave the tax class; bit 1: it gave the product in 13 digits, where the catalog has
// 14; bit 2: it gave all unit prices; from bit 3 on: of which lines it gave the price, if not of all or none.
constexpr std::uint64_t kTaxClassGiven = 1;
constexpr std::uint64_t kThirteenDigits = 2;
constexpr std::uint64_t kAllPricesGiven = 4;
constexpr int kLinesShift = 3;
constexpr std::size_t kLinesMax = 32;
/// Mixed prices are looked for in baskets up to so many lines: 2^8 digests.
constexpr std::size_t kMixedLinesMax = 8;
constexpr std::size_t kGtin14Digits = 14;

}  // namespace

void EntryFacts::clear() {
  kind = v1::ENTRY_KIND_UNSPECIFIED;
  wall_unix_ms = 0;
  transaction_id = business_date = clerk = at = tender = {};
  lines.clear();
  coupon_codes.clear();
  spend.clear();
  redeem_points = 0;
  priced_by_pos = false;
  quoted_lines = 0;
  adjusted.clear();
  applied.clear();
  adjustment_offer = offer = condition = min_amount_found = award_wallet = {};
  place = 0;
  total = due = awarded = 0;
  taxes.clear();
  awards.clear();
  tenders.clear();
  receipt_number = {};
  units.clear();
  booked.clear();
  state_place = 0;
  has_member = false;
  identifier_hash = {};
  balance = 0;
}

std::int64_t EntryFacts::sum_of_nets() const {
  std::uint64_t sum = 0;
  for (const LineFacts& line : lines) sum += static_cast<std::uint64_t>(line.net);
  return static_cast<std::int64_t>(sum);
}

std::int64_t EntryFacts::sum_of_grosses() const {
  std::uint64_t sum = 0;
  for (const LineFacts& line : lines) sum += static_cast<std::uint64_t>(line.gross);
  return static_cast<std::int64_t>(sum);
}

std::int64_t EntryFacts::sum_of_discounts() const {
  std::uint64_t sum = 0;
  for (const LineFacts& line : lines) sum += static_cast<std::uint64_t>(line.discount);
  return static_cast<std::int64_t>(sum);
}

bool derive_digest(const EntryFacts& facts, DigestForm form, Digest& digest) {
  if (form == kDigestAsItIs) return false;
  if (facts.kind != v1::CHECKOUT) {
    digest = request_digest(ReturnDemand{facts.receipt_number, facts.clerk, facts.kind, facts.units});
    return form == 1;
  }
  const std::uint64_t bits = form - 1;
  const std::uint64_t mixed = bits >> kLinesShift;
  if (mixed >> kLinesMax != 0) return false;
  std::vector<RequestedItem> items;
  items.reserve(facts.lines.size());
  for (std::size_t i = 0; i < facts.lines.size(); ++i) {
    const LineFacts& line = facts.lines[i];
    RequestedItem& item = items.emplace_back();
    item.product = line.product;
    if ((bits & kThirteenDigits) != 0 && item.product.size() == kGtin14Digits && item.product.front() == '0')
      item.product.remove_prefix(1);
    item.quantity = line.quantity;
    const bool priced = (bits & kAllPricesGiven) != 0 || (i < kLinesMax && ((mixed >> i) & 1) != 0);
    if (priced) item.unit_price = line.unit_price;
    if ((bits & kTaxClassGiven) != 0) item.tax_class = line.tax_class;
    item.manual_discount = line.manual_discount;
    item.discountable = line.discountable;
    item.awardable = line.awardable;
  }
  digest = request_digest(CheckoutRequest{.clerk = facts.clerk,
                                          .priced_by_pos = facts.priced_by_pos,
                                          .items = items,
                                          .identifier_hash = facts.identifier_hash,
                                          .tender = facts.tender,
                                          .coupon_codes = facts.coupon_codes,
                                          .redeem_points = facts.redeem_points,
                                          .spend = facts.spend,
                                          .tenders = facts.tenders});
  return true;
}

DigestForm find_digest_form(const EntryFacts& facts, std::string_view wanted, DigestForm likely, std::size_t& budget) {
  Digest digest{};
  if (derive_digest(facts, likely, digest) && as_text(digest) == wanted) return likely;
  const auto gives = [&](DigestForm form) {
    if (budget == 0) return false;
    --budget;
    return derive_digest(facts, form, digest) && as_text(digest) == wanted;
  };
  if (facts.kind != v1::CHECKOUT) return gives(1) ? 1 : kDigestAsItIs;
  for (std::uint64_t bits = 0; bits < (1U << kLinesShift); ++bits) {
    if (gives(bits + 1)) return bits + 1;
  }
  if (facts.lines.size() > kMixedLinesMax) return kDigestAsItIs;
  for (std::uint64_t mixed = 1; mixed + 1 < (1U << facts.lines.size()); ++mixed) {
    for (std::uint64_t bits = 0; bits < kAllPricesGiven; ++bits) {
      const DigestForm form = ((mixed << kLinesShift) | bits) + 1;
      if (gives(form)) return form;
    }
  }
  return kDigestAsItIs;
}

}  // namespace kazasu::proto::columns
