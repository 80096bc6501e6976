#include "nfc/felica_identification.hpp"

#include <algorithm>

#include "nfc/felica_tag.hpp"

namespace kazasu::drivers {
namespace {

// Lite-S blocks (reference: 2.1).
constexpr std::uint8_t kBlockRandomChallenge = 0x80;
constexpr std::uint8_t kBlockId = 0x82;
constexpr std::uint8_t kBlockCardKeyVersion = 0x86;
constexpr std::uint8_t kBlockMacA = 0x91;
constexpr std::uint8_t kIcLiteS = 0xF1, kIcLinkAsLiteS = 0xF2;

template <std::size_t Size>
Bytes bytes_of(const std::array<std::uint8_t, Size>& array, std::size_t count = Size) {
  return {array.begin(), array.begin() + static_cast<std::ptrdiff_t>(count)};
}

FelicaSighting sighting_of(const FelicaTag& tag) {
  return {.idm = bytes_of(tag.idm()), .pmm = bytes_of(tag.pmm()), .system_code = tag.system_code(), .lite_s = std::nullopt};
}

Result<FelicaSighting::LiteSProof> internal_authentication(FelicaTag& tag, Entropy& entropy) {
  felica::Block challenge{};
  if (auto filled = entropy.fill(challenge); !filled) return filled.error();
  if (auto written = tag.write(felica::kServiceReadWrite, kBlockRandomChallenge, challenge); !written) return written.error();
  auto blocks = tag.read(felica::kServiceReadOnly, {kBlockId, kBlockCardKeyVersion, kBlockMacA});
  if (!blocks) return blocks.error();
  const felica::Block& id_block = (*blocks)[0];
  const felica::Block& version = (*blocks)[1];
  if (!std::equal(tag.idm().begin(), tag.idm().end(), id_block.begin())) {
    return Error{ErrorCode::card_answer_invalid, "FeliCa Lite-S: the ID block is not the polled card's"};
  }
  return FelicaSighting::LiteSProof{.challenge = bytes_of(challenge),
                                    .id_block = bytes_of(id_block),
                                    .card_key_version = static_cast<std::uint16_t>(version[0] | version[1] << 8),
                                    .card_key_version_block = bytes_of(version),
                                    .mac_a = bytes_of((*blocks)[2], 8)};
}

}  // namespace

Result<FelicaSighting> identify_felica(FelicaLink& link, Entropy& entropy) {
  auto lite_s = FelicaTag::poll(link, felica::kSystemLiteS);
  if (!lite_s) {
    if (lite_s.error().code != ErrorCode::card_timeout) return lite_s.error();
    auto other = FelicaTag::poll(link, felica::kSystemWildcard);
    if (!other) return other.error();
    return sighting_of(*other);
  }
  FelicaSighting sighting = sighting_of(*lite_s);
  // An older Lite has no MAC_A and can prove nothing this way (IC type, PMm byte 1).
  const std::uint8_t ic_type = lite_s->pmm()[1];
  if (ic_type != kIcLiteS && ic_type != kIcLinkAsLiteS) return sighting;
  auto proof = internal_authentication(*lite_s, entropy);
  if (!proof) return proof.error();
  sighting.lite_s = std::move(*proof);
  return sighting;
}

}  // namespace kazasu::drivers
