#include "kazasu/drivers/simulated/iso14443a_cards.hpp"

#include <algorithm>

namespace kazasu::simulators {
namespace {

enum Command : std::uint8_t { kRead = 0x30, kFastRead = 0x3A, kReadCounter = 0x39, kGetVersion = 0x60, kWrite = 0xA2 };

constexpr std::size_t kCapabilityPage = 3, kFirstUserPage = 4, kUserBytes = 144;
constexpr std::uint8_t kNak = 0x00;  // 4 bits: invalid argument

}  // namespace

NtagCard::NtagCard(std::array<std::uint8_t, 7> uid, BytesView ndef) : uid_(uid) {
  constexpr std::uint8_t kCascadeTag = 0x88;
  const auto bcc0 = static_cast<std::uint8_t>(kCascadeTag ^ uid[0] ^ uid[1] ^ uid[2]);
  const auto bcc1 = static_cast<std::uint8_t>(uid[3] ^ uid[4] ^ uid[5] ^ uid[6]);
  pages_[0] = {uid[0], uid[1], uid[2], bcc0};
  pages_[1] = {uid[3], uid[4], uid[5], uid[6]};
  pages_[2] = {bcc1, 0x48, 0x00, 0x00};
  pages_[kCapabilityPage] = {0xE1, 0x10, kUserBytes / 8, 0x00};
  Bytes memory{0x03, static_cast<std::uint8_t>(ndef.size())};
  memory.insert(memory.end(), ndef.begin(), ndef.end());
  memory.push_back(0xFE);
  for (std::size_t i = 0; i < std::min(memory.size(), kUserBytes); ++i)
    pages_[kFirstUserPage + i / 4][i % 4] = memory[i];
}

std::optional<Bytes> NtagCard::exchange(BytesView frame) {
  if (frame.empty()) return std::nullopt;
  if (frame[0] == kRead && frame.size() == 2 && frame[1] < pages_.size()) {
    Bytes data;  // four pages, round the end
    for (std::size_t i = 0; i < 4; ++i) {
      const Page& page = pages_[(frame[1] + i) % pages_.size()];
      data.insert(data.end(), page.begin(), page.end());
    }
    return data;
  }
  if (frame[0] == kFastRead && frame.size() == 3 && frame[1] <= frame[2] && frame[2] < pages_.size()) {
    Bytes data;
    for (std::size_t i = frame[1]; i <= frame[2]; ++i) data.insert(data.end(), pages_[i].begin(), pages_[i].end());
    return data;
  }
  if (frame[0] == kGetVersion && frame.size() == 1) return Bytes{0x00, 0x04, 0x04, 0x02, 0x01, 0x00, 0x0F, 0x03};
  const bool writable = frame.size() == 6 && frame[1] >= kFirstUserPage && frame[1] < kFirstUserPage + kUserBytes / 4;
  if (frame[0] == kWrite && writable) {
    std::copy_n(frame.begin() + 2, 4, pages_[frame[1]].begin());
    return Bytes{};  // ACK, which readers keep to themselves
  }
  if (frame[0] == kWrite || frame[0] == kRead) return Bytes{kNak};
  return std::nullopt;
}

Bytes Phone::uid() const {
  constexpr std::uint8_t kRandomUid = 0x08;  // ISO/IEC 14443-3
  return {kRandomUid, static_cast<std::uint8_t>(state_ >> 8 & 0xFF), static_cast<std::uint8_t>(state_ >> 16 & 0xFF),
          static_cast<std::uint8_t>(state_ >> 24 & 0xFF)};
}

void Phone::power_up() {
  state_ = state_ * 1'664'525U + 1'013'904'223U;
}

}  // namespace kazasu::simulators
