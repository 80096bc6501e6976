#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kazasu/values/quote.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/return.hpp"

/// Quotes and returns as JSON: protobuf's JSON form with snake_case names. Errors are `message_invalid` or
/// `offer_unsupported` and name the field.
namespace kazasu::proto {

Result<QuoteRequest> quote_request_from_json(std::string_view json);
std::string quote_to_json(const Quote& quote);

Result<ReturnRequest> return_request_from_json(std::string_view json);
std::string returns_to_json(std::span<const QuotedReturn> returns);

}  // namespace kazasu::proto
