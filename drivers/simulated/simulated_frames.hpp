#pragma once

#include <string_view>

#include "scanner/hid_pos_pipeline.hpp"
#include "scanner/scan_outlet.hpp"
#include "scanner/serial_pipeline.hpp"
#include "scanner/wedge_pipeline.hpp"
#include "simulated/simulated_outlet.hpp"

namespace kazasu::drivers {

/// What a simulated scanner sends, in the frames of real ones, through the same code that reads real ones.
/// One thread at a time.
class SimulatedFrames {
 public:
  SimulatedFrames(SimulatedOutlet& outlet, Clock& clock);

  /// A whole scan as a serial line carries it: identifier, data, CR.
  void scan_by_line(std::string_view symbology, BytesView data);
  /// As HID POS reports of 64 bytes.
  void scan_by_reports(std::string_view symbology, BytesView data);
  /// As keys of the US layout with Enter; `invalid_argument` for what has no key.
  Result<void> scan_by_keys(std::string_view symbology, std::string_view data);

  void send_line(BytesView bytes);
  void send_report(BytesView report);
  /// `5+ 5- 28+ 28-`: key codes pressed, released (-) or repeated (~); DROP: the kernel dropped some. Fails:
  /// `invalid_argument`.
  Result<void> press_keys(std::string_view keys);
  /// Nothing more comes for long.
  void fall_silent();

 private:
  void press(std::uint16_t type, std::uint16_t code, int value);

  class Sink final : public DeviceSink {
   public:
    explicit Sink(SimulatedOutlet& outlet) : outlet_(outlet) {}
    void on_sighting(Sighting sighting) override;
    void on_notice(DeviceNotice notice) override;

   private:
    SimulatedOutlet& outlet_;
  };

  Sink sink_;
  ScanOutlet scans_;
  SerialPipeline line_;
  HidPosPipeline reports_;
  WedgePipeline keys_;
};

}  // namespace kazasu::drivers
