#pragma once

#include <winscard.h>

#include <memory>
#include <string>

#include "nfc/apdu_transport.hpp"

namespace kazasu::drivers::pcsc {

/// A shared connection to the card in one reader, in a transaction of its own; both end with it and leave the card as
/// it is. Thread: that of the context.
class PcscCard final : public ApduTransport {
 public:
  static Result<PcscCard> connect(SCARDCONTEXT context, const std::string& reader);
  PcscCard(PcscCard&& other) noexcept;
  PcscCard& operator=(PcscCard&&) = delete;
  ~PcscCard() override;

  /// One APDU. Blocks until the card answers or the reader gives it up; PC/SC cannot cancel it.
  Result<apdu::Answer> transmit(BytesView command) override;
  /// The answer to reset, as the daemon has it.
  Result<Bytes> atr();

 private:
  PcscCard(SCARDHANDLE handle, DWORD protocol) : handle_(handle), protocol_(protocol) {}

  SCARDHANDLE handle_;  ///< 0 when moved from
  DWORD protocol_;
  std::unique_ptr<std::uint8_t[]> answer_;  ///< made at the first command
};

}  // namespace kazasu::drivers::pcsc
