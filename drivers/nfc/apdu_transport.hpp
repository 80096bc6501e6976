#pragma once

#include "codec/apdu.hpp"

namespace kazasu::drivers {

/// APDUs to a reader, or through it to a card.
class ApduTransport {
 public:
  virtual ~ApduTransport() = default;
  /// Blocks until the answer. Fails as CardLink::exchange does.
  virtual Result<apdu::Answer> transmit(BytesView command) = 0;
};

/// The answer of a transmission that PC/SC calls a success. With no bytes at all, which is what some readers make of a
/// card that leaves in the middle, it is `card_outcome_unknown`.
inline Result<apdu::Answer> answer_of_success(BytesView bytes) {
  if (bytes.empty())
    return Error{ErrorCode::card_outcome_unknown, "sending to the card: success, but no byte came back"};
  return apdu::split_answer(bytes);
}

}  // namespace kazasu::drivers
