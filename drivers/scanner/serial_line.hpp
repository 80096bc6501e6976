#pragma once

#include <boost/asio/serial_port.hpp>

#include "kazasu/values/result.hpp"
#include "scanner/serial_settings.hpp"

namespace kazasu::drivers {

/// Opens and sets the line and takes it for this process alone; what was waiting in it is dropped. Fails:
/// `device_not_found`, `device_permission`, `device_busy`, or `configuration_invalid` for what is no serial line or
/// cannot be set so.
Result<void> open_serial_line(boost::asio::serial_port& port, const SerialLineSettings& settings);

/// Closes it, so that others may open it again.
void close_serial_line(boost::asio::serial_port& port);

}  // namespace kazasu::drivers
