#include "codec/classify_gs1.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace kazasu::drivers {
namespace {

struct AiKind {
  std::string_view ai;
  ScanKind kind;
  std::string_view detail;
};

// By rank: a coupon never falls through to product lookup. 8018 is the AI made for members (GSRN of a recipient).
constexpr std::array kAiKinds{
    AiKind{"255", ScanKind::coupon_code, "gcn"},
    AiKind{"8110", ScanKind::coupon_code, "coupon_na"},
    AiKind{"8112", ScanKind::coupon_code, "positive_offer"},
    AiKind{"01", ScanKind::product, "gtin"},
    AiKind{"8018", ScanKind::member_number, "gsrn"},
    AiKind{"00", ScanKind::logistic_unit, "sscc"},
    AiKind{"8017", ScanKind::logistic_unit, "gsrn"},
};

}  // namespace

void add_gs1(std::span<const Gs1Element> elements, std::string_view form, std::string_view reason,
             std::vector<ScanCandidate>& candidates) {
  ScanCandidate candidate{.kind = ScanKind::elements,
                          .form = std::string{form},
                          .value = {},
                          .add_on = {},
                          .detail = {},
                          .reason = std::string{reason}};
  for (const AiKind& row : kAiKinds) {
    const auto element =
        std::find_if(elements.begin(), elements.end(), [&](const Gs1Element& each) { return each.ai == row.ai; });
    if (element == elements.end()) continue;
    candidate.kind = row.kind;
    candidate.value = element->value;
    candidate.detail = row.detail;
    break;
  }
  candidates.push_back(std::move(candidate));
}

void add_iso15434(std::span<const Iso15434Envelope> envelopes, std::vector<ScanCandidate>& candidates) {
  constexpr std::string_view reason = "begins and ends as an ISO/IEC 15434 message";
  const auto gs1 = std::find_if(envelopes.begin(), envelopes.end(),
                                [](const Iso15434Envelope& each) { return !each.elements.empty(); });
  add_gs1(gs1 == envelopes.end() ? std::span<const Gs1Element>{} : std::span{gs1->elements}, "iso15434", reason,
          candidates);
}

}  // namespace kazasu::drivers
