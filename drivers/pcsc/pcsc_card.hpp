#pragma once

#include <string>
#include <winscard.h>

#include "codec/apdu.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers::pcsc {

/// A connection to the card in one reader, in a transaction of its own; both end with it.
class PcscCard {
 public:
  static Result<PcscCard> connect(SCARDCONTEXT context, const std::string& reader);
  PcscCard(PcscCard&& other) noexcept;
  PcscCard& operator=(PcscCard&&) = delete;
  ~PcscCard();

  /// One APDU. An empty success, which pcscd gives when a card vanishes in the middle, is `card_outcome_unknown`.
  Result<apdu::Answer> transmit(const Bytes& command);
  [[nodiscard]] const Bytes& atr() const { return atr_; }

 private:
  PcscCard(SCARDHANDLE handle, DWORD protocol, Bytes atr);

  SCARDHANDLE handle_;
  DWORD protocol_;
  Bytes atr_;
};

}  // namespace kazasu::drivers::pcsc
