#include "simulators/simulated_reader.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace kazasu::simulators {
namespace {

using channel::Command;
using channel::Kind;
using channel::Outcome;
using channel::Presence;

[[noreturn]] void fail(const char* doing) {
  throw std::system_error{errno, std::generic_category(), doing};
}

int listen_at(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& text = path.native();
  if (text.size() >= sizeof address.sun_path) {
    throw std::system_error{ENAMETOOLONG, std::generic_category(), "the simulated reader's socket"};
  }
  text.copy(address.sun_path, text.size());
  ::unlink(text.c_str());
  const int listener = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener < 0) fail("making the simulated reader's socket");
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(listener, 8) != 0) {
    ::close(listener);
    fail("listening at the simulated reader's socket");
  }
  return listener;
}

void replace(int& descriptor, int with) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = with;
}

}  // namespace

SimulatedReader::SimulatedReader(std::unique_ptr<ReaderModel> model, std::filesystem::path socket)
    : model_(std::move(model)),
      socket_(std::move(socket)),
      listener_(listen_at(socket_)),
      wake_(::eventfd(0, EFD_CLOEXEC)),
      thread_([this] { run(); }) {}

SimulatedReader::~SimulatedReader() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    card_.reset();
    card_gone_.notify_all();
  }
  const std::uint64_t one = 1;
  (void)!::write(wake_, &one, sizeof one);
  thread_.join();
  for (int* descriptor : {&listener_, &wake_, &commands_, &events_}) replace(*descriptor, -1);
  ::unlink(socket_.c_str());
}

void SimulatedReader::touch(std::shared_ptr<Card> card) {
  const std::lock_guard lock{mutex_};
  const auto fault = fault_;  // meant for this touch
  if (card_ != nullptr) take_away();
  fault_ = fault;
  card_ = std::move(card);
  activity_ = {};
  show(Presence::card);
}

void SimulatedReader::remove() {
  const std::lock_guard lock{mutex_};
  if (card_ != nullptr) take_away();
  fault_.reset();
}

/// With the mutex held.
void SimulatedReader::take_away() {
  fault_.reset();
  card_.reset();
  card_gone_.notify_all();
  show(Presence::no_card);
}

void SimulatedReader::inject(Fault fault) {
  const std::lock_guard lock{mutex_};
  fault_ = fault;
}

void SimulatedReader::unplug() {
  const std::lock_guard lock{mutex_};
  unplugged_ = true;
  card_.reset();
  card_gone_.notify_all();
  show(Presence::unplugged);
}

void SimulatedReader::replug() {
  const std::lock_guard lock{mutex_};
  unplugged_ = false;
  show(Presence::no_card);
}

void SimulatedReader::set_air_time(std::chrono::microseconds time) {
  const std::lock_guard lock{mutex_};
  air_time_ = time;
}

SimulatedReader::Activity SimulatedReader::activity() const {
  const std::lock_guard lock{mutex_};
  return activity_;
}

/// With the mutex held.
void SimulatedReader::show(Presence presence) {
  if (events_ >= 0 && ::send(events_, &presence, 1, MSG_NOSIGNAL | MSG_DONTWAIT) != 1) replace(events_, -1);
}

void SimulatedReader::run() {
  for (;;) {
    std::array<pollfd, 3> watched{{{wake_, POLLIN, 0}, {listener_, POLLIN, 0}, {commands_, POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), -1) < 0) continue;
    if (watched[0].revents != 0) return;
    if (watched[2].revents != 0 && !serve_command()) replace(commands_, -1);
    if (watched[1].revents != 0) accept_connection();
  }
}

void SimulatedReader::accept_connection() {
  const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (connection < 0) return;
  Kind kind{};
  if (::recv(connection, &kind, 1, 0) != 1) {
    ::close(connection);
    return;
  }
  if (kind == Kind::commands) {
    replace(commands_, connection);
    return;
  }
  const std::lock_guard lock{mutex_};
  replace(events_, connection);
  show(unplugged_ ? Presence::unplugged : card_ != nullptr ? Presence::card : Presence::no_card);
}

/// False if the other side has gone.
bool SimulatedReader::serve_command() {
  Bytes packet(channel::kPacketBytesMax);
  const ssize_t received = ::recv(commands_, packet.data(), packet.size(), 0);
  if (received <= 0) return false;
  packet.resize(static_cast<std::size_t>(received));
  const Answer answer = execute(static_cast<Command>(packet.front()), BytesView{packet}.subspan(1));
  Bytes reply{static_cast<std::uint8_t>(answer.outcome)};
  reply.insert(reply.end(), answer.bytes.begin(), answer.bytes.end());
  return ::send(commands_, reply.data(), reply.size(), MSG_NOSIGNAL) >= 0;
}

SimulatedReader::Answer SimulatedReader::execute(Command command, BytesView bytes) {
  {
    const std::lock_guard lock{mutex_};
    if (unplugged_) return {.outcome = Outcome::unplugged, .bytes = {}};
  }
  switch (command) {
    case Command::power_up:
    case Command::reset: return power_up();
    case Command::power_down: return {};
    case Command::transmit: return transmit(bytes);
    case Command::escape: return escape(bytes);
  }
  return {.outcome = Outcome::failed, .bytes = {}};
}

SimulatedReader::Answer SimulatedReader::power_up() {
  const std::lock_guard lock{mutex_};
  if (card_ == nullptr) return {.outcome = Outcome::card_gone, .bytes = {}};
  card_->power_up();
  model_->reset();
  return {.outcome = Outcome::ok, .bytes = model_->atr(*card_)};
}

/// With the mutex held. The fault that falls on the current APDU.
std::optional<FaultKind> SimulatedReader::due_fault() {
  if (!fault_ || activity_.apdus < fault_->at_apdu) return std::nullopt;
  if (!fault_->lasting && activity_.apdus > fault_->at_apdu) return std::nullopt;
  const FaultKind kind = fault_->kind;
  if (!fault_->lasting) fault_.reset();
  return kind;
}

void SimulatedReader::set_escape(bool lets_through) {
  const std::lock_guard lock{mutex_};
  lets_escapes_through_ = lets_through;
}

SimulatedReader::Answer SimulatedReader::escape(BytesView command) {
  const std::lock_guard lock{mutex_};
  auto answer = lets_escapes_through_ ? model_->escape(command) : std::nullopt;
  if (!answer) return {.outcome = Outcome::unsupported, .bytes = {}};
  return {.outcome = Outcome::ok, .bytes = std::move(*answer)};
}

SimulatedReader::Answer SimulatedReader::transmit(BytesView apdu) {
  const auto start = std::chrono::steady_clock::now();
  std::unique_lock lock{mutex_};
  const std::shared_ptr<Card> card = card_;
  if (card == nullptr) return {.outcome = Outcome::card_gone, .bytes = {}};
  ++activity_.apdus;
  const auto fault = due_fault();
  if (fault == FaultKind::card_leaves || fault == FaultKind::empty_success) {
    take_away();
    return {.outcome = fault == FaultKind::card_leaves ? Outcome::card_gone : Outcome::ok, .bytes = {}};
  }
  if (fault == FaultKind::gone_falsely) return {.outcome = Outcome::card_gone, .bytes = {}};
  if (fault == FaultKind::silent) {
    card_gone_.wait(lock, [&] { return card_ != card || stopping_; });
    return {.outcome = Outcome::card_gone, .bytes = {}};
  }
  const auto air_time = air_time_;
  lock.unlock();
  if (air_time.count() > 0) std::this_thread::sleep_for(air_time);
  Bytes answer = model_->answer(apdu, *card);
  lock.lock();
  activity_.busy += std::chrono::steady_clock::now() - start;
  if (card_ != card) return {.outcome = Outcome::card_gone, .bytes = {}};
  if (fault) return spoil(std::move(answer), *fault);
  return {.outcome = Outcome::ok, .bytes = std::move(answer)};
}

SimulatedReader::Answer SimulatedReader::spoil(Bytes answer, FaultKind kind) {
  if (kind == FaultKind::damaged) answer[answer.size() / 2] ^= 0x10;
  if (kind == FaultKind::truncated) answer.resize(answer.size() / 2);
  if (kind == FaultKind::garbage) answer.assign(answer.size(), 0xA5);
  return {.outcome = Outcome::ok, .bytes = std::move(answer)};
}

}  // namespace kazasu::simulators
