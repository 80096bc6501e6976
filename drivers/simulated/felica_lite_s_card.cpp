#include "kazasu/drivers/simulated/felica_lite_s_card.hpp"

#include <algorithm>

namespace kazasu::simulators {
namespace {

using Block = card_cipher::Block;

enum Number : std::uint8_t {
  kPadLast = 0x0D,
  kReg = 0x0E,
  kChallenge = 0x80,
  kMac = 0x81,
  kId = 0x82,
  kDeviceId = 0x83,
  kServiceCode = 0x84,
  kSystemCode = 0x85,
  kCardKeyVersion = 0x86,
  kCardKey = 0x87,
  kConfiguration = 0x88,
  kWriteCounter = 0x90,
  kMacA = 0x91,
  kState = 0x92,
  kCheck = 0xA0,
};

// Positions in the MC block.
constexpr std::size_t kMcWritable = 0, kMcAll = 2, kMcNdef = 3, kMcKeyChangeable = 5;
constexpr std::size_t kMcReadAuth = 6, kMcWriteAuth = 8, kMcWriteMac = 10;
constexpr std::uint32_t kCounterEndLocked = 0xFFFE00, kCounterEndOpen = 0xFFFFFF;

enum Flag2 : std::uint8_t {
  kServiceCount = 0xA1,
  kBlockCount = 0xA2,
  kServicePosition = 0xA3,
  kServiceAbsent = 0xA6,
  kAccessMode = 0xA7,
  kBlockInvalid = 0xA8,
  kBothMacs = 0xB0,
  kNotAuthenticated = 0xB1,
  kMacWrong = 0xB2,
};

Bytes flags(std::uint8_t flag1, std::uint8_t flag2) {
  return {flag1, flag2};
}
std::uint8_t mask_of(std::size_t position) {
  return static_cast<std::uint8_t>(1U << position);
}

std::uint32_t little_endian(const Block& block, std::size_t at, std::size_t bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value |= static_cast<std::uint32_t>(block[at + i]) << (8 * i);
  return value;
}

bool exists(std::uint8_t number) {
  return number <= kReg || (number >= kChallenge && number <= kConfiguration) ||
         (number >= kWriteCounter && number <= kState) || number == kCheck;
}

}  // namespace

struct FelicaLiteSCard::Element {
  std::uint8_t access = 0;
  std::uint8_t service = 0;
  std::uint16_t block = 0;
};

/// A read or write, taken apart; `failure` holds the status flags if it is not well formed.
struct FelicaLiteSCard::Command {
  std::vector<Element> elements;
  std::vector<Block> data;
  std::optional<Bytes> failure;

  Command(BytesView bytes, bool is_write) {
    std::size_t at = 0;
    const auto next = [&]() -> std::uint8_t { return at < bytes.size() ? bytes[at++] : 0; };
    if (next() != 1) {
      failure = flags(0xFF, kServiceCount);
      return;
    }
    const std::uint8_t low = next(), high = next();
    const std::size_t count = next(), most = is_write ? 2 : 4;
    if (count < 1 || count > most) {
      failure = flags(0xFF, kBlockCount);
      return;
    }
    const bool read_write = low == 0x09 && high == 0, read_only = low == 0x0B && high == 0;
    if (!read_write && !(read_only && !is_write)) {
      failure = flags(0x01, kServiceAbsent);
      return;
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint8_t first = next();
      Element element{.access = static_cast<std::uint8_t>(first >> 4 & 7),
                      .service = static_cast<std::uint8_t>(first & 0x0F),
                      .block = next()};
      if ((first & 0x80) == 0) element.block = static_cast<std::uint16_t>(element.block | next() << 8);
      elements.push_back(element);
    }
    for (std::size_t i = 0; is_write && i < count && at + sizeof(Block) <= bytes.size(); ++i, at += sizeof(Block)) {
      std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), sizeof(Block), data.emplace_back().begin());
    }
    if (at != bytes.size() || (is_write && data.size() != count)) {
      failure = flags(0xFF, kBlockCount);
      return;
    }
    check_elements();
  }

 private:
  void check_elements() {
    for (std::size_t i = 0; i < elements.size() && !failure; ++i) {
      if (elements[i].service != 0)
        failure = flags(mask_of(i), kServicePosition);
      else if (elements[i].access != 0)
        failure = flags(mask_of(i), kAccessMode);
      else if (elements[i].block > 0xFF || !exists(static_cast<std::uint8_t>(elements[i].block))) {
        failure = flags(mask_of(i), kBlockInvalid);
      }
    }
  }
};

FelicaLiteSCard::FelicaLiteSCard(const LiteSPersonalization& personalization)
    : FelicaCardBase(personalization.idm, {0x00, 0xF1, 0x00, 0x00, 0x00, 0x01, 0x43, 0x00}) {
  Block id{}, device_id{}, version{};
  auto end = std::copy(idm_.begin(), idm_.end(), id.begin());
  end = std::copy(personalization.format_code.begin(), personalization.format_code.end(), end);
  std::copy(personalization.own_id.begin(), personalization.own_id.end(), end);
  std::copy(pmm_.begin(), pmm_.end(), std::copy(idm_.begin(), idm_.end(), device_id.begin()));
  version[0] = static_cast<std::uint8_t>(personalization.card_key_version & 0xFF);
  version[1] = static_cast<std::uint8_t>(personalization.card_key_version >> 8);
  memory_[kReg].fill(0xFF);
  memory_[kId] = id;
  memory_[kDeviceId] = device_id;
  memory_[kServiceCode] = {0x09, 0x00};
  memory_[kSystemCode] = {0x88, 0xB4};
  memory_[kCardKeyVersion] = version;
  memory_[kCardKey] = personalization.card_key;
  memory_[kConfiguration] = {0xFF, 0xFF, 0xFF, 0x00, 0x07};
  memory_[kWriteCounter] = {0x00, 0xFE, 0xFF};
}

FelicaLiteSCard FelicaLiteSCard::with_master_key(LiteSPersonalization personalization,
                                                 const std::array<std::uint8_t, 24>& master_key) {
  const FelicaLiteSCard blank{personalization};
  personalization.card_key = card_cipher::card_key_of(master_key, blank.block(kId));
  return FelicaLiteSCard{personalization};
}

Block FelicaLiteSCard::block(std::uint8_t number) const {
  const auto found = memory_.find(number);
  return found != memory_.end() ? found->second : Block{};
}

void FelicaLiteSCard::set_block(std::uint8_t number, const Block& data) {
  memory_[number] = data;
}

std::uint32_t FelicaLiteSCard::write_counter() const {
  return little_endian(block(kWriteCounter), 0, 3);
}

void FelicaLiteSCard::power_up() {
  session_.reset();
  authenticated_ = false;
}

bool FelicaLiteSCard::locked() const {
  return block(kConfiguration)[kMcAll] == 0x00;
}

/// A bit map of S_PAD0–13 and REG in two bytes of MC.
bool FelicaLiteSCard::protects(std::size_t map, std::uint8_t number) const {
  if (number > kReg) return false;
  return (block(kConfiguration)[map + number / 8] >> (number % 8) & 1) != 0;
}

std::vector<std::uint16_t> FelicaLiteSCard::systems() const {
  if (block(kConfiguration)[kMcNdef] == 0x01) return {0x88B4, 0x12FC};
  return {0x88B4};
}

std::optional<Bytes> FelicaLiteSCard::answer(std::uint8_t code, BytesView parameters) {
  constexpr std::uint8_t kRead = 0x06, kWrite = 0x08;
  if (code != kRead && code != kWrite) return std::nullopt;  // the chip knows Polling, read and write, nothing else
  const Command command{parameters, code == kWrite};
  if (command.failure) return command.failure;
  return code == kRead ? read(command) : write(command);
}

Block FelicaLiteSCard::visible(std::uint8_t number) const {
  if (number == kChallenge || number == kCardKey) return {};
  if (number == kState) return {static_cast<std::uint8_t>(authenticated_ ? 1 : 0)};
  return block(number);
}

card_cipher::Mac FelicaLiteSCard::read_mac_a(const std::vector<Element>& elements, BytesView data) const {
  Bytes message;
  for (const Element& element : elements) message.insert(message.end(), {static_cast<std::uint8_t>(element.block), 0});
  message.resize(8, 0xFF);
  message.insert(message.end(), data.begin(), data.end());
  return card_cipher::mac(*session_, message, false);
}

Bytes FelicaLiteSCard::read(const Command& command) const {
  const auto asks = [&](std::uint8_t number) {
    return std::any_of(command.elements.begin(), command.elements.end(),
                       [number](const Element& element) { return element.block == number; });
  };
  if (asks(kMac) && asks(kMacA)) return flags(0xFF, kBothMacs);
  Bytes data;
  for (std::size_t i = 0; i < command.elements.size(); ++i) {
    const auto number = static_cast<std::uint8_t>(command.elements[i].block);
    Block shown = visible(number);
    if (protects(kMcReadAuth, number) && !authenticated_) return flags(mask_of(i), kNotAuthenticated);
    if (number == kMac || number == kMacA) {
      if (!session_) return flags(mask_of(i), kMacWrong);
      shown = {};
      const auto mac = number == kMac ? card_cipher::mac(*session_, data, false) : read_mac_a(command.elements, data);
      if (i > 0) std::copy(mac.begin(), mac.end(), shown.begin());
    }
    data.insert(data.end(), shown.begin(), shown.end());
  }
  Bytes answer{0x00, 0x00, static_cast<std::uint8_t>(command.elements.size())};
  answer.insert(answer.end(), data.begin(), data.end());
  return answer;
}

bool FelicaLiteSCard::writable(std::uint8_t number) const {
  const Block configuration = block(kConfiguration);
  if (number <= kReg) return protects(kMcWritable, number);
  if (number == kChallenge || number == kState) return true;
  if (number == kCardKey || number == kCardKeyVersion) return !locked() || configuration[kMcKeyChangeable] == 0x01;
  return (number == kId || number == kServiceCode || number == kConfiguration) && !locked();
}

bool FelicaLiteSCard::needs_mac(std::uint8_t number) const {
  if (number == kState) return true;
  if (number == kCardKey || number == kCardKeyVersion) return locked();
  return protects(kMcWriteMac, number);
}

bool FelicaLiteSCard::accepts_mac(std::uint8_t number, const Block& data, const Block& mac_block) const {
  const std::uint32_t counter = write_counter();
  if (!session_ || counter >= (locked() ? kCounterEndLocked : kCounterEndOpen)) return false;
  const Block stored = block(kWriteCounter);
  Bytes message{stored[0], stored[1], stored[2], 0x00, number, 0x00, kMacA, 0x00};
  message.insert(message.end(), data.begin(), data.end());
  const auto wanted = card_cipher::mac(*session_, message, true);
  return std::equal(wanted.begin(), wanted.end(), mac_block.begin()) &&
         std::equal(stored.begin(), stored.begin() + 3, mac_block.begin() + 8);
}

Bytes FelicaLiteSCard::write(const Command& command) {
  const auto number = static_cast<std::uint8_t>(command.elements[0].block);
  const Block& data = command.data[0];
  const bool with_mac = command.elements.size() == 2;
  if (!writable(number)) return flags(0x01, kBlockInvalid);
  if (with_mac && command.elements[1].block != kMacA) return flags(0x02, kBlockInvalid);
  if (needs_mac(number) && !with_mac) return flags(0x01, kBlockInvalid);
  if (protects(kMcWriteAuth, number) && !authenticated_) return flags(0x01, kNotAuthenticated);
  if (with_mac && !accepts_mac(number, data, command.data[1])) return flags(0x02, kMacWrong);
  store(number, data);
  return flags(0x00, 0x00);
}

void FelicaLiteSCard::store(std::uint8_t number, const Block& data) {
  if (number == kChallenge) {
    session_ = card_cipher::begin_session(block(kCardKey), data);
    return;
  }
  const bool was_locked = locked();
  if (number == kState) {
    authenticated_ = data[0] == 0x01;
  } else if (number == kReg) {
    const Block old = block(kReg);  // both registers only fall; a larger value leaves all as it is
    if (little_endian(data, 0, 4) <= little_endian(old, 0, 4) &&
        little_endian(data, 4, 4) <= little_endian(old, 4, 4)) {
      memory_[kReg] = data;
    }
  } else if (number == kId) {
    std::copy(data.begin() + sizeof(Idm), data.end(), memory_[kId].begin() + sizeof(Idm));
  } else {
    memory_[number] = data;
  }
  count_write();
  if (!was_locked && locked()) memory_[kWriteCounter] = {};
}

void FelicaLiteSCard::count_write() {
  const std::uint32_t counter = std::min(write_counter() + 1, kCounterEndOpen);
  Block& block = memory_[kWriteCounter];
  for (std::size_t i = 0; i < 3; ++i) block[i] = static_cast<std::uint8_t>(counter >> (8 * i) & 0xFF);
}

}  // namespace kazasu::simulators
