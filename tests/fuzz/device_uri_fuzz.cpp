#include "kazasu/drivers/device_uri.hpp"

#include "fuzz.hpp"
#include "scanner/serial_settings.hpp"

void kazasu::fuzz::run(BytesView input) {
  const auto uri = drivers::parse_device_uri(as_text(input));
  if (!uri) return;
  require(!uri->scheme.empty() && !uri->path.empty(), "a URI has a scheme and a path");
  (void)drivers::parse_serial_settings(*uri);
}

KAZASU_FUZZ_TARGET
