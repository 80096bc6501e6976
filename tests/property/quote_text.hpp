#pragma once

#include <string>

#include "kazasu/values/quote.hpp"

namespace kazasu::property {

/// A quote as lines of text, to compare and to read. Leaves out what is for people (`wanted`, `found`) and `hints`.
std::string text_of(const Quote& quote);

}  // namespace kazasu::property
