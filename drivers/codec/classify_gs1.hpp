#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "kazasu/drivers/scan/classify.hpp"
#include "kazasu/drivers/scan/gs1.hpp"
#include "kazasu/drivers/scan/iso15434.hpp"

namespace kazasu::drivers {

/// The one reading of elements that have been read: a coupon, a product, a member's number, a logistic unit, or others.
void add_gs1(std::span<const Gs1Element> elements, std::string_view form, std::string_view reason,
             std::vector<ScanCandidate>& candidates);

/// The reading of an ISO/IEC 15434 message: of its GS1 envelope if it has one.
void add_iso15434(std::span<const Iso15434Envelope> envelopes, std::vector<ScanCandidate>& candidates);

}  // namespace kazasu::drivers
