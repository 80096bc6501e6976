#include "second_lane.hpp"

#include <utility>

namespace demo {
namespace {

std::filesystem::path made(std::filesystem::path directory) {
  std::filesystem::create_directories(directory);
  return directory;
}

}  // namespace

SecondLane::SecondLane(std::filesystem::path program, std::filesystem::path work)
    : work_(made(std::move(work))),
      chip_(work_ / "pn532"),
      scanner_(work_ / "scanner"),
      register_(std::move(program), configuration(), {}) {}

std::string SecondLane::devices() const {
  return "\"libnfc:pn532_uart:" + chip_.path().string() + "\", \"serial:" + scanner_.path().string() + "?aim=true\"";
}

std::string SecondLane::touch(std::shared_ptr<kazasu::simulators::Card> card) {
  chip_.touch(std::move(card));
  const std::string answer = register_.expect({"#member", "#error"});
  chip_.remove();
  // A card that comes back before it was missed would be the same touch.
  if (answer.starts_with("#member")) register_.expect({"#device card_removed"});
  return answer;
}

void SecondLane::kill_libnfc_with_next_answer() {
  constexpr std::uint8_t kInDataExchange = 0x40;
  chip_.inject(kazasu::simulators::LineFault::status_bit_7, kInDataExchange);
}

}  // namespace demo
