#include "nfc/lite_s_application.hpp"

#include <algorithm>
#include <array>

#include "codec/lite_s_mac.hpp"

namespace kazasu::drivers {
namespace {

template <class Container>
Bytes bytes_of(const Container& container) {
  return {container.begin(), container.end()};
}

FelicaSighting sighting_of(const FelicaTag& tag) {
  return {.idm = bytes_of(tag.idm()), .pmm = bytes_of(tag.pmm()), .system_code = tag.system_code(), .lite_s = {}};
}

}  // namespace

bool is_lite_s(const felica::Pmm& pmm) {
  constexpr std::uint8_t kLiteS = 0xF1, kLinkInLiteSMode = 0xF2;
  const std::uint8_t ic_type = pmm[1];
  return ic_type == kLiteS || ic_type == kLinkInLiteSMode;
}

Result<FelicaSighting::LiteSProof> take_lite_s_proof(FelicaTag& tag, Entropy& entropy) {
  felica::Block challenge{};
  if (auto filled = entropy.fill(challenge); !filled) return filled.error();
  if (auto written = tag.write(felica::kServiceReadWrite, {.block = lite_s::kBlockChallenge}, challenge); !written) {
    return written.error();
  }
  constexpr std::array<felica::BlockElement, 3> kBlocks{
      {{.block = lite_s::kBlockId}, {.block = lite_s::kBlockCardKeyVersion}, {.block = lite_s::kBlockMacA}}};
  auto blocks = tag.read(felica::kServiceReadOnly, kBlocks);
  if (!blocks) return blocks.error();
  const felica::Block &id = (*blocks)[0], &version = (*blocks)[1], &mac_a = (*blocks)[2];
  if (!std::equal(tag.idm().begin(), tag.idm().end(), id.begin())) {
    return Error{ErrorCode::card_answer_invalid, "FeliCa Lite-S: the ID block holds another IDm than was polled"};
  }
  return FelicaSighting::LiteSProof{.challenge = bytes_of(challenge),
                                    .id_block = bytes_of(id),
                                    .card_key_version = static_cast<std::uint16_t>(version[0] | version[1] << 8),
                                    .card_key_version_block = bytes_of(version),
                                    .mac_a = {mac_a.begin(), mac_a.begin() + sizeof(lite_s::Mac)}};
}

Result<FelicaSighting> identify_felica(FelicaTag& tag, Entropy& entropy) {
  FelicaSighting sighting = sighting_of(tag);
  if (tag.system_code() != felica::kSystemLiteS || !is_lite_s(tag.pmm())) return sighting;
  auto proof = take_lite_s_proof(tag, entropy);
  if (!proof) return proof.error();
  sighting.lite_s = std::move(*proof);
  return sighting;
}

Result<FelicaSighting> identify_felica(CardLink& link, Entropy& entropy) {
  auto tag = FelicaTag::poll(link, felica::kSystemLiteS);
  if (!tag && tag.error().code == ErrorCode::card_timeout) tag = FelicaTag::poll(link, felica::kSystemWildcard);
  if (!tag) return tag.error();
  return identify_felica(*tag, entropy);
}

}  // namespace kazasu::drivers
