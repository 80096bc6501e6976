#include "fuzz.hpp"
#include "kazasu/drivers/scan/classify.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  static const ScanConfiguration plain;
  static const ScanConfiguration program{
      .member_numbers = {
          {.name = "card", .lengths = {12, 15}, .prefix = "28", .check = CheckScheme::m10w3, .drop_separators = true},
          {.name = "nw7", .lengths = {6}, .prefix = "", .check = CheckScheme::mod16}}};
  static constexpr const char* kIdentifiers[] = {"",   "E0", "E1", "E3", "E4", "C0", "C1", "F0",
                                                 "Q1", "Q2", "Q3", "d2", "e0", "I1", "X0", "zz"};
  for (const char* identifier : kIdentifiers) {
    const ScanSighting scan{identifier, {input.begin(), input.end()}};
    for (const auto* configuration : {&plain, &program}) {
      const auto candidates = classify_scan(scan, *configuration);
      require(candidates.empty() == input.empty(), "whatever is scanned has a reading");
      for (const auto& candidate : candidates) {
        require(!candidate.reason.empty(), "every reading has a reason");
        if (candidate.kind == ScanKind::product) require(candidate.value.size() == 14, "a product is a GTIN-14");
        if (candidate.kind == ScanKind::payment_code) require(candidate.value.empty(), "payment codes are not kept");
      }
    }
  }
}

KAZASU_FUZZ_TARGET
