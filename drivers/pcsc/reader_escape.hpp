#pragma once

#include <winscard.h>

#include <string>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers::pcsc {

/// A connection to a reader itself, whether a card lies on it or not, for commands that its maker defines: CCID's
/// escape (nfc.md, 3.4). Ends with the object. Thread: that of the context.
class ReaderEscape {
 public:
  static Result<ReaderEscape> connect(SCARDCONTEXT context, const std::string& reader);
  ReaderEscape(ReaderEscape&& other) noexcept;
  ReaderEscape& operator=(ReaderEscape&&) = delete;
  ~ReaderEscape();

  /// The reader's answer, which need not end with a status word. `unsupported` if its driver lets no escape commands
  /// through; `device_lost`, `service_unavailable` and the like as elsewhere.
  Result<Bytes> send(BytesView command);

 private:
  ReaderEscape(SCARDHANDLE handle, DWORD code) : handle_(handle), code_(code) {}

  SCARDHANDLE handle_;  ///< 0 when moved from
  DWORD code_;          ///< the control code of an escape
};

}  // namespace kazasu::drivers::pcsc
