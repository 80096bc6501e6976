// A PC/SC-Lite reader driver (IFD handler 3.0) whose reader and card live in another process, behind a unix socket named by
// DEVICENAME. It behaves like a USB reader with an interrupt pipe: pcscd's polling thread waits in the driver and is woken
// when a card comes or goes.
#include <poll.h>
#include <reader.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "simulators/reader_link.hpp"

extern "C" {
#include <ifdhandler.h>
}

namespace {

using kazasu::simulators::ReaderLink;
using kazasu::simulators::ReaderRequest;

/// One reader: requests go over one connection, card events come over another.
class Channel {
 public:
  explicit Channel(const std::string& socket) : requests_(socket, 'R'), events_(socket, 'E'), stop_(::eventfd(0, EFD_CLOEXEC)) {}
  ~Channel() { ::close(stop_); }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  [[nodiscard]] bool open() const { return requests_.open() && events_.open(); }

  bool ask(ReaderRequest request, const std::vector<std::uint8_t>& body, std::vector<std::uint8_t>& answer) {
    const std::lock_guard lock{mutex_};
    return requests_.send(static_cast<std::uint8_t>(request), body) && requests_.receive(answer);
  }

  /// Until a card came or went, `stop`, or the time is over.
  RESPONSECODE wait(int timeout_ms) {
    std::array<pollfd, 2> watched{{{events_.descriptor(), POLLIN, 0}, {stop_, POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), timeout_ms) <= 0) return IFD_SUCCESS;
    if ((watched[0].revents & POLLIN) != 0) {
      std::array<std::uint8_t, 64> events;
      if (::read(events_.descriptor(), events.data(), events.size()) <= 0) return IFD_NO_SUCH_DEVICE;
    }
    if ((watched[1].revents & POLLIN) != 0) {
      std::uint64_t count = 0;
      (void)!::read(stop_, &count, sizeof count);
    }
    return IFD_SUCCESS;
  }

  void stop() {
    const std::uint64_t one = 1;
    (void)!::write(stop_, &one, sizeof one);
  }

 private:
  std::mutex mutex_;
  ReaderLink requests_;
  ReaderLink events_;
  int stop_;
};

// pcscd calls a driver through C functions that know a reader only by its number, so the table of readers is the library's.
std::mutex table_mutex;
std::map<DWORD, std::shared_ptr<Channel>> table;

std::shared_ptr<Channel> channel_of(DWORD lun) {
  const std::lock_guard lock{table_mutex};
  const auto found = table.find(lun);
  return found == table.end() ? nullptr : found->second;
}

RESPONSECODE wait_for_event(DWORD lun, int timeout_ms) {
  const auto channel = channel_of(lun);
  return channel ? channel->wait(timeout_ms) : IFD_NO_SUCH_DEVICE;
}

RESPONSECODE stop_waiting(DWORD lun) {
  if (const auto channel = channel_of(lun)) channel->stop();
  return IFD_SUCCESS;
}

template <class Function>
RESPONSECODE give_function(Function function, PDWORD length, PUCHAR value) {
  if (*length < sizeof function) return IFD_ERROR_INSUFFICIENT_BUFFER;
  std::memcpy(value, &function, sizeof function);
  *length = sizeof function;
  return IFD_SUCCESS;
}

RESPONSECODE give_bytes(const std::vector<std::uint8_t>& bytes, DWORD most, PDWORD length, PUCHAR value) {
  if (bytes.size() > most) return IFD_ERROR_INSUFFICIENT_BUFFER;
  std::copy(bytes.begin(), bytes.end(), value);
  *length = bytes.size();
  return IFD_SUCCESS;
}

}  // namespace

extern "C" {

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR device_name) {
  auto channel = std::make_shared<Channel>(device_name);
  if (!channel->open()) return IFD_COMMUNICATION_ERROR;
  const std::lock_guard lock{table_mutex};
  table[lun] = std::move(channel);
  return IFD_SUCCESS;
}

RESPONSECODE IFDHCreateChannel(DWORD, DWORD) { return IFD_NOT_SUPPORTED; }

RESPONSECODE IFDHCloseChannel(DWORD lun) {
  const std::lock_guard lock{table_mutex};
  table.erase(lun);
  return IFD_SUCCESS;
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD length, PUCHAR value) {
  switch (tag) {
    case TAG_IFD_POLLING_THREAD_WITH_TIMEOUT: return give_function(&wait_for_event, length, value);
    case TAG_IFD_STOP_POLLING_THREAD: return give_function(&stop_waiting, length, value);
    case TAG_IFD_ATR:
    case SCARD_ATTR_ATR_STRING: {
      const auto channel = channel_of(lun);
      std::vector<std::uint8_t> atr;
      if (!channel || !channel->ask(ReaderRequest::atr, {}, atr)) return IFD_NO_SUCH_DEVICE;
      return give_bytes(atr, *length, length, value);
    }
    case TAG_IFD_SIMULTANEOUS_ACCESS:
    case TAG_IFD_SLOTS_NUMBER:
    case TAG_IFD_THREAD_SAFE:
    case TAG_IFD_SLOT_THREAD_SAFE:
      if (*length < 1) return IFD_ERROR_INSUFFICIENT_BUFFER;
      *length = 1;
      *value = tag == TAG_IFD_SIMULTANEOUS_ACCESS ? 16 : tag == TAG_IFD_SLOT_THREAD_SAFE ? 0 : 1;
      return IFD_SUCCESS;
    default: return IFD_ERROR_TAG;
  }
}

RESPONSECODE IFDHSetCapabilities(DWORD, DWORD, DWORD, PUCHAR) { return IFD_NOT_SUPPORTED; }
RESPONSECODE IFDHSetProtocolParameters(DWORD, DWORD, UCHAR, UCHAR, UCHAR, UCHAR) { return IFD_SUCCESS; }

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD atr_length) {
  *atr_length = 0;
  const auto channel = channel_of(lun);
  std::vector<std::uint8_t> answer;
  const auto request = action == IFD_POWER_DOWN ? ReaderRequest::power_down : ReaderRequest::power_up;
  if (!channel || !channel->ask(request, {}, answer)) return IFD_NO_SUCH_DEVICE;
  if (action == IFD_POWER_DOWN) return IFD_SUCCESS;
  if (answer.empty()) return IFD_ERROR_POWER_ACTION;
  return give_bytes(answer, MAX_ATR_SIZE, atr_length, atr);
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER, PUCHAR command, DWORD command_length, PUCHAR answer, PDWORD answer_length,
                               PSCARD_IO_HEADER) {
  const DWORD most = *answer_length;
  *answer_length = 0;
  const auto channel = channel_of(lun);
  std::vector<std::uint8_t> bytes;
  if (!channel || !channel->ask(ReaderRequest::transmit, {command, command + command_length}, bytes)) return IFD_NO_SUCH_DEVICE;
  // First byte: whether the card is still there.
  if (bytes.empty() || bytes.front() == 0) return IFD_ICC_NOT_PRESENT;
  bytes.erase(bytes.begin());
  return give_bytes(bytes, most, answer_length, answer);
}

RESPONSECODE IFDHICCPresence(DWORD lun) {
  const auto channel = channel_of(lun);
  std::vector<std::uint8_t> answer;
  if (!channel || !channel->ask(ReaderRequest::presence, {}, answer) || answer.empty()) return IFD_NO_SUCH_DEVICE;
  return answer.front() != 0 ? IFD_ICC_PRESENT : IFD_ICC_NOT_PRESENT;
}

RESPONSECODE IFDHControl(DWORD, DWORD, PUCHAR, DWORD, PUCHAR, DWORD, LPDWORD returned) {
  *returned = 0;
  return IFD_ERROR_NOT_SUPPORTED;
}

}  // extern "C"
