#pragma once

#include <nfc/nfc.h>

#include <memory>
#include <string>

#include "libnfc/helper_message.hpp"
#include "nfc/pn53x_field.hpp"
#include "system/file_descriptor.hpp"

namespace kazasu::drivers::libnfc {

/// A PN53x chip through libnfc. It may abort or crash the process: it lives in the helper only. Thread: one.
class NfcChip final : private ChipTransport {
 public:
  /// `device_not_found`, `device_permission`, `device_busy`, or `device_lost` if no chip answers on the line.
  static Result<std::unique_ptr<NfcChip>> open(const std::string& connection);

  /// The cards on its antenna.
  [[nodiscard]] Pn53xField& field() { return field_; }

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

  Result<Bytes> command(BytesView command, int timeout_ms, const char* doing) override;
  void rest(std::chrono::milliseconds time) override;
  [[nodiscard]] Error error_of(int code, const char* doing) const;

  FileDescriptor line_;  ///< holds the lock; closes last
  std::unique_ptr<nfc_context, ContextEnd> context_;
  std::unique_ptr<nfc_device, DeviceEnd> device_;
  Pn53xField field_{*this};
};

}  // namespace kazasu::drivers::libnfc
