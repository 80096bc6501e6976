// A reader driver for pcscd whose reader is a SimulatedReader in another process. DEVICENAME in reader.conf is
// `kazasu:` and the path of that reader's socket. Like the driver of a USB reader with an interrupt pipe it wakes pcscd
// when a card comes or goes.
#include <poll.h>
#include <reader.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "simulators/reader_channel.hpp"

// A header of C that does not say so; its functions are all that this library shows.
#pragma GCC visibility push(default)
extern "C" {
#include <ifdhandler.h>
}
#pragma GCC visibility pop

namespace {

using namespace kazasu::simulators::channel;

constexpr std::size_t kReadersMax = 16;  // pcscd's own limit (PCSCLITE_MAX_READERS_CONTEXTS)
constexpr int kReconnectMs = 20;         // how often a reader that is not there yet is looked for

int connect_to(const std::string& path, Kind kind) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return -1;
  path.copy(address.sun_path, path.size());
  const int channel = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (channel < 0) return -1;
  if (::connect(channel, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::send(channel, &kind, 1, MSG_NOSIGNAL) == 1) {
    return channel;
  }
  ::close(channel);
  return -1;
}

void close_and_forget(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

class Reader {
 public:
  explicit Reader(std::string path) : path_(std::move(path)), stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  ~Reader() {
    close_and_forget(events_);
    close_and_forget(commands_);
    close_and_forget(stop_);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// A reader that is there and says it is unplugged is no reader; one that is not there yet may come.
  bool open() {
    const std::lock_guard lock{event_mutex_};
    take_event(100);
    return presence_ != Presence::unplugged;
  }

  /// pcscd's polling thread: until something happens, the time is over, or `stop_polling`.
  RESPONSECODE poll(int timeout_ms) {
    int waited_ms = 0;
    for (;;) {
      std::array<pollfd, 2> watched{{{stop_, POLLIN, 0}, {connected_events(), POLLIN, 0}}};
      const int step_ms = watched[1].fd >= 0 ? timeout_ms - waited_ms : std::min(kReconnectMs, timeout_ms - waited_ms);
      if (::poll(watched.data(), watched.size(), step_ms) < 0 && errno != EINTR) return IFD_COMMUNICATION_ERROR;
      std::uint64_t count = 0;
      if (watched[0].revents != 0 && ::read(stop_, &count, sizeof count) > 0) return IFD_SUCCESS;
      if (watched[1].revents != 0) break;
      waited_ms += step_ms;
      if (waited_ms >= timeout_ms) return IFD_SUCCESS;
    }
    const std::lock_guard lock{event_mutex_};
    // One event at a time, so that pcscd sees a card go even if the next one is there already.
    if (!event_taken_) take_event(0);
    event_taken_ = true;
    return IFD_SUCCESS;
  }

  void stop_polling() const {
    const std::uint64_t one = 1;
    (void)!::write(stop_, &one, sizeof one);
  }

  RESPONSECODE presence() {
    const std::lock_guard lock{event_mutex_};
    event_taken_ = false;
    if (presence_ == Presence::unplugged) return IFD_COMMUNICATION_ERROR;
    return presence_ == Presence::card ? IFD_ICC_PRESENT : IFD_ICC_NOT_PRESENT;
  }

  bool card_there() {
    const std::lock_guard lock{event_mutex_};
    return presence_ == Presence::card;
  }

  /// One command and its answer; a reader that restarted in between is looked for once more.
  RESPONSECODE command(Command command, const UCHAR* bytes, std::size_t length, std::vector<UCHAR>& answer) {
    const std::lock_guard lock{command_mutex_};
    std::vector<UCHAR> packet{static_cast<UCHAR>(command)};
    packet.insert(packet.end(), bytes, bytes + length);
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (commands_ < 0) commands_ = connect_to(path_, Kind::commands);
      if (commands_ < 0) return IFD_COMMUNICATION_ERROR;
      answer.resize(kPacketBytesMax);
      if (::send(commands_, packet.data(), packet.size(), MSG_NOSIGNAL) >= 0) {
        const ssize_t received = ::recv(commands_, answer.data(), answer.size(), 0);
        if (received > 0) {
          answer.resize(static_cast<std::size_t>(received));
          return code_of(static_cast<Outcome>(answer.front()));
        }
      }
      close_and_forget(commands_);
    }
    return IFD_COMMUNICATION_ERROR;
  }

  std::vector<UCHAR> atr;  ///< of the powered card; pcscd asks for it again

 private:
  static RESPONSECODE code_of(Outcome outcome) {
    switch (outcome) {
      case Outcome::ok: return IFD_SUCCESS;
      case Outcome::card_gone: return IFD_ICC_NOT_PRESENT;
      case Outcome::failed: return IFD_COMMUNICATION_ERROR;
      case Outcome::unplugged: return IFD_COMMUNICATION_ERROR;
      case Outcome::unsupported: return IFD_ERROR_NOT_SUPPORTED;
    }
    return IFD_COMMUNICATION_ERROR;
  }

  int connected_events() {
    const std::lock_guard lock{event_mutex_};
    if (events_ < 0) events_ = connect_to(path_, Kind::events);
    return events_;
  }

  void take_event(int wait_ms) {
    if (events_ < 0) events_ = connect_to(path_, Kind::events);
    if (events_ < 0) return;
    pollfd watched{events_, POLLIN, 0};
    if (::poll(&watched, 1, wait_ms) <= 0) return;
    if (::recv(events_, &presence_, 1, 0) == 1) return;
    close_and_forget(events_);
    presence_ = Presence::no_card;
  }

  const std::string path_;
  int stop_;
  std::mutex event_mutex_;  ///< guards the three below
  int events_ = -1;
  Presence presence_ = Presence::no_card;
  bool event_taken_ = false;  ///< by `poll`, and not yet looked at by `presence`
  std::mutex command_mutex_;  ///< guards the one below
  int commands_ = -1;
};

// The interface names readers by number, so a table for the whole library is its shape.
std::mutex table_mutex;
std::array<std::shared_ptr<Reader>, kReadersMax> table;

std::shared_ptr<Reader>* place_of(DWORD lun) {
  const std::size_t index = lun >> 16;
  return index < table.size() ? &table[index] : nullptr;
}

std::shared_ptr<Reader> reader_of(DWORD lun) {
  const std::lock_guard lock{table_mutex};
  const auto* place = place_of(lun);
  return place != nullptr ? *place : nullptr;
}

RESPONSECODE poll_reader(DWORD lun, int timeout_ms) {
  const auto reader = reader_of(lun);
  return reader != nullptr ? reader->poll(timeout_ms) : IFD_NO_SUCH_DEVICE;
}

RESPONSECODE stop_polling(DWORD lun) {
  const auto reader = reader_of(lun);
  if (reader == nullptr) return IFD_NO_SUCH_DEVICE;
  reader->stop_polling();
  return IFD_SUCCESS;
}

RESPONSECODE give(PDWORD length, PUCHAR value, const void* bytes, std::size_t size) {
  if (*length < size) return IFD_ERROR_INSUFFICIENT_BUFFER;
  std::memcpy(value, bytes, size);
  *length = size;
  return IFD_SUCCESS;
}

RESPONSECODE give_flag(PDWORD length, PUCHAR value, UCHAR flag) {
  return give(length, value, &flag, sizeof flag);
}

template <class Function>
RESPONSECODE give_function(PDWORD length, PUCHAR value, Function* function) {
  return give(length, value, &function, sizeof function);
}

}  // namespace

extern "C" {

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR device_name) {
  const std::string name{device_name};
  const std::string prefix = "kazasu:";
  if (name.compare(0, prefix.size(), prefix) != 0) return IFD_COMMUNICATION_ERROR;
  auto reader = std::make_shared<Reader>(name.substr(prefix.size()));
  if (!reader->open()) return IFD_NO_SUCH_DEVICE;
  const std::lock_guard lock{table_mutex};
  auto* place = place_of(lun);
  if (place == nullptr) return IFD_COMMUNICATION_ERROR;
  *place = std::move(reader);
  return IFD_SUCCESS;
}

RESPONSECODE IFDHCreateChannel(DWORD, DWORD) {
  return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHCloseChannel(DWORD lun) {
  const std::lock_guard lock{table_mutex};
  if (auto* place = place_of(lun)) place->reset();
  return IFD_SUCCESS;
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value) {
  const auto reader = reader_of(lun);
  switch (tag) {
    case TAG_IFD_ATR:
    case SCARD_ATTR_ATR_STRING:
      if (reader == nullptr) return IFD_NO_SUCH_DEVICE;
      return give(length, value, reader->atr.data(), reader->atr.size());
    case SCARD_ATTR_ICC_PRESENCE:
      if (reader == nullptr) return IFD_NO_SUCH_DEVICE;
      return give_flag(length, value, reader->card_there() ? 2 : 0);  // as CCID's driver says it
    case TAG_IFD_SIMULTANEOUS_ACCESS: return give_flag(length, value, kReadersMax);
    case TAG_IFD_THREAD_SAFE: return give_flag(length, value, 1);
    case TAG_IFD_SLOTS_NUMBER: return give_flag(length, value, 1);
    case TAG_IFD_POLLING_THREAD_KILLABLE: return give_flag(length, value, 0);
    case TAG_IFD_POLLING_THREAD_WITH_TIMEOUT: return give_function(length, value, &poll_reader);
    case TAG_IFD_STOP_POLLING_THREAD: return give_function(length, value, &stop_polling);
    default: return IFD_ERROR_TAG;
  }
}

RESPONSECODE IFDHSetCapabilities(DWORD, DWORD, DWORD, PUCHAR) {
  return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHSetProtocolParameters(DWORD, DWORD, UCHAR, UCHAR, UCHAR, UCHAR) {
  return IFD_SUCCESS;
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD atr_length) {
  *atr_length = 0;
  const auto reader = reader_of(lun);
  if (reader == nullptr) return IFD_NO_SUCH_DEVICE;
  const Command command = action == IFD_POWER_DOWN ? Command::power_down
                          : action == IFD_RESET    ? Command::reset
                                                   : Command::power_up;
  std::vector<UCHAR> answer;
  reader->atr.clear();
  if (const RESPONSECODE code = reader->command(command, nullptr, 0, answer); code != IFD_SUCCESS) {
    return code == IFD_NO_SUCH_DEVICE ? code : IFD_ERROR_POWER_ACTION;
  }
  if (answer.size() - 1 > MAX_ATR_SIZE) return IFD_ERROR_POWER_ACTION;
  reader->atr.assign(answer.begin() + 1, answer.end());
  std::copy(reader->atr.begin(), reader->atr.end(), atr);
  *atr_length = reader->atr.size();
  return IFD_SUCCESS;
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER, PUCHAR command, DWORD command_length, PUCHAR answer,
                               PDWORD answer_length, PSCARD_IO_HEADER) {
  const DWORD room = *answer_length;
  *answer_length = 0;
  const auto reader = reader_of(lun);
  if (reader == nullptr) return IFD_NO_SUCH_DEVICE;
  std::vector<UCHAR> packet;
  const RESPONSECODE code = reader->command(Command::transmit, command, command_length, packet);
  if (code != IFD_SUCCESS) return code;
  if (packet.size() - 1 > room) return IFD_ERROR_INSUFFICIENT_BUFFER;
  std::copy(packet.begin() + 1, packet.end(), answer);
  *answer_length = packet.size() - 1;
  return IFD_SUCCESS;
}

RESPONSECODE IFDHICCPresence(DWORD lun) {
  const auto reader = reader_of(lun);
  return reader != nullptr ? reader->presence() : IFD_NO_SUCH_DEVICE;
}

/// As the CCID driver with escapes enabled: it lists one feature, the escape, and passes that on.
RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR command, DWORD command_length, PUCHAR answer, DWORD room,
                         LPDWORD returned) {
  const DWORD escape = SCARD_CTL_CODE(1);
  if (returned == nullptr) return IFD_COMMUNICATION_ERROR;
  *returned = 0;
  if (code == CM_IOCTL_GET_FEATURE_REQUEST) {
    const std::array<UCHAR, 6> features{FEATURE_CCID_ESC_COMMAND,
                                        4,
                                        static_cast<UCHAR>(escape >> 24),
                                        static_cast<UCHAR>(escape >> 16 & 0xFF),
                                        static_cast<UCHAR>(escape >> 8 & 0xFF),
                                        static_cast<UCHAR>(escape & 0xFF)};
    *returned = room;
    return give(returned, answer, features.data(), features.size());
  }
  const auto reader = reader_of(lun);
  if (reader == nullptr) return IFD_NO_SUCH_DEVICE;
  if (code != escape) return IFD_ERROR_NOT_SUPPORTED;
  std::vector<UCHAR> packet;
  const RESPONSECODE outcome = reader->command(Command::escape, command, command_length, packet);
  if (outcome != IFD_SUCCESS) return outcome;
  *returned = room;
  return give(returned, answer, packet.data() + 1, packet.size() - 1);
}

}  // extern "C"
