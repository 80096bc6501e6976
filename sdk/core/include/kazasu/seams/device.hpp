#pragma once

#include <cstdint>

#include <string>

#include "kazasu/values/error.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/sighting.hpp"

namespace kazasu {

/// A device came, went or failed.
struct DeviceNotice {
  enum class Kind { ready, lost, card_removed, failed };
  std::string device;  ///< URI
  Kind kind = Kind::ready;
  Error error{ErrorCode::internal, {}};  ///< with `lost` and `failed`
  std::int64_t monotonic_ns = 0;
};

/// Where devices post what they see. Thread: any, several at once. Blocks: never.
class DeviceSink {
 public:
  virtual ~DeviceSink() = default;
  virtual void on_sighting(Sighting sighting) = 0;
  virtual void on_notice(DeviceNotice notice) = 0;
};

/// Something that sees: a card reader or a scanner. It works on a thread of its own between `start` and `stop`
/// and touches nothing of the application but the sink.
class SensingDevice {
 public:
  virtual ~SensingDevice() = default;  ///< stops
  [[nodiscard]] virtual const std::string& uri() const = 0;
  /// Begins to sense. A device that is not there yet is no error: notices tell when it comes. `sink` outlives `stop`.
  virtual Result<void> start(DeviceSink& sink) = 0;
  /// Returns within 100 ms; nothing is posted afterwards.
  virtual void stop() = 0;
};

}  // namespace kazasu
