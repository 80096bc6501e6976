#include "kazasu/drivers/nfc/lite_s_proof.hpp"

#include <algorithm>

#include "codec/lite_s_mac.hpp"

namespace kazasu::drivers {
namespace {

template <std::size_t Size>
bool copy_exactly(BytesView bytes, std::array<std::uint8_t, Size>& to) {
  if (bytes.size() != Size) return false;
  std::copy(bytes.begin(), bytes.end(), to.begin());
  return true;
}

}  // namespace

Result<bool> verify_lite_s_proof(const FelicaSighting::LiteSProof& proof, BytesView card_key) {
  lite_s::CardKey key{};
  felica::Block challenge{}, id_block{}, version_block{};
  if (!copy_exactly(card_key, key)) return Error{ErrorCode::key_missing, "a card key has 16 bytes"};
  if (!copy_exactly(proof.challenge, challenge) || !copy_exactly(proof.id_block, id_block) || !copy_exactly(proof.card_key_version_block, version_block)) {
    return Error{ErrorCode::message_invalid, "Lite-S proof: challenge and blocks have 16 bytes each"};
  }
  auto session = lite_s::session_key(key, challenge);
  if (!session) return session.error();
  auto expected = lite_s::read_mac_a(*session, challenge, {{0x82, id_block}, {0x86, version_block}});
  if (!expected) return expected.error();
  return lite_s::equal(*expected, proof.mac_a);
}

Result<Bytes> diversify_card_key(BytesView master_key, BytesView id_block) {
  felica::Block block{};
  if (!copy_exactly(id_block, block)) return Error{ErrorCode::invalid_argument, "an ID block has 16 bytes"};
  auto key = lite_s::diversify(master_key, block);
  if (!key) return key.error();
  return Bytes{key->begin(), key->end()};
}

}  // namespace kazasu::drivers
