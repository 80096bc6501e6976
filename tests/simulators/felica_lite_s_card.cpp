#include "simulators/felica_lite_s_card.hpp"

#include <algorithm>

#include "codec/lite_s_mac.hpp"
#include "simulators/contactless_atr.hpp"

namespace kazasu::simulators {
namespace {

constexpr std::array<std::uint8_t, 8> kPmm{0x00, 0xF1, 0x00, 0x00, 0x00, 0x01, 0x43, 0x00};
constexpr std::uint8_t kPadLast = 0x0D, kReg = 0x0E;
constexpr std::uint8_t kChallenge = 0x80, kId = 0x82, kDeviceId = 0x83, kSystemCode = 0x85, kKeyVersion = 0x86, kKey = 0x87, kWriteCounter = 0x90,
                       kMacA = 0x91;
constexpr std::size_t kReadBlocksMax = 4;
constexpr std::size_t kHeader = 10;  // LEN, code, IDm

Bytes refused(std::uint8_t flag1, std::uint8_t flag2) { return {flag1, flag2}; }

/// Services and block list of a read or write command; the numbers of the blocks, or the status flags of the refusal.
struct BlockList {
  std::vector<std::uint8_t> blocks;
  std::size_t end = 0;  ///< offset of what follows the list
  std::optional<Bytes> refusal;
};

BlockList parse_list(BytesView frame, bool writing) {
  BlockList list;
  const auto refuse = [&](std::uint8_t flag1, std::uint8_t flag2) {
    list.refusal = refused(flag1, flag2);
    return list;
  };
  if (frame.size() < kHeader + 4 || frame[kHeader] != 1) return refuse(0xFF, 0xA1);
  const auto service = static_cast<std::uint16_t>(frame[kHeader + 1] | frame[kHeader + 2] << 8);
  if (service != 0x0009 && (writing || service != 0x000B)) return refuse(0x01, 0xA6);
  const std::size_t count = frame[kHeader + 3];
  if (count == 0 || count > kReadBlocksMax || frame.size() < kHeader + 4 + 2 * count) return refuse(0xFF, 0xA2);
  for (std::size_t i = 0; i < count; ++i) {
    if (frame[kHeader + 4 + 2 * i] != 0x80) return refuse(static_cast<std::uint8_t>(1 << i), 0xA7);
    list.blocks.push_back(frame[kHeader + 5 + 2 * i]);
  }
  list.end = kHeader + 4 + 2 * count;
  return list;
}

}  // namespace

FelicaLiteSCard::FelicaLiteSCard(const Options& options) : idm_(options.idm), card_key_(options.card_key) {
  for (std::uint8_t number = 0; number <= kPadLast; ++number) blocks_[number] = {};
  blocks_[kReg].fill(0xFF);
  blocks_[kId] = options.id_block;
  std::copy(idm_.begin(), idm_.end(), blocks_[kId].begin());
  std::copy(idm_.begin(), idm_.end(), blocks_[kDeviceId].begin());
  std::copy(kPmm.begin(), kPmm.end(), blocks_[kDeviceId].begin() + 8);
  blocks_[kSystemCode] = {0x88, 0xB4};
  blocks_[kKeyVersion] = {static_cast<std::uint8_t>(options.card_key_version), static_cast<std::uint8_t>(options.card_key_version >> 8)};
}

Bytes FelicaLiteSCard::atr() const { return contactless_atr(0x11, 0x003B); }
Bytes FelicaLiteSCard::uid() const { return {idm_.begin(), idm_.end()}; }

void FelicaLiteSCard::power_cycle() {
  challenge_ = {};
  challenged_ = false;
}

std::optional<Bytes> FelicaLiteSCard::felica(BytesView frame) {
  if (frame.size() < 2 || frame[0] != frame.size()) return std::nullopt;
  if (frame[1] == 0x00) return polling(frame);
  // A card with another IDm stays silent.
  if (frame.size() < kHeader || !std::equal(idm_.begin(), idm_.end(), frame.begin() + 2)) return std::nullopt;
  if (frame[1] == 0x06) return read(frame);
  if (frame[1] == 0x08) return write(frame);
  return std::nullopt;
}

std::optional<Bytes> FelicaLiteSCard::polling(BytesView frame) const {
  if (frame.size() != 6) return std::nullopt;
  const bool high = frame[2] == 0x88 || frame[2] == 0xFF, low = frame[3] == 0xB4 || frame[3] == 0xFF;
  if (!high || !low) return std::nullopt;
  Bytes rest{kPmm.begin(), kPmm.end()};
  if (frame[4] == 0x01) rest.insert(rest.end(), {0x88, 0xB4});
  return answer(0x01, rest);
}

Bytes FelicaLiteSCard::answer(std::uint8_t code, const Bytes& rest) const {
  Bytes frame{0x00, code};
  frame.insert(frame.end(), idm_.begin(), idm_.end());
  frame.insert(frame.end(), rest.begin(), rest.end());
  frame[0] = static_cast<std::uint8_t>(frame.size());
  return frame;
}

Bytes FelicaLiteSCard::read(BytesView frame) {
  constexpr std::uint8_t kAnswer = 0x07;
  const BlockList list = parse_list(frame, false);
  if (list.refusal) return answer(kAnswer, *list.refusal);
  std::map<int, std::pair<std::uint8_t, Block>> read;
  for (std::size_t i = 0; i < list.blocks.size(); ++i) {
    Block block{};
    const auto mask = static_cast<std::uint8_t>(1 << i);
    if (list.blocks[i] == kMacA) {
      if (!challenged_) return answer(kAnswer, refused(mask, 0xB2));
      block = read_mac_a(read);
    } else if (!read_block(list.blocks[i], block)) {
      return answer(kAnswer, refused(mask, 0xA8));
    }
    read[static_cast<int>(i)] = {list.blocks[i], block};
  }
  Bytes rest{0x00, 0x00, static_cast<std::uint8_t>(list.blocks.size())};
  for (const auto& [position, block] : read) rest.insert(rest.end(), block.second.begin(), block.second.end());
  return answer(kAnswer, rest);
}

bool FelicaLiteSCard::read_block(std::uint8_t number, Block& block) const {
  block = {};
  if (number == kChallenge || number == kKey) return true;  // write-only: they read as zeros
  if (number == kWriteCounter) {
    for (int i = 0; i < 3; ++i) block[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(write_counter_ >> (8 * i));
    return true;
  }
  const auto found = blocks_.find(number);
  if (found == blocks_.end()) return false;
  block = found->second;
  return true;
}

FelicaLiteSCard::Block FelicaLiteSCard::read_mac_a(const std::map<int, std::pair<std::uint8_t, Block>>& blocks) const {
  std::vector<std::pair<std::uint8_t, Block>> covered;
  for (const auto& [position, block] : blocks) covered.push_back(block);
  Block result{};
  if (covered.empty()) return result;
  const auto session = drivers::lite_s::session_key(card_key_, challenge_);
  const auto mac = drivers::lite_s::read_mac_a(*session, challenge_, covered);
  std::copy(mac->begin(), mac->end(), result.begin());
  return result;
}

Bytes FelicaLiteSCard::write(BytesView frame) {
  constexpr std::uint8_t kAnswer = 0x09;
  const BlockList list = parse_list(frame, true);
  if (list.refusal) return answer(kAnswer, *list.refusal);
  if (list.blocks.size() > 2 || frame.size() != list.end + 16 * list.blocks.size()) return answer(kAnswer, refused(0xFF, 0xA2));
  Block data{};
  std::copy_n(frame.begin() + static_cast<std::ptrdiff_t>(list.end), 16, data.begin());
  if (list.blocks.size() == 2) {
    if (list.blocks[1] != kMacA || !challenged_) return answer(kAnswer, refused(0x02, 0xB2));
    const auto session = drivers::lite_s::session_key(card_key_, challenge_);
    const auto mac = drivers::lite_s::write_mac_a(*session, challenge_, write_counter_, {list.blocks[0], data});
    const auto given = frame.subspan(list.end + 16, 8);
    if (!std::equal(mac->begin(), mac->end(), given.begin())) return answer(kAnswer, refused(0x02, 0xB2));
  }
  if (!write_block(list.blocks[0], data)) return answer(kAnswer, refused(0x01, 0xA8));
  return answer(kAnswer, refused(0x00, 0x00));
}

bool FelicaLiteSCard::write_block(std::uint8_t number, const Block& block) {
  if (number == kChallenge) {
    challenge_ = block;
    challenged_ = true;
    return true;
  }
  if (number > kReg) return false;  // the card is issued: system blocks are locked
  blocks_[number] = block;
  ++write_counter_;
  return true;
}

}  // namespace kazasu::simulators
