#include "libnfc/helper/nfc_chip.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include "codec/pn532.hpp"

// Exported by libnfc and used by its own programs, but in no installed header (libnfc, chips/pn53x.h). The public
// functions list one card where two lie, and decode what they list with no check of its lengths.
extern "C" int pn53x_transceive(struct nfc_device* device, const uint8_t* command, size_t command_bytes,
                                uint8_t* answer, size_t answer_bytes, int timeout_ms);

namespace kazasu::drivers::libnfc {
namespace {

using namespace std::chrono_literals;

constexpr std::uint8_t kDiagnose = 0x00, kRfConfiguration = 0x32, kInDataExchange = 0x40, kInCommunicateThru = 0x42;
constexpr std::uint8_t kTarget = 0x01, kMoreFollows = 0x40;
constexpr int kLookTimeoutMs = 300;
constexpr auto kFieldRest = 6ms;  // ISO/IEC 14443-3: a card is reset after 5 ms without field

bool is_iso_dep(const FoundCard& card) {
  constexpr std::uint8_t kIsoDep = 0x20;
  return card.technology == NfcTechnology::iso14443b ||
         (card.technology == NfcTechnology::iso14443a && (card.parameters.at(0) & kIsoDep) != 0);
}

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

Result<NfcChip> NfcChip::open(const std::string& connection) {
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
  NfcChip chip{std::move(*line), std::move(owned_context), std::move(device)};
  if (auto prepared = chip.prepare(); !prepared) return prepared.error();
  return chip;
}

Result<void> NfcChip::prepare() {
  if (const int code = nfc_initiator_init(device_.get()); code < 0) return error_of(code, "starting the radio");
  // Two tries per look: the first may only bring a card that is selected already back to its senses.
  constexpr std::array<std::uint8_t, 5> kBoundedLooks{kRfConfiguration, 0x05, 0x00, 0x01, 0x01};
  auto bounded = command(kBoundedLooks, kLookTimeoutMs, "setting the number of tries");
  if (!bounded) return bounded.error();
  return {};
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
  std::array<std::uint8_t, kMessageBytesMax> answer;
  const int bytes =
      ::pn53x_transceive(device_.get(), command.data(), command.size(), answer.data(), answer.size() - 1, timeout_ms);
  if (bytes < 0) return error_of(bytes, doing);
  return Bytes{answer.begin(), answer.begin() + std::min<std::ptrdiff_t>(bytes, answer.size() - 1)};
}

Result<std::vector<FoundCard>> NfcChip::look_once(const PollingStep& step) {
  selected_.reset();
  auto answer = command(pn532::list_command(step), kLookTimeoutMs, "looking for cards");
  if (!answer) {
    // Two cards that answer at once are nothing but noise; the next look tells.
    if (answer.error().code == ErrorCode::card_timeout) return std::vector<FoundCard>{};
    return answer.error();
  }
  const bool felica = step.technology == NfcTechnology::felica_212 || step.technology == NfcTechnology::felica_424;
  if (!felica && !answer->empty() && answer->front() > 0) activated_ = true;
  auto cards = pn532::parse_list_answer(step.technology, *answer);
  if (cards && cards->size() == 1) selected_ = cards->front();
  return cards;
}

/// Asks an ISO 14443 card that is selected without disturbing it; looking for it anew would.
Result<bool> NfcChip::still_there() {
  constexpr std::array<std::uint8_t, 2> kCardPresence{kDiagnose, 0x06};
  constexpr std::array<std::uint8_t, 4> kReadFirstPage{kInDataExchange, kTarget, 0x30, 0x00};
  const BytesView asked = is_iso_dep(*selected_) ? BytesView{kCardPresence} : BytesView{kReadFirstPage};
  auto answer = command(asked, kLookTimeoutMs, "asking whether the card is there");
  if (answer) return !answer->empty() && (*answer)[0] == 0x00;
  if (answer.error().code == ErrorCode::device_lost) return answer.error();
  return false;
}

Result<void> NfcChip::restart_field() {
  selected_.reset();
  activated_ = false;
  for (const std::uint8_t on : {std::uint8_t{0x00}, std::uint8_t{0x01}}) {
    const std::array<std::uint8_t, 3> field{kRfConfiguration, 0x01, on};
    if (auto set = command(field, kLookTimeoutMs, "switching the field"); !set) return set.error();
    std::this_thread::sleep_for(kFieldRest);
  }
  return {};
}

Result<void> NfcChip::look_at(std::span<const PollingStep> steps, const std::function<bool()>& interrupted,
                              Found& found) {
  for (const PollingStep& step : steps) {
    if (interrupted()) return Error{ErrorCode::cancelled, "a look for cards was broken off"};
    auto cards = look_once(step);
    if (!cards) return cards.error();
    found.together = found.together || cards->size() > 1;
    for (FoundCard& card : *cards) {
      // A FeliCa card that answers at 212 kbit/s answers at 424 as well.
      const bool known = std::any_of(found.cards.begin(), found.cards.end(),
                                     [&](const FoundCard& other) { return other.id == card.id; });
      if (known) continue;
      if (found.cards.empty()) found.at = &step;
      found.cards.push_back(std::move(card));
    }
  }
  return {};
}

Result<NfcChip::Found> NfcChip::look_around(std::span<const PollingStep> steps,
                                            const std::function<bool()>& interrupted) {
  // Cards of ISO-DEP that were activated do not hear a new look.
  if (activated_) {
    if (auto restarted = restart_field(); !restarted) return restarted.error();
  }
  Found found;
  if (auto looked = look_at(steps, interrupted, found); !looked) return looked.error();
  if (found.cards.size() == 1) {
    // It may have come in the middle of the cycle, with another that the first steps were too early for.
    const auto before = steps.first(static_cast<std::size_t>(found.at - steps.data()));
    if (auto looked = look_at(before, interrupted, found); !looked) return looked.error();
  }
  return found;
}

Result<std::vector<FoundCard>> NfcChip::look(std::span<const PollingStep> steps,
                                             const std::function<bool()>& interrupted) {
  if (selected_ && !is_felica(*selected_)) {
    auto there = still_there();
    if (!there) return there.error();
    if (*there) return std::vector{*selected_};
  }
  Found found;
  // What two looks found may be a card that was exchanged for another between them: the second cycle decides.
  for (int cycle = 0; cycle < 2; ++cycle) {
    auto looked = look_around(steps, interrupted);
    if (!looked) return looked.error();
    found = std::move(*looked);
    if (found.cards.size() < 2 || found.together) break;
  }
  if (found.cards.size() != 1) {
    selected_.reset();
    return found.cards;
  }
  if (selected_ && *selected_ == found.cards.front()) return found.cards;
  // Another technology was looked for since: the card is selected anew.
  if (activated_) {
    if (auto restarted = restart_field(); !restarted) return restarted.error();
  }
  return look_once(*found.at);
}

Result<Bytes> NfcChip::exchange(const ExchangeRequest& request) {
  constexpr std::size_t kPartBytesMax = 252;
  const int timeout_ms = request.time_limit_ms + kLookTimeoutMs;
  if (!selected_) return Error{ErrorCode::card_removed, "libnfc: no card is selected"};
  BytesView left{request.frame};
  for (;;) {
    const BytesView part = left.first(std::min(left.size(), kPartBytesMax));
    left = left.subspan(part.size());
    Bytes bytes;
    if (request.unaddressed) {
      bytes = {kInCommunicateThru};
    } else {
      bytes = {kInDataExchange, static_cast<std::uint8_t>(left.empty() ? kTarget : kTarget | kMoreFollows)};
    }
    bytes.insert(bytes.end(), part.begin(), part.end());
    auto answer = command(bytes, timeout_ms, "sending to the card");
    if (!answer) return answer.error();
    if (answer->empty()) return Error{ErrorCode::card_answer_invalid, "libnfc: an answer without status"};
    if (left.empty()) return Bytes{answer->begin() + 1, answer->end()};
  }
}

}  // namespace kazasu::drivers::libnfc
