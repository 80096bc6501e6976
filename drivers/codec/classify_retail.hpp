#pragma once

#include <string_view>
#include <vector>

#include "kazasu/drivers/scan/classify.hpp"

namespace kazasu::drivers {

/// Readings of a scan that an EAN/UPC identifier (`E0` to `E4`) marks. Adds none if the number is not valid as any.
void add_marked_retail(std::string_view data, std::string_view identifier, std::vector<ScanCandidate>& candidates);

/// Readings as a retail number of data that nothing marks: by length and check digit.
void add_retail_by_length(std::string_view data, std::vector<ScanCandidate>& candidates);

/// The reading as GTIN-14 of what an ITF symbol holds.
void add_itf14(std::string_view data, std::vector<ScanCandidate>& candidates);

}  // namespace kazasu::drivers
