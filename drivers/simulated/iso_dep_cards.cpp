#include "kazasu/drivers/simulated/iso_dep_cards.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kazasu::simulators {
namespace {

constexpr std::uint16_t kContainer = 0xE103, kNdefFile = 0xE104;

Bytes status(std::uint16_t word) {
  return {static_cast<std::uint8_t>(word >> 8), static_cast<std::uint8_t>(word & 0xFF)};
}

Bytes ok(Bytes data) {
  data.insert(data.end(), {0x90, 0x00});
  return data;
}

}  // namespace

void IsoDepCardBase::power_up() {
  chain_.clear();
  held_back_.clear();
  selected_ = false;
}

std::optional<Bytes> IsoDepCardBase::exchange(BytesView frame) {
  constexpr std::uint8_t kSelect = 0xA4, kGetResponse = 0xC0, kChain = 0x10;
  if (frame.size() < 4) return status(0x6700);
  Command command{frame[0], frame[1], frame[2], frame[3], {}, 0};
  BytesView rest = frame.subspan(4);
  const bool extended = rest.size() > 1 && rest[0] == 0x00 && rest.size() != 1;
  if (extended) {
    rest = rest.subspan(1);
    if (rest.size() < 2) return status(0x6700);
    const auto word = [&] { return static_cast<std::size_t>(rest[0] << 8 | rest[1]); };
    if (rest.size() == 2) {
      command.expected = word() == 0 ? 65'536 : word();
    } else {
      const std::size_t bytes = word();
      rest = rest.subspan(2);
      if (rest.size() != bytes && rest.size() != bytes + 2) return status(0x6700);
      command.data.assign(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(bytes));
      rest = rest.subspan(bytes);
      if (!rest.empty()) command.expected = word() == 0 ? 65'536 : word();
    }
  } else if (rest.size() == 1) {
    command.expected = rest[0] == 0 ? 256 : rest[0];
  } else if (!rest.empty()) {
    const std::size_t bytes = rest[0];
    if (rest.size() != bytes + 1 && rest.size() != bytes + 2) return status(0x6700);
    command.data.assign(rest.begin() + 1, rest.begin() + 1 + static_cast<std::ptrdiff_t>(bytes));
    if (rest.size() == bytes + 2) command.expected = rest.back() == 0 ? 256 : rest.back();
  }
  if (command.instruction == kGetResponse) return give(std::move(held_back_), command.expected, extended);
  chain_.insert(chain_.end(), command.data.begin(), command.data.end());
  if ((command.instruction_class & kChain) != 0) return status(0x9000);
  command.data = std::exchange(chain_, {});
  if (command.instruction == kSelect && command.p1 == 0x04) {
    const auto greeting = select(command.data);
    selected_ = greeting.has_value();
    return greeting ? give(ok(*greeting), command.expected, extended) : status(0x6A82);
  }
  if (!selected_) return status(0x6985);
  return give(answer(command), command.expected, extended);
}

Bytes IsoDepCardBase::give(Bytes data_and_status, std::size_t expected, bool extended) {
  held_back_.clear();
  constexpr std::size_t kPart = 256;
  if (data_and_status.size() < 2) return status(0x6985);
  const std::size_t data = data_and_status.size() - 2;
  const std::size_t part = extended ? expected : std::min(expected, kPart);
  if (data <= part || expected == 0) return data_and_status;
  const auto middle = data_and_status.begin() + static_cast<std::ptrdiff_t>(part);
  held_back_.assign(middle, data_and_status.end());
  data_and_status.erase(middle, data_and_status.end());
  const std::size_t left = held_back_.size() - 2;
  data_and_status.insert(data_and_status.end(), {0x61, static_cast<std::uint8_t>(left > 255 ? 0 : left)});
  return data_and_status;
}

Type4Tag::Type4Tag(Bytes uid, Bytes ndef, std::size_t read_bytes)
    : IsoDepCardBase(std::move(uid)), read_bytes_(read_bytes) {
  files_[kContainer] = {0x00,
                        0x0F,
                        0x20,
                        static_cast<std::uint8_t>(read_bytes >> 8),
                        static_cast<std::uint8_t>(read_bytes & 0xFF),
                        0x00,
                        0x34,
                        0x04,
                        0x06,
                        0xE1,
                        0x04,
                        0x08,
                        0x00,
                        0x00,
                        0x00};
  Bytes& file = files_[kNdefFile];
  file = {static_cast<std::uint8_t>(ndef.size() >> 8), static_cast<std::uint8_t>(ndef.size() & 0xFF)};
  file.insert(file.end(), ndef.begin(), ndef.end());
}

std::optional<Bytes> Type4Tag::select(BytesView aid) {
  constexpr std::array<std::uint8_t, 7> kApplication{0xD2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x01};
  chosen_ = 0;
  return std::equal(aid.begin(), aid.end(), kApplication.begin(), kApplication.end()) ? std::optional{Bytes{}}
                                                                                      : std::nullopt;
}

Bytes Type4Tag::answer(const Command& command) {
  constexpr std::uint8_t kSelect = 0xA4, kReadBinary = 0xB0;
  if (command.instruction == kSelect && command.data.size() == 2) {
    const auto id = static_cast<std::uint16_t>(command.data[0] << 8 | command.data[1]);
    if (!files_.contains(id)) return status(0x6A82);
    chosen_ = id;
    return status(0x9000);
  }
  const auto file = files_.find(chosen_);
  if (command.instruction != kReadBinary || file == files_.end()) return status(0x6D00);
  const auto offset = static_cast<std::size_t>(command.p1 << 8 | command.p2);
  if (command.expected > read_bytes_ || offset > file->second.size()) return status(0x6B00);
  const std::size_t bytes = std::min(command.expected, file->second.size() - offset);
  const auto begin = file->second.begin() + static_cast<std::ptrdiff_t>(offset);
  return ok({begin, begin + static_cast<std::ptrdiff_t>(bytes)});
}

std::optional<Bytes> MemberApp::select(BytesView aid) {
  if (!std::equal(aid.begin(), aid.end(), aid_.begin(), aid_.end())) return std::nullopt;
  return Bytes{'k', 'a', 'z', 'a', 's', 'u'};
}

Bytes MemberApp::answer(const Command& command) {
  constexpr std::uint8_t kEcho = 0x10;
  if (command.instruction_class != 0x80 || command.instruction != kEcho) return status(0x6D00);
  return ok(command.data);
}

}  // namespace kazasu::simulators
