#include "codec/aes.hpp"
#include "codec/iso14443a.hpp"
#include "codec/ntag.hpp"
#include "codec/sdm.hpp"
#include "nfc_vectors.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using nlohmann::json;

namespace {

json check_bytes(const json& inputs) {
  const auto found = iso14443a::check_bytes(array_of<7>(inputs.at("uid")));
  return {{"bcc0", hex_of(std::array{found.bcc0})}, {"bcc1", hex_of(std::array{found.bcc1})}};
}

json crc_a(const json& inputs) {
  return {{"crc", hex_of(iso14443a::crc_a(bytes_of(inputs.at("data"))))}};
}

json originality(const json& inputs) {
  static const std::map<std::string, Curve> curves{
      {"secp128r1", Curve::secp128r1}, {"secp224r1", Curve::secp224r1}, {"secp256r1", Curve::p256}};
  const auto valid = ntag::verify_originality(curves.at(inputs.at("curve_utf8")), bytes_of(inputs.at("public_key")),
                                              bytes_of(inputs.at("uid")), bytes_of(inputs.at("signature")));
  REQUIRE(valid.ok());
  return {{"valid", *valid}};
}

json mirror(const json& inputs) {
  static const std::map<std::string, ntag::Mirror> modes{
      {"uid", ntag::Mirror::uid}, {"counter", ntag::Mirror::count}, {"both", ntag::Mirror::both}};
  return {{"ascii_utf8", ntag::mirror_text(modes.at(inputs.at("mode_utf8")), array_of<7>(inputs.at("uid")),
                                           inputs.at("counter").get<std::uint32_t>())}};
}

json read_count(const json& inputs) {
  const auto count = ntag::parse_read_count(bytes_of(inputs.at("response")));
  REQUIRE(count.ok());
  return {{"counter", *count}};
}

json cmac(const json& inputs) {
  const auto sum = aes_cmac(array_of<16>(inputs.at("key")), bytes_of(inputs.at("message")));
  REQUIRE(sum.ok());
  return {{"cmac", hex_of(*sum)}};
}

std::uint32_t count_of(const json& little_endian) {
  const auto bytes = array_of<3>(little_endian);
  return static_cast<std::uint32_t>(bytes[0] | bytes[1] << 8 | bytes[2] << 16);
}

std::string hex_of_count(std::uint32_t count) {
  return hex_of(std::array{static_cast<std::uint8_t>(count & 0xFF), static_cast<std::uint8_t>(count >> 8 & 0xFF),
                           static_cast<std::uint8_t>(count >> 16 & 0xFF)});
}

sdm::SessionKeys keys_of(const json& inputs, BytesView uid, std::uint32_t count) {
  const auto keys = sdm::session_keys(array_of<16>(inputs.at("file_read_key")), uid, count);
  REQUIRE(keys.ok());
  return *keys;
}

json session_keys(const json& inputs) {
  const auto keys = keys_of(inputs, bytes_of(inputs.at("uid")), count_of(inputs.at("ctr_le")));
  return {{"sv1", hex_of(keys.encryption_vector)},
          {"sv2", hex_of(keys.mac_vector)},
          {"enc_key", hex_of(keys.encryption)},
          {"mac_key", hex_of(keys.mac)}};
}

sdm::PiccData picc_of(const json& inputs) {
  const auto data = sdm::decrypt_picc_data(array_of<16>(inputs.at("meta_read_key")), bytes_of(inputs.at("picc_enc")));
  REQUIRE(data.ok());
  REQUIRE(data->count.has_value());
  return *data;
}

json picc_decrypt(const json& inputs) {
  const auto data = picc_of(inputs);
  return {{"plain", hex_of(data.plain)},
          {"uid", hex_of(data.uid)},
          {"ctr_le", hex_of_count(*data.count)},
          {"read_ctr", *data.count}};
}

json verified(const json& inputs, const sdm::SessionKeys& keys) {
  const auto mac = sdm::mac(keys, inputs.contains("mac_input") ? bytes_of(inputs.at("mac_input")) : Bytes{});
  REQUIRE(mac.ok());
  return {{"mac", hex_of(*mac)}, {"valid", sdm::equal(*mac, bytes_of(inputs.at("mac")))}};
}

json verify_encrypted(const json& inputs) {
  const auto data = picc_of(inputs);
  const auto keys = keys_of(inputs, data.uid, *data.count);
  json found = verified(inputs, keys);
  found["picc_plain"] = hex_of(data.plain);
  found["uid"] = hex_of(data.uid);
  found["read_ctr"] = *data.count;
  found["mac_key"] = hex_of(keys.mac);
  if (!inputs.contains("enc_file")) return found;
  const auto file = sdm::decrypt_file(keys, *data.count, bytes_of(inputs.at("enc_file")));
  REQUIRE(file.ok());
  found["enc_key"] = hex_of(keys.encryption);
  found["file_data"] = hex_of(*file);
  return found;
}

json verify_plain(const json& inputs) {
  const auto count = sdm::parse_printed_count(bytes_of(inputs.at("ctr_be")));
  REQUIRE(count.ok());
  return verified(inputs, keys_of(inputs, bytes_of(inputs.at("uid")), *count));
}

}  // namespace

NfcOperations ntag_operations() {
  return {{"iso14443a.bcc", check_bytes},
          {"iso14443a.crc_a", crc_a},
          {"ntag.originality_signature", originality},
          {"ntag.mirror", mirror},
          {"ntag.read_cnt", read_count},
          {"aes.cmac", cmac},
          {"sdm.session_keys", session_keys},
          {"sdm.picc_decrypt", picc_decrypt},
          {"sdm.verify_encrypted", verify_encrypted},
          {"sdm.verify_plain", verify_plain}};
}
