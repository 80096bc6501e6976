#include "bare_libnfc_client.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "bare_libnfc/report.hpp"
#include "bench_card.hpp"
#include "codec/pn532.hpp"

namespace kazasu::bench {
namespace {

constexpr int kPatienceMs = 5'000;

std::string program() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "bench_bare_libnfc";
}

/// As its standard input has it: the looks, then a line a dialogue; commands in hex with spaces between.
std::string orders_of(const drivers::PollingPlan& plan, const Dialogues& dialogues) {
  std::string orders;
  const auto append = [&orders](const Bytes& command) { orders += to_hex(command) + ' '; };
  for (const drivers::PollingStep& step : plan.steps) append(drivers::pn532::list_command(step));
  orders += '\n';
  for (const auto& [first, commands] : dialogues) {
    for (const Bytes& command : commands) append(command);
    orders += '\n';
  }
  return orders + '\n';
}

}  // namespace

BareLibnfcClient::BareLibnfcClient(const std::string& connection, const drivers::PollingPlan& plan,
                                   const Dialogues& dialogues) {
  std::array<int, 2> in{}, out{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) fail("no pipe for the bare client");
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  std::string path = program(), device = connection;
  std::array<char*, 3> arguments{path.data(), device.data(), nullptr};
  const int failed = ::posix_spawn(&process_, path.c_str(), &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  input_ = in[1];
  output_ = out[0];
  if (failed != 0) fail("the bare client of libnfc does not start: " + path);
  const std::string orders = orders_of(plan, dialogues);
  if (::write(input_, orders.data(), orders.size()) != static_cast<ssize_t>(orders.size()))
    fail("the bare client of libnfc takes no orders");
  wait_until_empty();  // the device is open
}

BareLibnfcClient::~BareLibnfcClient() {
  ::close(input_);
  ::close(output_);
  ::waitpid(process_, nullptr, 0);
}

std::int64_t BareLibnfcClient::read_number() {
  pollfd watched{output_, POLLIN, 0};
  std::int64_t number = 0;
  if (::poll(&watched, 1, kPatienceMs) <= 0 || ::read(output_, &number, sizeof number) != sizeof number)
    fail("the bare client of libnfc is silent");
  return number;
}

std::optional<std::int64_t> BareLibnfcClient::next_card() {
  const std::int64_t number = read_number();
  if (number == bare_libnfc::kUnknownLook) return std::nullopt;
  return number;
}

void BareLibnfcClient::wait_until_empty() {
  if (read_number() != bare_libnfc::kEmpty) fail("the bare client of libnfc saw a card that is not there");
}

}  // namespace kazasu::bench
