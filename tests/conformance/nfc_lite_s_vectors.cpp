#include "codec/lite_s_mac.hpp"
#include "kazasu/drivers/nfc/lite_s_proof.hpp"
#include "nfc_vectors.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using nlohmann::json;

namespace {

felica::Block challenge_of(const json& inputs) {
  return array_of<16>(inputs.at("rc_block"));
}

lite_s::SessionKey session_of(const json& inputs) {
  auto key = lite_s::session_key(array_of<16>(inputs.at("ck_block")), challenge_of(inputs));
  REQUIRE(key.ok());
  return *key;
}

std::vector<felica::Block> blocks_of(const Bytes& data) {
  REQUIRE(data.size() % 16 == 0);
  std::vector<felica::Block> blocks(data.size() / 16);
  for (std::size_t i = 0; i < data.size(); ++i) blocks[i / 16][i % 16] = data[i];
  return blocks;
}

std::uint32_t counter_of(const json& inputs) {
  const auto bytes = array_of<3>(inputs.at("wcnt"));
  return static_cast<std::uint32_t>(bytes[0] | bytes[1] << 8 | bytes[2] << 16);
}

std::string hex_of_mac(const Result<lite_s::Mac>& mac) {
  REQUIRE(mac.ok());
  return hex_of(*mac);
}

json des_mac(const json& inputs) {
  auto key = array_of<16>(inputs.at("key"));
  if (inputs.at("swap_key").get<bool>()) std::rotate(key.begin(), key.begin() + 8, key.end());
  return {{"mac", hex_of_mac(lite_s::cbc_mac(key, array_of<8>(inputs.at("iv")), bytes_of(inputs.at("data"))))}};
}

json session_key(const json& inputs) {
  const lite_s::SessionKey key = session_of(inputs);
  return {{"sk", hex_of(key.first) + hex_of(key.second)}};
}

json mac(const json& inputs) {
  const auto blocks = blocks_of(bytes_of(inputs.at("data")));
  return {{"mac", hex_of_mac(lite_s::read_mac(session_of(inputs), challenge_of(inputs), blocks))}};
}

json mac_a_read(const json& inputs) {
  const Bytes numbers = bytes_of(inputs.at("blocks"));
  const auto data = blocks_of(bytes_of(inputs.at("data")));
  REQUIRE(numbers.size() == data.size() + 1);  // MAC_A itself comes last
  std::vector<lite_s::NumberedBlock> blocks;
  for (std::size_t i = 0; i < data.size(); ++i) blocks.emplace_back(numbers[i], data[i]);
  return {{"mac_a", hex_of_mac(lite_s::read_mac_a(session_of(inputs), challenge_of(inputs), blocks))}};
}

Result<lite_s::Mac> write_mac(const json& inputs) {
  return lite_s::write_mac_a(session_of(inputs), challenge_of(inputs), counter_of(inputs),
                             {byte_of(inputs.at("block")), array_of<16>(inputs.at("data"))});
}

json mac_a_write(const json& inputs) {
  const auto mac = write_mac(inputs);
  REQUIRE(mac.ok());
  return {{"mac_a", hex_of(*mac)}, {"mac_a_block", hex_of(lite_s::mac_a_block(*mac, counter_of(inputs)))}};
}

json write_mac_frame(const json& inputs) {
  const auto mac = write_mac(inputs);
  REQUIRE(mac.ok());
  const std::array<std::uint16_t, 1> services{felica::kServiceReadWrite};
  const std::array<felica::BlockElement, 2> elements{
      {{.block = byte_of(inputs.at("block"))}, {.block = lite_s::kBlockMacA}}};
  const std::array<felica::Block, 2> data{array_of<16>(inputs.at("data")),
                                          lite_s::mac_a_block(*mac, counter_of(inputs))};
  const auto frame = felica::write_command(array_of<8>(inputs.at("idm")), services, elements, data);
  REQUIRE(frame.ok());
  return {{"frame", hex_of(*frame)}};
}

json diversify(const json& inputs) {
  const auto key = diversify_card_key(bytes_of(inputs.at("master_key")), bytes_of(inputs.at("id_block")));
  REQUIRE(key.ok());
  return {{"ck_block", hex_of(*key)}};
}

json internal_auth(const json& inputs) {
  REQUIRE(inputs.at("blocks") == "828691");
  const auto answer = felica::parse_read_answer(bytes_of(inputs.at("read_response")), array_of<8>(inputs.at("idm")), 3);
  REQUIRE(answer.ok());
  const auto bytes = [](const felica::Block& block, std::size_t count) {
    return Bytes{block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count)};
  };
  const FelicaSighting::LiteSProof proof{.challenge = bytes_of(inputs.at("rc_block")),
                                         .id_block = bytes(answer->blocks[0], 16),
                                         .card_key_version = 1,
                                         .card_key_version_block = bytes(answer->blocks[1], 16),
                                         .mac_a = bytes(answer->blocks[2], 8)};
  const auto authentic = verify_lite_s_proof(proof, bytes_of(inputs.at("ck_block")));
  REQUIRE(authentic.ok());
  return {{"authentic", *authentic}};
}

}  // namespace

NfcOperations lite_s_operations() {
  return {{"felica.des_mac", des_mac},
          {"felica.session_key", session_key},
          {"felica.mac", mac},
          {"felica.mac_a_read", mac_a_read},
          {"felica.mac_a_write", mac_a_write},
          {"felica.write_mac_frame", write_mac_frame},
          {"felica.diversify_card_key", diversify},
          {"felica.internal_auth", internal_auth}};
}
