#include "kazasu/sync/authorization.hpp"

#include "sync/ledger_answer.hpp"

namespace kazasu::sync {

TransportRequest authorize_request(const v1::AuthorizeRequest& request) {
  return {"POST", "/v1/authorize", body_of(request)};
}

Result<v1::AuthorizeAnswer> authorize_answer(const v1::AuthorizeRequest& request, const TransportAnswer& answer) {
  auto message = parse_answer<v1::AuthorizeAnswer>(answer);
  if (!message) return message.error();
  const bool held = message->points() >= request.points() && message->ends_unix_ms() >= message->ledger_unix_ms();
  if (request.points() > 0 && !held)
    return Error{ErrorCode::ledger_answer_invalid, "AuthorizeAnswer: it is not of what was asked for"};
  return *message;
}

}  // namespace kazasu::sync
