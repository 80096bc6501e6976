#pragma once

#include <memory>
#include <string>
#include <variant>

#include "kazasu/drivers/device_uri.hpp"
#include "kazasu/drivers/scan/length_framer.hpp"
#include "kazasu/drivers/scan/scan_framer.hpp"
#include "kazasu/drivers/scan/ssi_framer.hpp"
#include "scanner/uri_reader.hpp"

namespace kazasu::drivers {

/// A serial line's electrical side.
struct SerialLineSettings {
  enum class Parity { none, odd, even };
  enum class Flow { none, rts_cts, xon_xoff };
  std::string path;
  unsigned baud = 115'200;
  unsigned data_bits = 8;
  Parity parity = Parity::none;
  unsigned stop_bits = 1;
  Flow flow = Flow::none;
};

struct SerialSettings {
  SerialLineSettings line;
  std::variant<ScanFraming, LengthFraming, SsiFraming> framing;
  ScanContentSettings content;
  bool acknowledge = false;  ///< each frame is answered: ACK to a whole one, NAK to a broken one
  Bytes on_open;             ///< sent when the line opens
};

std::unique_ptr<LineFramer> make_framer(const SerialSettings& settings);

/// The parameters of serial_scanner.hpp. Fails: `configuration_invalid`, naming parameter and allowed values.
Result<SerialSettings> parse_serial_settings(const DeviceUri& uri);

}  // namespace kazasu::drivers
