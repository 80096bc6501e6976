#include "kazasu/proto/message_json.hpp"
#include "kazasu/proto/quote_json.hpp"
#include "kazasu/proto/quote_messages.hpp"

namespace kazasu::proto {

Result<QuoteRequest> quote_request_from_json(std::string_view json) {
  v1::QuoteRequest message;
  if (auto read = message_from_json(json, message); !read) return read.error();
  return quote_request_from_message(message);
}

std::string quote_request_to_json(const QuoteRequest& request) {
  return message_to_json(to_message(request));
}

std::string quote_to_json(const Quote& quote) {
  return message_to_json(to_message(quote));
}

Result<ReturnRequest> return_request_from_json(std::string_view json) {
  v1::ReturnRequest message;
  if (auto read = message_from_json(json, message); !read) return read.error();
  return return_request_from_message(message);
}

std::string returns_to_json(std::span<const QuotedReturn> returns) {
  v1::ReturnAnswer answer;
  for (const QuotedReturn& quoted : returns) *answer.add_returns() = to_message(quoted);
  return message_to_json(answer);
}

}  // namespace kazasu::proto
