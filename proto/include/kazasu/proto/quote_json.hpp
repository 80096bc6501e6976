#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kazasu/values/quote.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/return.hpp"

/// Quotes and returns as JSON (pricing.md, sections 1, 6 and 7). What is read is checked for form only; errors are
/// those of message_json.hpp and quote_messages.hpp and begin with the field. Pure but for the tz database, which is
/// asked when a program brings no offsets; any thread.
namespace kazasu::proto {

Result<QuoteRequest> quote_request_from_json(std::string_view json);
std::string quote_request_to_json(const QuoteRequest& request);
std::string quote_to_json(const Quote& quote);

Result<ReturnRequest> return_request_from_json(std::string_view json);
std::string returns_to_json(std::span<const QuotedReturn> returns);

}  // namespace kazasu::proto
