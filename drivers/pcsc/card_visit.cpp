#include "pcsc/card_visit.hpp"

#include "codec/atr.hpp"
#include "nfc/lite_s_application.hpp"
#include "pcsc/felica_links.hpp"

namespace kazasu::drivers::pcsc {
namespace {

template <class Seen>
Sighting sighting_of(Seen seen) {
  return {.device = {}, .monotonic_ns = 0, .seen = std::move(seen)};
}

}  // namespace

Result<Sighting> CardVisit::identify(BytesView atr) {
  auto card = PcscCard::connect(context_, reader_);
  if (!card) return card.error();
  card_ = std::make_unique<PcscCard>(std::move(*card));
  Bytes asked;
  if (atr.empty()) {
    auto answer = card_->atr();
    if (!answer) return answer.error();
    asked = std::move(*answer);
    atr = asked;
  }
  auto parsed = atr::parse(atr);
  if (!parsed) return parsed.error();
  if (!atr::is_felica(*parsed)) return ask_uid(false);
  auto link = open_felica_link(quirk_of(reader_), *card_);
  if (!link) return link.error();
  link_ = std::move(*link);
  if (link_ == nullptr) return ask_uid(true);
  auto felica = identify_felica(*link_, entropy_);
  if (!felica) return felica.error();
  return sighting_of(std::move(*felica));
}

Result<Sighting> CardVisit::ask_uid(bool is_felica) {
  auto answer = card_->transmit(apdu::get_uid_command());
  if (!answer) return answer.error();
  auto uid = apdu::parse_uid(*answer);
  if (!uid) return uid.error();
  if (!is_felica) return sighting_of(UidSighting{std::move(*uid)});
  return sighting_of(FelicaSighting{.idm = std::move(*uid), .pmm = {}, .system_code = 0, .lite_s = {}});
}

}  // namespace kazasu::drivers::pcsc
