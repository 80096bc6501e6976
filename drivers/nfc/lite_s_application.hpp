#pragma once

#include "kazasu/seams/entropy.hpp"
#include "kazasu/values/sighting.hpp"
#include "nfc/felica_tag.hpp"

namespace kazasu::drivers {

/// Whether the card can prove itself with MAC_A: a Lite-S, or a Link in Lite-S mode. An older Lite cannot.
bool is_lite_s(const felica::Pmm& pmm);

/// Internal authentication: writes a fresh challenge and reads ID, CKV and MAC_A in one command. The till holds no card
/// key, so the transcript is taken here and checked later. `card_answer_invalid` if the ID block is not the polled
/// card's; fails closed when `entropy` does.
Result<FelicaSighting::LiteSProof> take_lite_s_proof(FelicaTag& tag, Entropy& entropy);

/// What a card that was polled tells of itself: a Lite-S gives its proof in two exchanges more.
Result<FelicaSighting> identify_felica(FelicaTag& tag, Entropy& entropy);

/// What a FeliCa card tells of itself in as few exchanges as possible: three for a Lite-S, with its proof; two for
/// another card, with IDm, PMm and the system that answered a wildcard.
Result<FelicaSighting> identify_felica(CardLink& link, Entropy& entropy);

}  // namespace kazasu::drivers
