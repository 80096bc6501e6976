// bench_bare_libnfc CONNECTION: looks for cards and sends each what its standard input says (bare_libnfc_client.cpp);
// nothing of kazasu's drivers is in it.
#include <nfc/nfc.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "bare_libnfc/report.hpp"

// Exported by libnfc, in no installed header; the helper uses it too, so that both send the same frames.
extern "C" int pn53x_transceive(struct nfc_device* device, const uint8_t* command, size_t command_bytes,
                                uint8_t* answer, size_t answer_bytes, int timeout_ms);

namespace {

using namespace kazasu::bench::bare_libnfc;
using Command = std::vector<std::uint8_t>;

constexpr int kTimeoutMs = 300;
constexpr int kPauseMs = 1;  // between two cycles, as kazasu's

std::vector<Command> commands_in(const std::string& line) {
  std::vector<Command> commands;
  std::istringstream words{line};
  for (std::string word; words >> word;) {
    Command command;
    for (std::size_t at = 0; at + 1 < word.size(); at += 2)
      command.push_back(static_cast<std::uint8_t>(std::stoi(word.substr(at, 2), nullptr, 16)));
    commands.push_back(std::move(command));
  }
  return commands;
}

class Client {
 public:
  Client(nfc_device* device, std::vector<Command> looks, std::vector<std::vector<Command>> dialogues)
      : device_(device), looks_(std::move(looks)), dialogues_(std::move(dialogues)) {}

  /// Until nobody listens any more.
  void run() {
    if (!tell(kEmpty)) return;
    for (;;) {
      const Command* found = look();
      if (found == nullptr) {
        if (ended()) return;
        continue;
      }
      if (!tell(serve(*found))) return;
      while (look() != nullptr) {
      }
      if (!tell(kEmpty)) return;
    }
  }

 private:
  /// The number that the answer begins with: of cards, where they are looked for. -1 if there is no answer.
  int send(const Command& command) {
    std::array<std::uint8_t, 512> answer{};
    const int bytes =
        ::pn53x_transceive(device_, command.data(), command.size(), answer.data(), answer.size(), kTimeoutMs);
    return bytes > 0 ? answer[0] : -1;
  }

  /// The look of one cycle that finds a card; null if none does.
  const Command* look() {
    for (const Command& command : looks_) {
      if (send(command) > 0) return &command;
    }
    return nullptr;
  }

  std::int64_t serve(const Command& found) {
    for (const auto& dialogue : dialogues_) {
      if (dialogue.front() != found) continue;
      for (std::size_t i = 1; i < dialogue.size(); ++i) (void)send(dialogue[i]);
      return std::chrono::steady_clock::now().time_since_epoch().count();
    }
    return kUnknownLook;
  }

  static bool tell(std::int64_t number) { return ::write(STDOUT_FILENO, &number, sizeof number) == sizeof number; }

  static bool ended() {
    pollfd watched{STDIN_FILENO, POLLIN, 0};
    return ::poll(&watched, 1, kPauseMs) > 0;
  }

  nfc_device* device_;
  std::vector<Command> looks_;
  std::vector<std::vector<Command>> dialogues_;
};

}  // namespace

int main(int argc, char** argv) {
  ::setenv("LIBNFC_LOG_LEVEL", "0", 0);
  std::string line;
  if (argc != 2 || !std::getline(std::cin, line)) return 2;
  const std::vector<Command> looks = commands_in(line);
  std::vector<std::vector<Command>> dialogues;
  while (std::getline(std::cin, line) && !line.empty()) dialogues.push_back(commands_in(line));
  nfc_context* context = nullptr;
  nfc_init(&context);
  nfc_device* device = context != nullptr ? nfc_open(context, argv[1]) : nullptr;
  if (device == nullptr || nfc_initiator_init(device) < 0) return 1;
  constexpr std::array<std::uint8_t, 5> kBoundedLooks{0x32, 0x05, 0x00, 0x01, 0x01};
  std::array<std::uint8_t, 512> answer{};
  if (::pn53x_transceive(device, kBoundedLooks.data(), kBoundedLooks.size(), answer.data(), answer.size(), kTimeoutMs) <
      0)
    return 1;
  Client{device, looks, dialogues}.run();
  nfc_close(device);
  nfc_exit(context);
}
