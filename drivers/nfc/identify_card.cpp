#include "nfc/identify_card.hpp"

#include <algorithm>
#include <utility>

#include "codec/atr.hpp"
#include "nfc/felica_dialects.hpp"
#include "nfc/lite_s_application.hpp"

namespace kazasu::drivers {
namespace {

template <class Seen>
Sighting sighting_of(Seen seen) {
  return {.device = {}, .monotonic_ns = 0, .seen = std::move(seen)};
}

Result<Sighting> ask_uid(ApduTransport& transport, bool is_felica) {
  auto answer = transport.transmit(apdu::get_uid_command());
  if (!answer) return answer.error();
  auto uid = apdu::parse_uid(*answer);
  if (!uid) return uid.error();
  if (!is_felica) return sighting_of(UidSighting{std::move(*uid)});
  return sighting_of(FelicaSighting{.idm = std::move(*uid), .pmm = {}, .system_code = 0, .lite_s = {}});
}

Result<FelicaTag> tag_of(CardLink& link, const FoundCard& card) {
  felica::PollingAnswer answer;
  const std::size_t pmm_bytes = answer.pmm.size();
  if (card.id.size() != answer.idm.size() || card.parameters.size() < pmm_bytes)
    return Error{ErrorCode::card_answer_invalid, "libnfc: a FeliCa card without IDm and PMm"};
  std::copy(card.id.begin(), card.id.end(), answer.idm.begin());
  std::copy_n(card.parameters.begin(), pmm_bytes, answer.pmm.begin());
  std::uint16_t system_code = 0;
  if (card.parameters.size() == pmm_bytes + 2)
    system_code = static_cast<std::uint16_t>(card.parameters[pmm_bytes] << 8 | card.parameters[pmm_bytes + 1]);
  return FelicaTag::found(link, answer, system_code);
}

}  // namespace

Result<Sighting> identify_card(ApduTransport& transport, const PcscReaderQuirk& quirk, BytesView atr, Entropy& entropy,
                               std::unique_ptr<CardLink>& link) {
  auto parsed = atr::parse(atr);
  if (!parsed) return parsed.error();
  if (!atr::is_felica(*parsed)) return ask_uid(transport, false);
  auto opened = open_felica_link(quirk, transport);
  if (!opened) return opened.error();
  link = std::move(*opened);
  if (link == nullptr) return ask_uid(transport, true);
  auto felica = identify_felica(*link, entropy);
  if (!felica) return felica.error();
  return sighting_of(std::move(*felica));
}

Result<Sighting> identify_found(const FoundCard& card, CardLink& link, Entropy& entropy) {
  if (!is_felica(card)) return sighting_of(UidSighting{card.id});
  auto tag = tag_of(link, card);
  if (!tag) return tag.error();
  auto felica = identify_felica(*tag, entropy);
  if (!felica) return felica.error();
  return sighting_of(std::move(*felica));
}

}  // namespace kazasu::drivers
