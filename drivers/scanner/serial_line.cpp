#include "scanner/serial_line.hpp"

#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <cerrno>
#include <optional>
#include <string>

namespace kazasu::drivers {
namespace {

using boost::asio::serial_port;
using boost::asio::serial_port_base;
using boost::system::error_code;

Error open_error(const std::string& path, const error_code& error) {
  const auto with = [&](ErrorCode code) { return Error{code, path + ": " + error.message()}; };
  switch (error.value()) {
    case EACCES:
    case EPERM: return with(ErrorCode::device_permission);
    case EBUSY: return with(ErrorCode::device_busy);
    case ENOTTY:
    case EISDIR:
    case ELOOP: return {ErrorCode::configuration_invalid, path + " is not a serial line"};
    default: return with(ErrorCode::device_not_found);
  }
}

/// TIOCEXCL stops other programs (but not root), the lock stops those that ask for it, root or not.
Result<void> take_alone(serial_port& port, const std::string& path) {
  if (::flock(port.native_handle(), LOCK_EX | LOCK_NB) != 0) {
    return Error{ErrorCode::device_busy, path + " is locked by another program"};
  }
  if (::ioctl(port.native_handle(), TIOCEXCL) != 0) return open_error(path, {errno, boost::system::system_category()});
  return {};
}

Result<void> set_line(serial_port& port, const SerialLineSettings& settings) {
  using Parity = SerialLineSettings::Parity;
  const auto parity = settings.parity == Parity::none  ? serial_port_base::parity::none
                      : settings.parity == Parity::odd ? serial_port_base::parity::odd
                                                       : serial_port_base::parity::even;
  const auto stop = settings.stop_bits == 2 ? serial_port_base::stop_bits::two : serial_port_base::stop_bits::one;
  using Flow = SerialLineSettings::Flow;
  const auto flow = settings.flow == Flow::none      ? serial_port_base::flow_control::none
                    : settings.flow == Flow::rts_cts ? serial_port_base::flow_control::hardware
                                                     : serial_port_base::flow_control::software;
  const auto refused = [&](const std::string& what, const error_code& error) {
    return Error{ErrorCode::configuration_invalid, settings.path + " does not take " + what + ": " + error.message()};
  };
  std::optional<Error> problem;
  const auto set = [&](const char* what, const auto& option) {
    error_code error;
    port.set_option(option, error);
    if (error && !problem) problem = refused(what, error);
  };
  set("this baud", serial_port_base::baud_rate{settings.baud});
  set("these data bits", serial_port_base::character_size{settings.data_bits});
  set("this parity", serial_port_base::parity{parity});
  set("these stop bits", serial_port_base::stop_bits{stop});
  set("this flow control", serial_port_base::flow_control{flow});
  if (problem) return *problem;
  // Asio sets IGNPAR, with which a byte of wrong parity vanishes and a shorter number stays. Without it the byte reads
  // as NUL, which makes the scan invalid.
  termios line{};
  if (::tcgetattr(port.native_handle(), &line) != 0)
    return refused("settings", {errno, boost::system::system_category()});
  line.c_iflag &= ~static_cast<tcflag_t>(IGNPAR | PARMRK);
  if (settings.parity != Parity::none) line.c_iflag |= INPCK;
  if (::tcsetattr(port.native_handle(), TCSANOW, &line) != 0) {
    return refused("settings", {errno, boost::system::system_category()});
  }
  ::tcflush(port.native_handle(), TCIFLUSH);
  return {};
}

}  // namespace

Result<void> open_serial_line(serial_port& port, const SerialLineSettings& settings) {
  error_code error;
  port.open(settings.path, error);
  if (error) return open_error(settings.path, error);
  auto opened = take_alone(port, settings.path);
  if (opened) {
    opened = set_line(port, settings);
    if (!opened) ::ioctl(port.native_handle(), TIOCNXCL);
  }
  if (!opened) port.close(error);
  return opened;
}

void close_serial_line(serial_port& port) {
  if (!port.is_open()) return;
  // What the scanner never took (its CTS is down) would be waited for in close(2): 30 s by the kernel's default.
  ::tcflush(port.native_handle(), TCIOFLUSH);
  // While anyone else holds the line open, TIOCEXCL would outlive this descriptor.
  ::ioctl(port.native_handle(), TIOCNXCL);
  error_code ignored;
  port.close(ignored);
}

}  // namespace kazasu::drivers
