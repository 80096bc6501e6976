#include "kazasu/drivers/pcsc/reader_firmware.hpp"

#include "codec/acr122u.hpp"
#include "pcsc/deadline.hpp"
#include "pcsc/pcsc_error.hpp"
#include "pcsc/reader_escape.hpp"
#include "quirks/pcsc_readers.hpp"

namespace kazasu::drivers {
namespace {

Result<std::string> ask(SCARDCONTEXT context, const std::string& reader) {
  auto escape = pcsc::ReaderEscape::connect(context, reader);
  if (!escape) return escape.error();
  auto answer = escape->send(acr122u::firmware_command());
  if (!answer) return answer.error();
  return acr122u::parse_firmware(*answer);
}

Result<std::string> connect_and_ask(const std::string& reader) {
  SCARDCONTEXT context = 0;
  const LONG code = ::SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context);
  if (code != SCARD_S_SUCCESS) return pcsc::access_error(code, "asking for the PC/SC service");
  auto firmware = ask(context, reader);
  ::SCardReleaseContext(context);
  return firmware;
}

}  // namespace

Result<std::string> pcsc_reader_firmware(const std::string& reader) {
  if (!quirk_of(reader).tells_firmware)
    return Error{ErrorCode::not_found, "no command is known by which this reader tells its firmware"};
  return pcsc::within_deadline<std::string>([reader] { return connect_and_ask(reader); });
}

}  // namespace kazasu::drivers
