#include "simulators/pn532_line.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <numeric>
#include <system_error>
#include <utility>

namespace kazasu::simulators {
namespace {

namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

constexpr std::array<std::uint8_t, 6> kAck{0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00};
constexpr std::array<std::uint8_t, 6> kNack{0x00, 0x00, 0xFF, 0xFF, 0x00, 0x00};
constexpr std::array<std::uint8_t, 8> kSyntaxError{0x00, 0x00, 0xFF, 0x01, 0xFF, 0x7F, 0x81, 0x00};

[[noreturn]] void fail(const char* what) {
  throw std::system_error{errno, std::generic_category(), what};
}

std::uint8_t negated_sum(BytesView bytes, unsigned start) {
  return static_cast<std::uint8_t>(0x100U - (std::accumulate(bytes.begin(), bytes.end(), start) & 0xFFU));
}

/// TFI D5 and the answer, framed.
Bytes frame_of(BytesView answer) {
  constexpr std::uint8_t kFromChip = 0xD5;
  const std::size_t length = answer.size() + 1;
  Bytes frame{0x00, 0x00, 0xFF};
  if (length <= 0xFF) {
    const auto byte = static_cast<std::uint8_t>(length);
    frame.insert(frame.end(), {byte, negated_sum(std::array{byte}, 0)});
  } else {
    const std::array<std::uint8_t, 2> bytes{static_cast<std::uint8_t>(length >> 8),
                                            static_cast<std::uint8_t>(length & 0xFF)};
    frame.insert(frame.end(), {0xFF, 0xFF, bytes[0], bytes[1], negated_sum(bytes, 0)});
  }
  frame.push_back(kFromChip);
  frame.insert(frame.end(), answer.begin(), answer.end());
  frame.insert(frame.end(), {negated_sum(answer, kFromChip), 0x00});
  return frame;
}

bool is_exchange(std::uint8_t code) {
  constexpr std::uint8_t kInDataExchange = 0x40, kInCommunicateThru = 0x42;
  return code == kInDataExchange || code == kInCommunicateThru;
}

}  // namespace

Pn532Line::Pn532Line() : own_folder_(std::in_place), link_(*own_folder_ / "pn532") {
  wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  plug_in();
  thread_ = std::thread{[this] { run(); }};
}

Pn532Line::Pn532Line(fs::path link) : link_(std::move(link)) {
  wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  plug_in();
  thread_ = std::thread{[this] { run(); }};
}

Pn532Line::~Pn532Line() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake();
  thread_.join();
  unplug();
  ::close(wake_);
}

void Pn532Line::plug_in() {
  master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0) fail("posix_openpt");
  std::array<char, 64> name{};
  if (::ptsname_r(master_, name.data(), name.size()) != 0) fail("ptsname_r");
  slave_ = ::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (slave_ < 0) fail("opening the chip's own side of the line");
  termios line{};
  if (::tcgetattr(slave_, &line) != 0) fail("tcgetattr");
  ::cfmakeraw(&line);
  if (::tcsetattr(slave_, TCSANOW, &line) != 0) fail("tcsetattr");
  remove_link();
  fs::create_symlink(name.data(), link_);
}

void Pn532Line::unplug() {
  const std::lock_guard lock{mutex_};
  remove_link();
  for (int* descriptor : {&master_, &slave_}) {
    if (*descriptor >= 0) ::close(std::exchange(*descriptor, -1));
  }
  chip_.set_cards({});
  wake();
}

void Pn532Line::replug() {
  const std::lock_guard lock{mutex_};
  if (master_ >= 0) return;
  chip_ = {};
  fault_.reset();
  plug_in();
  wake();
}

void Pn532Line::remove_link() const {
  std::error_code ignored;
  if (fs::is_symlink(link_, ignored)) fs::remove(link_, ignored);
}

void Pn532Line::wake() const {
  const std::uint64_t one = 1;
  (void)!::write(wake_, &one, sizeof one);
}

void Pn532Line::touch(std::vector<std::shared_ptr<Card>> cards) {
  const std::lock_guard lock{mutex_};
  if (!cards.empty()) activity_ = {};
  chip_.set_cards(std::move(cards));
  wake();
}

void Pn532Line::inject(LineFault fault, std::uint8_t at_command, bool lasting) {
  const std::lock_guard lock{mutex_};
  fault_ = {fault, at_command, lasting};
}

void Pn532Line::heal() {
  const std::lock_guard lock{mutex_};
  fault_.reset();
}

void Pn532Line::set_air_time(std::chrono::microseconds exchange, std::chrono::microseconds empty_select) {
  const std::lock_guard lock{mutex_};
  exchange_time_ = exchange;
  empty_select_time_ = empty_select;
}

Pn532Line::Activity Pn532Line::activity() const {
  const std::lock_guard lock{mutex_};
  return activity_;
}

void Pn532Line::run() {
  for (;;) {
    int master = -1;
    {
      const std::lock_guard lock{mutex_};
      if (stopping_) return;
      master = master_;
    }
    std::array<pollfd, 2> watched{{{wake_, POLLIN, 0}, {master, POLLIN, 0}}};
    if (::poll(watched.data(), master >= 0 ? 2 : 1, -1) < 0) continue;
    std::uint64_t count = 0;
    if (watched[0].revents != 0) {
      (void)!::read(wake_, &count, sizeof count);
      std::optional<Bytes> resumed;
      {
        const std::lock_guard lock{mutex_};
        if (chip_.is_waiting()) resumed = chip_.resume();
      }
      if (resumed && !resumed->empty()) send_answer(std::move(*resumed), std::nullopt);
    }
    if (watched[1].revents != 0 && receive()) take_frames();
  }
}

bool Pn532Line::receive() {
  std::array<std::uint8_t, 1024> chunk{};
  const std::lock_guard lock{mutex_};
  if (master_ < 0) return false;
  const ssize_t bytes = ::read(master_, chunk.data(), chunk.size());
  if (bytes <= 0) return false;
  received_.insert(received_.end(), chunk.begin(), chunk.begin() + bytes);
  return true;
}

/// Everything that is a frame; what cannot begin one (the wake-up's 55 and 00) is skipped.
void Pn532Line::take_frames() {
  for (;;) {
    constexpr std::array<std::uint8_t, 2> kStart{0x00, 0xFF};
    const auto start = std::search(received_.begin(), received_.end(), kStart.begin(), kStart.end());
    if (start == received_.end()) {
      const bool keep = !received_.empty() && received_.back() == 0x00;
      received_.assign(keep ? 1 : 0, 0x00);
      return;
    }
    const BytesView rest{&*start + kStart.size(), static_cast<std::size_t>(received_.end() - start) - kStart.size()};
    if (rest.size() < 2) return;
    const auto drop = [&](std::size_t bytes) {
      received_.erase(received_.begin(), start + static_cast<std::ptrdiff_t>(kStart.size() + bytes));
    };
    if (rest[0] == 0x00 && rest[1] == 0xFF) {  // ACK: the host gives up the command
      const std::lock_guard lock{mutex_};
      chip_.abort();
      drop(2);
      continue;
    }
    if (rest[0] == 0xFF && rest[1] == 0x00) {  // NACK: the answer again
      drop(2);
      send(last_answer_);
      continue;
    }
    std::size_t header = 2, length = rest[0];
    const bool extended = rest[0] == 0xFF && rest[1] == 0xFF;
    if (extended) {
      if (rest.size() < 5) return;
      header = 5;
      length = static_cast<std::size_t>(rest[2] << 8 | rest[3]);
    }
    const unsigned sum = extended ? rest[2] + rest[3] + rest[4] : rest[0] + rest[1];
    constexpr std::size_t kLengthMax = 265;
    if ((sum & 0xFF) != 0 || length > kLengthMax || length == 0) {
      drop(0);
      continue;
    }
    if (rest.size() < header + length + 1) return;
    const Bytes body{rest.begin() + static_cast<std::ptrdiff_t>(header),
                     rest.begin() + static_cast<std::ptrdiff_t>(header + length)};
    const bool whole = negated_sum(body, 0) == rest[header + length];
    drop(header + length + 1);
    constexpr std::uint8_t kToChip = 0xD4;
    if (whole && body[0] == kToChip && body.size() > 1) serve(BytesView{body}.subspan(1));
  }
}

std::optional<LineFault> Pn532Line::due_fault(std::uint8_t command) {
  if (!fault_ || fault_->at_command != command) return std::nullopt;
  const LineFault kind = fault_->kind;
  if (!fault_->lasting) fault_.reset();
  return kind;
}

void Pn532Line::serve(BytesView command) {
  const auto came = Steady::now();
  std::optional<LineFault> fault;
  {
    const std::lock_guard lock{mutex_};
    ++activity_.commands;
    fault = due_fault(command[0]);
  }
  if (fault == LineFault::unplug) return unplug();
  if (fault == LineFault::silence) return;
  if (fault == LineFault::nack) return send(kNack);
  send(kAck);
  std::unique_lock lock{mutex_};
  if (fault == LineFault::card_leaves) chip_.set_cards({});
  auto answer = chip_.execute(command);
  const auto air_time = is_exchange(command[0]) ? exchange_time_ : std::chrono::microseconds{0};
  const auto wait = chip_.looked_in_vain() ? empty_select_time_ : air_time;
  const bool found = chip_.found_card();
  lock.unlock();
  if (wait.count() > 0) std::this_thread::sleep_for(wait);
  lock.lock();
  // Before the answer goes: who gets it may ask for this at once.
  if (found || !activity_.since_found.empty())
    activity_.since_found.push_back({{command.begin(), command.end()}, came, Steady::now() - came});
  lock.unlock();
  if (answer) send_answer(std::move(*answer), fault);
}

void Pn532Line::send_answer(Bytes answer, std::optional<LineFault> fault) {
  if (answer.empty()) return send(kSyntaxError);
  if (fault == LineFault::no_answer) return;
  if (fault == LineFault::status_bit_7 && answer.size() > 1) answer[1] |= 0x80;
  if (fault == LineFault::card_silent && answer.size() > 1) answer = {answer[0], 0x01};
  if (fault == LineFault::empty_ats && answer.size() > 6) {
    const std::size_t uid_end = 7 + std::size_t{answer[6]};
    if (answer.size() > uid_end) {
      answer.resize(uid_end);
      answer.push_back(0x00);
    }
  }
  Bytes frame = frame_of(answer);
  last_answer_ = frame;
  if (fault == LineFault::wrong_checksum) frame[frame.size() - 2] ^= 0x55;
  if (fault == LineFault::truncated) frame.resize(frame.size() / 2);
  if (fault == LineFault::garbage) std::fill(frame.begin(), frame.end(), std::uint8_t{0xA5});
  send(frame);
}

void Pn532Line::send(BytesView bytes) const {
  const std::lock_guard lock{mutex_};
  while (!bytes.empty() && master_ >= 0) {
    const ssize_t written = ::write(master_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody reads: as a real line, it forgets
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

}  // namespace kazasu::simulators
