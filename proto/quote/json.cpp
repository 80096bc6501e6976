#include <google/protobuf/util/json_util.h>

#include "kazasu/proto/quote_json.hpp"
#include "kazasu/proto/quote_messages.hpp"

namespace kazasu::proto {
namespace {

constexpr std::size_t kJsonBytesMax = 64 * 1024 * 1024;

template <class Message>
Result<Message> parse(std::string_view json) {
  if (json.size() > kJsonBytesMax) return Error{ErrorCode::limit_exceeded, "more than 64 MiB of JSON"};
  Message message;
  const auto status = google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &message);
  if (status.ok()) return message;
  const std::string why{status.message()};
  // A reward that the schema does not have is an offer of a kind that this build cannot calculate.
  const bool unknown_reward = why.find("reward") != std::string::npos && why.find("Cannot find field") != std::string::npos;
  return Error{unknown_reward ? ErrorCode::offer_unsupported : ErrorCode::message_invalid, why};
}

template <class Message>
std::string print(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  [[maybe_unused]] const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  return json;
}

}  // namespace

Result<QuoteRequest> quote_request_from_json(std::string_view json) {
  auto message = parse<v1::QuoteRequest>(json);
  if (!message) return message.error();
  return quote_request_from_message(*message);
}

std::string quote_to_json(const Quote& quote) { return print(to_message(quote)); }

Result<ReturnRequest> return_request_from_json(std::string_view json) {
  auto message = parse<v1::ReturnRequest>(json);
  if (!message) return message.error();
  return return_request_from_message(*message);
}

std::string returns_to_json(std::span<const QuotedReturn> returns) {
  v1::ReturnAnswer answer;
  for (const QuotedReturn& quoted : returns) {
    auto& added = *answer.add_returns();
    *added.mutable_booked() = to_message(quoted.booked);
    *added.mutable_state() = to_message(quoted.state);
  }
  return print(answer);
}

}  // namespace kazasu::proto
