#pragma once

#include "nfc/apdu_transport.hpp"
#include "nfc/card_link.hpp"

namespace kazasu::drivers {

/// Polling, reading and writing of one service on a reader that carries no FeliCa frames but has Sony's storage
/// commands: the frames of FeliCa go in and come out, as of a link that carries them. Others are `unsupported`, and so
/// is Polling for a system that the reader cannot tell: it knows a card by IDm and PMm alone, so 88B4 is answered by
/// Lite-S cards and FFFF by all. `card` outlives it.
class FelicaStorageLink final : public CardLink {
 public:
  explicit FelicaStorageLink(ApduTransport& card) : card_(card) {}
  Result<Bytes> exchange(BytesView frame, std::int64_t) override;

 private:
  Result<Bytes> poll(BytesView frame);
  Result<Bytes> access_blocks(BytesView frame);

  ApduTransport& card_;
};

}  // namespace kazasu::drivers
