#include "pcsc/card_identification.hpp"

#include "nfc/felica_identification.hpp"
#include "pcsc/felica_links.hpp"
#include "pcsc/pcsc_card.hpp"

namespace kazasu::drivers::pcsc {
namespace {

constexpr std::uint16_t kSuccess = 0x9000;

Result<Bytes> read_uid(PcscCard& card) {
  auto answer = card.transmit(apdu::get_uid_command());
  if (!answer) return answer.error();
  if (answer->status != kSuccess || answer->data.empty()) return Error{ErrorCode::card_answer_invalid, "get UID: the reader has none for this card"};
  constexpr std::size_t kUidBytesMax = 10;  // ISO/IEC 14443-3, triple size
  if (answer->data.size() > kUidBytesMax) return Error{ErrorCode::card_answer_invalid, "get UID: " + std::to_string(answer->data.size()) + " bytes"};
  return std::move(answer->data);
}

}  // namespace

Result<Sighting> identify_card(SCARDCONTEXT context, const std::string& reader, Entropy& entropy) {
  auto card = PcscCard::connect(context, reader);
  if (!card) return card.error();
  const bool is_felica = apdu::card_standard(card->atr()) == apdu::CardStandard::felica;
  if (is_felica) {
    auto link = make_felica_link(felica_dialect(reader), *card);
    if (!link) return link.error();
    if (*link) {
      auto felica = identify_felica(**link, entropy);
      if (!felica) return felica.error();
      return Sighting{.device = {}, .monotonic_ns = 0, .seen = std::move(*felica)};
    }
  }
  auto uid = read_uid(*card);
  if (!uid) return uid.error();
  if (is_felica) return Sighting{.device = {}, .monotonic_ns = 0, .seen = FelicaSighting{.idm = std::move(*uid), .pmm = {}, .system_code = 0, .lite_s = {}}};
  return Sighting{.device = {}, .monotonic_ns = 0, .seen = UidSighting{std::move(*uid)}};
}

}  // namespace kazasu::drivers::pcsc
