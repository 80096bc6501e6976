#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/scanner.hpp"
#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {

class SimulatedOutlet;

/// A scanner with no hardware, driven by the program that made it. It has no thread: what it is told it posts at once,
/// from the caller's thread; before `start`, after `stop` and while unplugged it posts nothing. Thread: any.
class SimulatedScanner final : public Scanner {
 public:
  /// Its URI is `simulated:<name>`. `clock` outlives it.
  SimulatedScanner(std::string_view name, Clock& clock);
  ~SimulatedScanner() override;

  [[nodiscard]] const std::string& uri() const override;
  Result<void> start(DeviceSink& sink) override;
  void stop() override;

  /// One scan; `symbology` as in ScanSighting: "E0", or "" for a scanner that sends no identifier.
  void scan(std::string_view symbology, BytesView data);
  void scan(std::string_view symbology, std::string_view data) { scan(symbology, as_bytes(data)); }
  /// A scan that is none, as `scan_broken`; posted as a `failed` notice.
  void fail(ErrorCode code);
  void unplug();
  void replug();

 private:
  std::unique_ptr<SimulatedOutlet> outlet_;
};

}  // namespace kazasu::drivers
