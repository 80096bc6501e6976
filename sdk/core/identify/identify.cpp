#include "kazasu/identify/identify.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "kazasu/values/bytes.hpp"

namespace kazasu {
namespace {

constexpr std::size_t kRandomUidBytes = 4;
constexpr std::uint8_t kRandomUidFirst = 0x08;  // ISO/IEC 14443-3: a single-size UID that begins with 08 is random

std::string upper_hex(const Bytes& bytes) {
  std::string text = to_hex(bytes);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::optional<Identifier> felica_lite_s(const Sighting& sighting) {
  const auto* felica = std::get_if<FelicaSighting>(&sighting.seen);
  if (felica == nullptr || !felica->lite_s) return std::nullopt;
  return Identifier{"felica_lite_s", upper_hex(felica->lite_s->id_block)};
}

std::optional<Identifier> felica_idm(const Sighting& sighting) {
  const auto* felica = std::get_if<FelicaSighting>(&sighting.seen);
  if (felica == nullptr || felica->idm.empty()) return std::nullopt;
  return Identifier{"felica_idm", upper_hex(felica->idm)};
}

std::optional<Identifier> uid(const Sighting& sighting) {
  const auto* card = std::get_if<UidSighting>(&sighting.seen);
  if (card == nullptr || card->uid.empty()) return std::nullopt;
  if (card->uid.size() == kRandomUidBytes && card->uid.front() == kRandomUidFirst) return std::nullopt;
  return Identifier{"uid", upper_hex(card->uid)};
}

std::optional<Identifier> member_number(const Sighting& sighting, const IdentificationMethod& method) {
  const auto* scan = std::get_if<ScanSighting>(&sighting.seen);
  if (scan == nullptr) return std::nullopt;
  auto number = member_number_in(as_text(scan->data), method.number);
  if (!number) return std::nullopt;
  return Identifier{"member_number", std::move(*number)};
}

std::optional<Identifier> one_time_code(const Sighting& sighting, const IdentificationMethod& method) {
  const auto* scan = std::get_if<ScanSighting>(&sighting.seen);
  if (scan == nullptr) return std::nullopt;
  auto shown = number_with_code_in(as_text(scan->data), method.number, method.one_time_code);
  if (!shown) return std::nullopt;
  return Identifier{"member_number", std::move(shown->number), std::move(shown->code)};
}

}  // namespace

std::vector<Identifier> identify(const Sighting& sighting, std::span<const IdentificationMethod> methods) {
  std::vector<Identifier> identifiers;
  for (const IdentificationMethod& method : methods) {
    std::optional<Identifier> found;
    switch (method.kind) {
      case IdentificationMethod::Kind::felica_lite_s: found = felica_lite_s(sighting); break;
      case IdentificationMethod::Kind::felica_idm: found = felica_idm(sighting); break;
      case IdentificationMethod::Kind::uid: found = uid(sighting); break;
      case IdentificationMethod::Kind::one_time_code: found = one_time_code(sighting, method); break;
      case IdentificationMethod::Kind::member_number: found = member_number(sighting, method); break;
    }
    if (found) identifiers.push_back(std::move(*found));
  }
  return identifiers;
}

}  // namespace kazasu
