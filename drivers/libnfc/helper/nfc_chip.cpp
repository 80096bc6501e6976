#include "libnfc/helper/nfc_chip.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <thread>

// Exported by libnfc and used by its own programs, but in no installed header (libnfc, chips/pn53x.h). The public
// functions list one card where two lie, and decode what they list with no check of its lengths.
extern "C" int pn53x_transceive(struct nfc_device* device, const uint8_t* command, size_t command_bytes,
                                uint8_t* answer, size_t answer_bytes, int timeout_ms);

namespace kazasu::drivers::libnfc {
namespace {

constexpr std::size_t kAnswerBytesMax = 4'096;  // an extended frame holds 265

/// The path of a serial line in "pn532_uart:PATH" or "pn532_uart:PATH:BAUD"; "" for other buses.
std::string serial_path(const std::string& connection) {
  const std::size_t path = connection.find(":/");
  if (path == std::string::npos) return {};
  return connection.substr(path + 1, connection.find(':', path + 1) - path - 1);
}

/// libnfc opens a line that another process has open, and does not say why it cannot open one.
Result<FileDescriptor> take_alone(const std::string& path) {
  if (path.empty()) return FileDescriptor{-1};
  FileDescriptor line{::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)};
  if (!line.ok()) {
    const int error = errno;
    const ErrorCode code = error == EACCES || error == EPERM ? ErrorCode::device_permission
                           : error == EBUSY                  ? ErrorCode::device_busy
                                                             : ErrorCode::device_not_found;
    return Error{code, path + ": " + std::generic_category().message(error)};
  }
  if (::flock(line.get(), LOCK_EX | LOCK_NB) != 0)
    return Error{ErrorCode::device_busy, path + " is locked by another program"};
  return line;
}

}  // namespace

Result<std::unique_ptr<NfcChip>> NfcChip::open(const std::string& connection) {
  const std::string path = serial_path(connection);
  auto line = take_alone(path);
  if (!line) return line.error();
  nfc_context* context = nullptr;
  nfc_init(&context);
  if (context == nullptr) return Error{ErrorCode::internal, "libnfc cannot be initialized"};
  std::unique_ptr<nfc_context, ContextEnd> owned_context{context};
  std::unique_ptr<nfc_device, DeviceEnd> device{nfc_open(context, connection.c_str())};
  if (device == nullptr) {
    return Error{path.empty() ? ErrorCode::device_not_found : ErrorCode::device_lost,
                 connection + ": libnfc finds no chip that answers there"};
  }
  if (line->ok()) ::ioctl(line->get(), TIOCEXCL);
  std::unique_ptr<NfcChip> chip{new NfcChip{std::move(*line), std::move(owned_context), std::move(device)}};
  if (const int code = nfc_initiator_init(chip->device_.get()); code < 0)
    return chip->error_of(code, "starting the radio");
  if (auto prepared = chip->field_.prepare(); !prepared) return prepared.error();
  return chip;
}

Error NfcChip::error_of(int code, const char* doing) const {
  const std::string text =
      std::string{"libnfc, "} + doing + ": " + nfc_strerror(device_.get()) + " (" + std::to_string(code) + ")";
  switch (code) {
    case NFC_ERFTRANS: return {ErrorCode::card_timeout, text};  // silent, or damaged on the air
    case NFC_ETGRELEASED: return {ErrorCode::card_removed, text};
    case NFC_EIO:
    case NFC_ETIMEOUT:
    case NFC_ENOTSUCHDEV: return {ErrorCode::device_lost, text};
    case NFC_EOPABORTED: return {ErrorCode::cancelled, text};
    default: return {ErrorCode::card_answer_invalid, text};
  }
}

Result<Bytes> NfcChip::command(BytesView command, int timeout_ms, const char* doing) {
  std::array<std::uint8_t, kAnswerBytesMax> answer;
  const int bytes =
      ::pn53x_transceive(device_.get(), command.data(), command.size(), answer.data(), answer.size() - 1, timeout_ms);
  if (bytes < 0) return error_of(bytes, doing);
  return Bytes{answer.begin(), answer.begin() + std::min<std::ptrdiff_t>(bytes, answer.size() - 1)};
}

void NfcChip::rest(std::chrono::milliseconds time) {
  std::this_thread::sleep_for(time);
}

}  // namespace kazasu::drivers::libnfc
