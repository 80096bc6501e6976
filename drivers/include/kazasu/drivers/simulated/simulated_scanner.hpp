#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/scanner.hpp"
#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {

class SimulatedFrames;
class SimulatedOutlet;

/// A scanner with no hardware, driven by the program that made it. It has no thread: what it is told it posts at once,
/// from the caller's thread; before `start`, after `stop` and while unplugged it posts nothing. What it sends goes in
/// the frames of real scanners through the code that reads those, so that a cut, overlong or garbled scan fails as
/// theirs do. Thread: any.
class SimulatedScanner final : public Scanner {
 public:
  /// Its URI is `simulated:<name>`. `clock` outlives it.
  SimulatedScanner(std::string_view name, Clock& clock);
  ~SimulatedScanner() override;

  [[nodiscard]] const std::string& uri() const override;
  Result<void> start(DeviceSink& sink) override;
  void stop() override;

  /// One scan, as a serial line carries it; `symbology` as in ScanSighting: "E0", or "" for a scanner that sends no
  /// identifier.
  void scan(std::string_view symbology, BytesView data);
  void scan(std::string_view symbology, std::string_view data) { scan(symbology, as_bytes(data)); }
  /// One scan as HID POS reports.
  void scan_by_reports(std::string_view symbology, BytesView data);
  /// One scan as keys of the US layout. Fails: `invalid_argument` for a character that has no key.
  Result<void> scan_by_keys(std::string_view symbology, std::string_view data);

  /// Bytes of a serial line as they are: `send("49012"); fall_silent();` is a broken scan.
  void send(BytesView bytes);
  void send(std::string_view bytes) { send(as_bytes(bytes)); }
  /// A HID POS report as it is: 64 bytes, 02, count, identifier, 56 of data, two, flags.
  void send_report(BytesView report);
  /// `5+ 5- 28+ 28-`: Linux key codes pressed and released; `DROP` for keys that the kernel lost. Fails:
  /// `invalid_argument`.
  Result<void> press_keys(std::string_view keys);
  /// Nothing more comes for so long that a scan under way is over.
  void fall_silent();

  /// A scan that is none, as `scan_broken`; posted as a `failed` notice.
  void fail(ErrorCode code);
  void unplug();
  void replug();
  /// It cannot be opened any more, as `device_busy` or `device_permission`, until `replug`.
  void refuse(ErrorCode code);

 private:
  std::unique_ptr<SimulatedOutlet> outlet_;
  std::mutex mutex_;  ///< guards the frames
  std::unique_ptr<SimulatedFrames> frames_;
};

}  // namespace kazasu::drivers
