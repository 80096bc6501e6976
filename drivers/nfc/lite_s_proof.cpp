#include "kazasu/drivers/nfc/lite_s_proof.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <array>

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
  felica::Block challenge{}, id_block{}, version_block{};
  if (!copy_exactly(proof.challenge, challenge) || !copy_exactly(proof.id_block, id_block) ||
      !copy_exactly(proof.card_key_version_block, version_block)) {
    return Error{ErrorCode::message_invalid, "Lite-S proof: challenge and blocks have 16 bytes each"};
  }
  if (proof.mac_a.size() != sizeof(lite_s::Mac)) {
    return Error{ErrorCode::message_invalid, "Lite-S proof: a MAC_A has 8 bytes"};
  }
  lite_s::CardKey key{};
  if (!copy_exactly(card_key, key)) return Error{ErrorCode::key_missing, "Lite-S proof: a card key has 16 bytes"};
  auto session = lite_s::session_key(key, challenge);
  OPENSSL_cleanse(key.data(), key.size());
  if (!session) return session.error();
  const std::array<lite_s::NumberedBlock, 2> blocks{
      {{lite_s::kBlockId, id_block}, {lite_s::kBlockCardKeyVersion, version_block}}};
  auto mac = lite_s::read_mac_a(*session, challenge, blocks);
  if (!mac) return mac.error();
  return lite_s::equal(*mac, proof.mac_a);
}

Result<Bytes> diversify_card_key(BytesView master_key, BytesView id_block) {
  felica::Block block{};
  if (!copy_exactly(id_block, block)) return Error{ErrorCode::message_invalid, "Lite-S: an ID block has 16 bytes"};
  constexpr std::size_t kMasterKeyBytes = 24;
  if (master_key.size() != kMasterKeyBytes) return Error{ErrorCode::key_missing, "Lite-S: a master key has 24 bytes"};
  auto key = lite_s::diversify(master_key, block);
  if (!key) return key.error();
  Bytes bytes{key->begin(), key->end()};
  OPENSSL_cleanse(key->data(), key->size());
  return bytes;
}

}  // namespace kazasu::drivers
