#pragma once

#include "libnfc/helper_process.hpp"
#include "nfc/card_link.hpp"

namespace kazasu::drivers::libnfc {

/// FeliCa frames to the card that the helper has selected. The helper outlives it.
class HelperLink final : public CardLink {
 public:
  explicit HelperLink(HelperProcess& helper) : helper_(helper) {}
  Result<Bytes> exchange(BytesView frame, std::int64_t time_limit_us) override;

 private:
  HelperProcess& helper_;
};

}  // namespace kazasu::drivers::libnfc
