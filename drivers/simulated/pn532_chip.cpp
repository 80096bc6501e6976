#include "simulated/pn532_chip.hpp"

#include <algorithm>
#include <utility>

namespace kazasu::simulators {
namespace {

enum Command : std::uint8_t {
  kDiagnose = 0x00,
  kGetFirmwareVersion = 0x02,
  kReadRegister = 0x06,
  kWriteRegister = 0x08,
  kSetSerialBaudRate = 0x10,
  kSetParameters = 0x12,
  kSamConfiguration = 0x14,
  kPowerDown = 0x16,
  kRfConfiguration = 0x32,
  kInDataExchange = 0x40,
  kInCommunicateThru = 0x42,
  kInDeselect = 0x44,
  kInListPassiveTarget = 0x4A,
  kInRelease = 0x52,
  kInSelect = 0x54,
  kInAutoPoll = 0x60,
};

enum Modulation : std::uint8_t { kTypeA = 0x00, kFelica212 = 0x01, kFelica424 = 0x02, kTypeB = 0x03 };

enum Status : std::uint8_t { kOk = 0x00, kSilent = 0x01, kWrongContext = 0x27 };

constexpr std::size_t kTargetsMax = 2;

Bytes answer(std::uint8_t code, BytesView data = {}) {
  Bytes bytes{static_cast<std::uint8_t>(code + 1)};
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

Bytes type_a_description(const Card& card, bool auto_rats) {
  const bool iso_dep = card.protocol() == AirProtocol::iso14443a_iso_dep;
  const Bytes uid = card.uid();
  const auto size_bits = static_cast<std::uint8_t>(uid.size() == 4 ? 0x04 : 0x44);
  Bytes description{0x00, size_bits, static_cast<std::uint8_t>(iso_dep ? 0x20 : 0x00),
                    static_cast<std::uint8_t>(uid.size())};
  description.insert(description.end(), uid.begin(), uid.end());
  if (iso_dep && auto_rats) {
    const Bytes ats = card.ats();
    description.insert(description.end(), ats.begin(), ats.end());
  }
  return description;
}

Bytes type_b_description(const Card& card) {
  Bytes description{0x50};
  const Bytes pupi = card.uid();
  description.insert(description.end(), pupi.begin(), pupi.end());
  // Application data, protocol info (106 kbit/s, frames of 256, ISO-DEP, FWI 8), then ATTRIB_RES of one byte.
  description.insert(description.end(), {0x00, 0x00, 0x00, 0x00, 0x00, 0x81, 0x81, 0x01, 0x00});
  return description;
}

}  // namespace

void Pn532Chip::set_cards(std::vector<std::shared_ptr<Card>> cards) {
  for (const auto& card : cards) {
    const bool stays = std::find(cards_.begin(), cards_.end(), card) != cards_.end();
    if (!stays && field_on_) card->power_up();
  }
  cards_ = std::move(cards);
  // The chip knows a target until it is released: that its card has gone it sees by its silence.
  for (Target& target : targets_) {
    if (std::find(cards_.begin(), cards_.end(), target.card) == cards_.end()) target.card.reset();
  }
}

std::optional<Bytes> Pn532Chip::execute(BytesView command) {
  waiting_.clear();
  found_card_ = looked_in_vain_ = false;
  if (command.empty()) return Bytes{};
  const std::uint8_t code = command[0];
  const BytesView parameters = command.subspan(1);
  bool nothing_found = false;
  switch (code) {
    case kDiagnose:
      if (parameters.empty()) return Bytes{};
      // 00 is the echo of the communication line test; 06 asks an ISO-DEP card; ROM and RAM tests (01, 02) pass.
      if (parameters[0] == 0x00) return answer(code, parameters);
      if (parameters[0] == 0x06 && (targets_.empty() || targets_.front().card == nullptr))
        return answer(code, std::array<std::uint8_t, 1>{kSilent});
      return answer(code, std::array<std::uint8_t, 1>{kOk});
    case kGetFirmwareVersion: return answer(code, std::array<std::uint8_t, 4>{0x32, 0x01, 0x06, 0x07});
    case kReadRegister: return read_registers(parameters);
    case kWriteRegister: return write_registers(parameters);
    case kSetSerialBaudRate:
    case kSamConfiguration: return answer(code);
    case kSetParameters:
      if (parameters.size() != 1) return Bytes{};
      auto_rats_ = (parameters[0] & 0x10) != 0;
      return answer(code);
    case kPowerDown: field_on_ = false; return answer(code, std::array<std::uint8_t, 1>{kOk});
    case kRfConfiguration: return configure_radio(parameters);
    case kInDataExchange: return exchange(code, parameters);
    case kInCommunicateThru: return communicate_thru(parameters);
    case kInDeselect:
    case kInRelease: release(); return answer(code, std::array<std::uint8_t, 1>{kOk});
    case kInSelect: return answer(code, std::array<std::uint8_t, 1>{targets_.empty() ? kWrongContext : kOk});
    case kInListPassiveTarget: {
      Bytes listed = list(parameters, nothing_found);
      looked_in_vain_ = nothing_found;
      if (!nothing_found || !endless_) return listed;
      break;
    }
    case kInAutoPoll: {
      Bytes polled = auto_poll(parameters, nothing_found);
      if (!nothing_found) return polled;
      break;
    }
    default: return Bytes{};
  }
  waiting_.assign(command.begin(), command.end());
  return std::nullopt;
}

std::optional<Bytes> Pn532Chip::resume() {
  if (waiting_.empty()) return std::nullopt;
  const Bytes command = std::move(waiting_);
  return execute(command);
}

Bytes Pn532Chip::read_registers(BytesView parameters) {
  if (parameters.empty() || parameters.size() % 2 != 0) return {};
  Bytes values;
  for (std::size_t i = 0; i < parameters.size(); i += 2) {
    values.push_back(registers_[static_cast<std::uint16_t>(parameters[i] << 8 | parameters[i + 1])]);
  }
  return answer(kReadRegister, values);
}

Bytes Pn532Chip::write_registers(BytesView parameters) {
  if (parameters.empty() || parameters.size() % 3 != 0) return {};
  for (std::size_t i = 0; i < parameters.size(); i += 3) {
    registers_[static_cast<std::uint16_t>(parameters[i] << 8 | parameters[i + 1])] = parameters[i + 2];
  }
  return answer(kWriteRegister);
}

Bytes Pn532Chip::configure_radio(BytesView parameters) {
  constexpr std::uint8_t kField = 0x01, kRetries = 0x05, kEndless = 0xFF;
  if (parameters.size() < 2) return {};
  if (parameters[0] == kField) {
    const bool on = (parameters[1] & 0x01) != 0;
    if (on != field_on_) {
      targets_.clear();
      for (const auto& card : cards_) {
        if (on) card->power_up();
      }
    }
    field_on_ = on;
  }
  if (parameters[0] == kRetries && parameters.size() == 4) endless_ = parameters[3] == kEndless;
  return answer(kRfConfiguration);
}

/// Each FeliCa card answers in a time slot of its own choice; two in one slot hide each other.
std::vector<Pn532Chip::Target> Pn532Chip::poll_felica(BytesView initiator_data) {
  if (initiator_data.size() != 5) return {};
  Bytes frame{static_cast<std::uint8_t>(initiator_data.size() + 1)};
  frame.insert(frame.end(), initiator_data.begin(), initiator_data.end());
  const std::size_t slots = initiator_data[4] + std::size_t{1};
  std::map<std::size_t, std::vector<Target>> by_slot;
  for (const auto& card : cards_) {
    if (card->protocol() != AirProtocol::felica) continue;
    const auto polled = card->exchange(frame);
    if (!polled) continue;
    slots_ = slots_ * 1'664'525U + 1'013'904'223U;
    by_slot[(slots_ >> 16) % slots].push_back({card, *polled});
  }
  std::vector<Target> heard;
  for (auto& [slot, targets] : by_slot) {
    if (targets.size() == 1) heard.push_back(std::move(targets.front()));
  }
  return heard;
}

std::vector<Pn532Chip::Target> Pn532Chip::activate(std::uint8_t modulation, BytesView initiator_data) {
  field_on_ = true;
  if (modulation == kFelica212 || modulation == kFelica424) return poll_felica(initiator_data);
  std::vector<Target> found;
  for (const auto& card : cards_) {
    // What is in ISO-DEP does not hear a call for new cards until it is deselected.
    const bool active =
        std::any_of(targets_.begin(), targets_.end(), [&](const Target& target) { return target.card == card; });
    const AirProtocol protocol = card->protocol();
    const bool type_a = protocol == AirProtocol::iso14443a_type2 || protocol == AirProtocol::iso14443a_iso_dep;
    if (active && protocol != AirProtocol::iso14443a_type2) continue;
    if (modulation == kTypeA && type_a) found.push_back({card, type_a_description(*card, auto_rats_)});
    if (modulation == kTypeB && protocol == AirProtocol::iso14443b_iso_dep)
      found.push_back({card, type_b_description(*card)});
  }
  return found;
}

Bytes Pn532Chip::list(BytesView parameters, bool& nothing_found) {
  if (parameters.size() < 2 || parameters[0] < 1 || parameters[0] > kTargetsMax || parameters[1] > 4) return {};
  auto found = activate(parameters[1], parameters.subspan(2));
  if (found.size() > parameters[0]) found.resize(parameters[0]);
  nothing_found = found.empty();
  found_card_ = !nothing_found;
  Bytes data{static_cast<std::uint8_t>(found.size())};
  std::uint8_t number = 0;
  for (const Target& target : found) {
    data.push_back(++number);
    data.insert(data.end(), target.description.begin(), target.description.end());
  }
  if (!nothing_found) targets_ = std::move(found);
  return answer(kInListPassiveTarget, data);
}

Bytes Pn532Chip::auto_poll(BytesView parameters, bool& nothing_found) {
  if (parameters.size() < 3) return {};
  for (const std::uint8_t type : parameters.subspan(2)) {
    const auto modulation = static_cast<std::uint8_t>(type & 0x0F);
    constexpr std::array<std::uint8_t, 5> kPollAll{0x00, 0xFF, 0xFF, 0x01, 0x00};
    const bool felica = modulation == kFelica212 || modulation == kFelica424;
    auto found = activate(modulation, felica ? BytesView{kPollAll} : BytesView{});
    if (found.empty()) continue;
    found.resize(1);
    found_card_ = true;
    const Bytes& description = found.front().description;
    Bytes data{0x01, type, static_cast<std::uint8_t>(description.size() + 1), 0x01};
    data.insert(data.end(), description.begin(), description.end());
    targets_ = std::move(found);
    return answer(kInAutoPoll, data);
  }
  nothing_found = true;
  return {};
}

Bytes Pn532Chip::exchange(std::uint8_t code, BytesView parameters) {
  constexpr std::uint8_t kMore = 0x40, kTargetMask = 0x3F;
  constexpr std::size_t kPartBytes = 262;
  if (parameters.empty()) return {};
  const std::size_t number = parameters[0] & kTargetMask;
  if (number < 1 || number > targets_.size()) return answer(code, std::array<std::uint8_t, 1>{kWrongContext});
  const bool wants_rest = parameters.size() == 1 && !answer_rest_.empty();
  if (!wants_rest) {
    command_parts_.insert(command_parts_.end(), parameters.begin() + 1, parameters.end());
    if ((parameters[0] & kMore) != 0) return answer(code, std::array<std::uint8_t, 1>{kOk});
    const Bytes whole = std::exchange(command_parts_, {});
    const auto& card = targets_[number - 1].card;
    const auto replied = card != nullptr ? card->exchange(whole) : std::nullopt;
    if (!replied) return answer(code, std::array<std::uint8_t, 1>{kSilent});
    answer_rest_ = *replied;
  }
  const std::size_t part = std::min(answer_rest_.size(), kPartBytes);
  Bytes data{part < answer_rest_.size() ? kMore : std::uint8_t{kOk}};
  data.insert(data.end(), answer_rest_.begin(), answer_rest_.begin() + static_cast<std::ptrdiff_t>(part));
  answer_rest_.erase(answer_rest_.begin(), answer_rest_.begin() + static_cast<std::ptrdiff_t>(part));
  return answer(code, data);
}

/// No target is named: every FeliCa card hears it; what the last activated one is to type A and B.
Bytes Pn532Chip::communicate_thru(BytesView parameters) {
  std::optional<Bytes> replied;
  const bool activated = !targets_.empty() && targets_.front().card != nullptr;
  const bool iso14443 = activated && targets_.front().card->protocol() != AirProtocol::felica;
  if (iso14443) {
    replied = targets_.front().card->exchange(parameters);
  } else {
    for (const auto& card : cards_) {
      if (card->protocol() == AirProtocol::felica && !replied) replied = card->exchange(parameters);
    }
  }
  Bytes data{replied ? kOk : kSilent};
  if (replied) data.insert(data.end(), replied->begin(), replied->end());
  return answer(kInCommunicateThru, data);
}

void Pn532Chip::release() {
  command_parts_.clear();
  answer_rest_.clear();
  targets_.clear();
}

}  // namespace kazasu::simulators
