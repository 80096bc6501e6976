#include "simulated/simulated_command.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "codec/felica.hpp"
#include "kazasu/drivers/simulated/felica_lite_s_card.hpp"
#include "kazasu/drivers/simulated/iso14443a_cards.hpp"
#include "kazasu/values/bytes.hpp"
#include "nfc/lite_s_application.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kIdmBytes = 8;
constexpr std::size_t kSystemCodeBytes = 2, kKeyVersionBytes = 2;
constexpr std::size_t kBlockBytes = 16;

Error invalid(std::string_view what) {
  return {ErrorCode::invalid_argument, "simulated: " + std::string{what}};
}

/// Cuts the first word off.
std::string_view take_word(std::string_view& rest) {
  const std::size_t end = rest.find(' ');
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return word;
}

std::optional<Bytes> take_hex(std::string_view& rest, std::size_t size) {
  Bytes bytes;
  if (!from_hex(take_word(rest), bytes) || bytes.size() != size) return std::nullopt;
  return bytes;
}

/// `scan`, `hid` and `type`: the same, in the frames of three kinds of scanner.
Result<void> scan(std::string_view kind, std::string_view rest, SimulatedFrames& frames) {
  std::string_view symbology = take_word(rest);
  if (symbology.empty() || rest.empty())
    return invalid(std::string{kind} + " SYMBOLOGY DATA is wanted, with - for no symbology");
  if (symbology == "-") symbology = {};
  if (kind == "type") return frames.scan_by_keys(symbology, rest);
  if (kind == "hid") {
    frames.scan_by_reports(symbology, as_bytes(rest));
  } else {
    frames.scan_by_line(symbology, as_bytes(rest));
  }
  return {};
}

Result<void> raw(std::string_view kind, std::string_view rest, SimulatedFrames& frames) {
  if (kind == "keys") return frames.press_keys(rest);
  Bytes bytes;
  if (!from_hex(rest, bytes) || bytes.empty()) return invalid(std::string{kind} + " HEX is wanted");
  if (kind == "line") {
    frames.send_line(bytes);
  } else {
    frames.send_report(bytes);
  }
  return {};
}

using CardPointer = std::shared_ptr<simulators::Card>;

template <std::size_t Size>
std::array<std::uint8_t, Size> array_of(const Bytes& bytes) {
  std::array<std::uint8_t, Size> array{};
  std::copy_n(bytes.begin(), Size, array.begin());
  return array;
}

Result<CardPointer> felica(std::string_view rest) {
  const auto idm = take_hex(rest, kIdmBytes);
  const auto pmm = take_hex(rest, kIdmBytes);
  const auto system_code = take_hex(rest, kSystemCodeBytes);
  if (!idm || !pmm || !system_code || !rest.empty())
    return invalid("felica IDM PMM SYSTEM_CODE is wanted: 16, 16 and 4 hex digits");
  const auto code = static_cast<std::uint16_t>((*system_code)[0] << 8 | (*system_code)[1]);
  const auto parameters = array_of<kIdmBytes>(*pmm);
  if (code == felica::kSystemLiteS && is_lite_s(parameters)) {
    simulators::LiteSPersonalization blank;
    blank.idm = array_of<kIdmBytes>(*idm);
    return CardPointer{std::make_shared<simulators::FelicaLiteSCard>(blank)};
  }
  return CardPointer{std::make_shared<simulators::FelicaCard>(array_of<kIdmBytes>(*idm), parameters, code)};
}

Result<CardPointer> lite_s(std::string_view rest) {
  const auto id = take_hex(rest, kBlockBytes);
  const auto version = take_hex(rest, kKeyVersionBytes);
  const auto key = take_hex(rest, kBlockBytes);
  if (!id || !version || !key || !rest.empty()) return invalid("lite_s ID CKV CK is wanted: 32, 4 and 32 hex digits");
  const BytesView block{*id};
  simulators::LiteSPersonalization card;
  std::copy_n(block.begin(), card.idm.size(), card.idm.begin());
  std::copy_n(block.begin() + 8, card.format_code.size(), card.format_code.begin());
  std::copy_n(block.begin() + 10, card.own_id.size(), card.own_id.begin());
  card.card_key_version = static_cast<std::uint16_t>((*version)[0] << 8 | (*version)[1]);
  card.card_key = array_of<kBlockBytes>(*key);
  return CardPointer{std::make_shared<simulators::FelicaLiteSCard>(card)};
}

Result<CardPointer> uid(std::string_view rest) {
  for (const std::size_t size : {4u, 7u, 10u}) {
    std::string_view copy = rest;
    if (auto bytes = take_hex(copy, size); bytes && copy.empty())
      return CardPointer{std::make_shared<simulators::UidCard>(std::move(*bytes))};
  }
  return invalid("uid UID is wanted: 8, 14 or 20 hex digits");
}

/// The seed makes each phone's random UIDs others.
Result<CardPointer> phone(std::string_view rest) {
  std::uint32_t seed = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), seed);
  if (error != std::errc{} || end != rest.data() + rest.size()) return invalid("phone NUMBER is wanted");
  return CardPointer{std::make_shared<simulators::Phone>(seed)};
}

bool names_card(std::string_view word) {
  return word == "felica" || word == "lite_s" || word == "uid" || word == "phone";
}

Result<CardPointer> card_of(std::string_view kind, std::string_view rest) {
  if (kind == "felica") return felica(rest);
  if (kind == "lite_s") return lite_s(rest);
  if (kind == "uid") return uid(rest);
  if (kind == "phone") return phone(rest);
  return invalid("beside is followed by a card: felica, lite_s, uid or phone");
}

Result<void> fault(std::string_view rest, SimulatedCards& cards) {
  const auto kind = fault_kind_of(take_word(rest));
  ReaderFault fault{.kind = kind.value_or(FaultKind::card_leaves)};
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), fault.at_command);
  const bool counted = error == std::errc{} && end == rest.data() + rest.size() && fault.at_command > 0;
  if (!kind || (!rest.empty() && !counted))
    return invalid("fault KIND or fault KIND COMMAND is wanted, as in fault card_leaves 3");
  return cards.inject(fault);
}

Result<void> fail(std::string_view name, SimulatedOutlet& outlet) {
  constexpr std::array codes{
#define KAZASU_ERROR(name, number, remedy, en, ja, zh) ErrorCode::name,
#include "kazasu/values/error_table.inc"
#undef KAZASU_ERROR
  };
  for (const ErrorCode code : codes) {
    if (name_of(code) != name) continue;
    outlet.notify(DeviceNotice::Kind::failed, {code, "as the simulated device was told"});
    return {};
  }
  return invalid("fail ERROR_CODE is wanted, as in fail scan_broken");
}

}  // namespace

Result<void> obey(std::string_view line, SimulatedOutlet& outlet, SimulatedFrames& frames, SimulatedCards& cards) {
  std::string_view rest = line;
  const std::string_view word = take_word(rest);
  if (word == "scan" || word == "hid" || word == "type") return scan(word, rest, frames);
  if (word == "line" || word == "report" || word == "keys") return raw(word, rest, frames);
  if (names_card(word) || word == "beside") {
    const bool beside = word == "beside";
    auto card = card_of(beside ? take_word(rest) : word, rest);
    if (!card) return card.error();
    beside ? cards.add(std::move(*card)) : cards.put({std::move(*card)});
    return {};
  }
  if (word == "fault") return fault(rest, cards);
  if (word == "fail") return fail(rest, outlet);
  if (line == "remove") {
    cards.remove();
  } else if (line == "silence") {
    frames.fall_silent();
  } else if (line == "lost") {
    outlet.unplug();
    cards.end();
  } else if (line == "ready") {
    outlet.replug();
    cards.begin();
  } else {
    return invalid(
        "a line begins with scan, hid, type, line, report, keys, silence, felica, lite_s, uid, phone, beside, remove, "
        "fault, fail, lost or ready");
  }
  return {};
}

}  // namespace kazasu::drivers
