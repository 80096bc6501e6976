#pragma once

#include <nfc/nfc.h>

#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "libnfc/helper_message.hpp"
#include "system/file_descriptor.hpp"

namespace kazasu::drivers::libnfc {

/// A PN53x chip through libnfc. It may abort or crash the process: it lives in the helper only. Thread: one.
class NfcChip {
 public:
  /// `device_not_found`, `device_permission`, `device_busy`, or `device_lost` if no chip answers on the line.
  static Result<NfcChip> open(const std::string& connection);

  /// One cycle; the one card, if it is one, is selected afterwards. `interrupted` is asked between two looks.
  Result<std::vector<FoundCard>> look(std::span<const PollingStep> steps, const std::function<bool()>& interrupted);
  /// A frame to the selected card.
  Result<Bytes> exchange(const ExchangeRequest& request);

 private:
  struct ContextEnd {
    void operator()(nfc_context* context) const { nfc_exit(context); }
  };
  struct DeviceEnd {
    void operator()(nfc_device* device) const { nfc_close(device); }
  };

  NfcChip(FileDescriptor line, std::unique_ptr<nfc_context, ContextEnd> context,
          std::unique_ptr<nfc_device, DeviceEnd> device)
      : line_(std::move(line)), context_(std::move(context)), device_(std::move(device)) {}

  Result<void> prepare();
  Result<Bytes> command(BytesView command, int timeout_ms, const char* doing);
  struct Found {
    std::vector<FoundCard> cards;
    const PollingStep* at = nullptr;  ///< the step that found the first
    bool together = false;            ///< one look found several
  };
  Result<Found> look_around(std::span<const PollingStep> steps, const std::function<bool()>& interrupted);
  Result<void> look_at(std::span<const PollingStep> steps, const std::function<bool()>& interrupted, Found& found);
  Result<std::vector<FoundCard>> look_once(const PollingStep& step);
  Result<bool> still_there();
  Result<void> restart_field();
  [[nodiscard]] Error error_of(int code, const char* doing) const;

  FileDescriptor line_;  ///< holds the lock; closes last
  std::unique_ptr<nfc_context, ContextEnd> context_;
  std::unique_ptr<nfc_device, DeviceEnd> device_;
  std::optional<FoundCard> selected_;
  bool activated_ = false;  ///< an ISO 14443 card was, since the field came on
};

}  // namespace kazasu::drivers::libnfc
