#pragma once

#include <string>

#include "kazasu/seams/transport.hpp"
#include "kazasu/v1/sync.pb.h"

namespace kazasu::sync {

/// The error that an answer other than 200 stands for, by the code that the ledger names; `refused_as` when it names
/// none.
Error error_of(const TransportAnswer& answer, ErrorCode refused_as);

/// The message in a body; `ledger_answer_invalid` if it is not one.
template <class Message>
Result<Message> parse_answer(const TransportAnswer& answer, ErrorCode refused_as = ErrorCode::ledger_refused) {
  if (answer.status != 200) return error_of(answer, refused_as);
  Message message;
  if (!message.ParseFromArray(answer.body.data(), static_cast<int>(answer.body.size()))) {
    return Error{ErrorCode::ledger_answer_invalid, Message::descriptor()->name() + ": the body is not such a message"};
  }
  return message;
}

template <class Message>
Bytes body_of(const Message& message) {
  const std::string bytes = message.SerializeAsString();
  return {bytes.begin(), bytes.end()};
}

}  // namespace kazasu::sync
