#include <algorithm>

#include "codec/elliptic_curve.hpp"
#include "codec/key_derivation.hpp"
#include "codec/smart_tap.hpp"
#include "codec/tlv.hpp"
#include "codec/vas.hpp"
#include "nfc_vectors.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using nlohmann::json;

namespace {

std::string text_of(const json& hex) {
  const Bytes bytes = bytes_of(hex);
  return std::string{as_text(bytes)};
}

P256Point public_key_of(const json& private_key) {
  auto key = p256_public_key(array_of<32>(private_key));
  REQUIRE(key.ok());
  return *key;
}

json tlv_flat(const json& inputs) {
  const Bytes data = bytes_of(inputs.at("data"));
  const auto objects = tlv::flatten(data, "vector");
  REQUIRE(objects.ok());
  json list = json::array();
  for (const tlv::Object& object : *objects) {
    const std::string word = hex_of_word(object.tag);
    list.push_back({{"tag", object.tag > 0xFF ? word : word.substr(2)}, {"value", hex_of(object.value)}});
  }
  return {{"objects", list}};
}

json vas_key_id(const json& inputs) {
  const P256Point key = public_key_of(inputs.at("private_key"));
  return {{"public_x", hex_of(BytesView{key}.subspan(1))}, {"key_id", hex_of(vas::key_id(key))}};
}

json vas_pass_id_hash(const json& inputs) {
  return {{"sha256", hex_of(vas::pass_id_hash(text_of(inputs.at("pass_id"))))}};
}

json vas_decrypt(const json& inputs) {
  const auto private_key = array_of<32>(inputs.at("private_key"));
  const auto pass = vas::pass_id_hash(text_of(inputs.at("pass_id")));
  const auto cryptogram = vas::parse_cryptogram(bytes_of(inputs.at("cryptogram")));
  REQUIRE(cryptogram.ok());
  json found{{"key_id", hex_of(cryptogram->key)},
             {"key_id_match", cryptogram->key == vas::key_id(public_key_of(inputs.at("private_key")))},
             {"pass_id_sha256", hex_of(pass)},
             {"shared_info", hex_of(vas::shared_info(pass))}};
  const auto secret = vas::shared_secret(private_key, *cryptogram);
  REQUIRE(secret.ok());
  found["shared_secret"] = hex_of(*secret);
  const auto key = vas::content_key(*secret, pass);
  REQUIRE(key.ok());
  found["aes_key"] = hex_of(*key);
  const auto message = vas::open(bytes_of(inputs.at("cryptogram")), private_key, pass);
  REQUIRE(message.ok());
  found["plaintext"] = hex_of(message->plain);
  found["timestamp"] = message->seconds_since_2001;
  found["payload"] = hex_of(message->payload);
  return found;
}

json vas_get_data(const json& inputs) {
  std::optional<std::array<std::uint8_t, 4>> nonce;
  if (inputs.contains("terminal_nonce")) nonce = array_of<4>(inputs.at("terminal_nonce"));
  return {{"apdu", hex_of(vas::get_data_command(vas::pass_id_hash(text_of(inputs.at("pass_id"))),
                                                array_of<4>(inputs.at("capabilities")), nonce))}};
}

json smart_tap_request(const json& inputs) {
  const auto message = smart_tap::get_data_message({.session = array_of<8>(inputs.at("session_id")),
                                                    .sequence = inputs.at("sequence").get<std::uint8_t>(),
                                                    .collector = array_of<4>(inputs.at("collector_id")),
                                                    .service_types = bytes_of(inputs.at("service_types")),
                                                    .pos_capabilities = array_of<5>(inputs.at("pos_capabilities"))});
  REQUIRE(message.ok());
  return {{"data", hex_of(*message)}};
}

json smart_tap_collector(const json& inputs) {
  return {{"collector_id", hex_of(smart_tap::collector_id(std::stoull(inputs.at("decimal_utf8").get<std::string>())))}};
}

json public_from_private(const json& inputs) {
  return {{"public_compressed", hex_of(public_key_of(inputs.at("private_key")))}};
}

json smart_tap_signed_data(const json& inputs) {
  return {{"signed_data",
           hex_of(smart_tap::signed_data(
               array_of<32>(inputs.at("terminal_nonce")), array_of<32>(inputs.at("device_nonce")),
               array_of<4>(inputs.at("collector_id")), array_of<33>(inputs.at("terminal_ephemeral_public"))))}};
}

json smart_tap_decrypt(const json& inputs) {
  const auto device = array_of<33>(inputs.at("device_ephemeral_public"));
  const auto secret = p256_shared_secret(array_of<32>(inputs.at("terminal_ephemeral_private")), device);
  REQUIRE(secret.ok());
  const auto keys =
      smart_tap::derive_keys(*secret, device, bytes_of(inputs.at("signed_data")), bytes_of(inputs.at("signature_der")));
  REQUIRE(keys.ok());
  const auto message = smart_tap::open_bundle(bytes_of(inputs.at("record_bundle")), *keys);
  json found{{"shared_secret", hex_of(*secret)},
             {"aes_key", hex_of(keys->aes)},
             {"hmac_key", hex_of(keys->hmac)},
             {"hmac_ok", message.ok() || message.error().code != ErrorCode::signature_invalid}};
  if (!message) return found;
  found["plaintext"] = hex_of(*message);
  const auto pass = smart_tap::find_pass(*message);
  REQUIRE(pass.ok());
  REQUIRE(pass->has_value());
  found["object_type"] = hex_of((*pass)->object_type);
  found["redemption_value"] = hex_of((*pass)->redemption_value);
  return found;
}

json smart_tap_signature(const json& inputs) {
  const auto valid =
      smart_tap::verify_signature(array_of<33>(inputs.at("public_compressed")), bytes_of(inputs.at("signed_data")),
                                  bytes_of(inputs.at("signature_der")));
  REQUIRE(valid.ok());
  return {{"valid", *valid}};
}

json hkdf(const json& inputs) {
  const auto key = hkdf_sha256(bytes_of(inputs.at("ikm")), bytes_of(inputs.at("salt")), bytes_of(inputs.at("info")),
                               inputs.at("length").get<std::size_t>());
  REQUIRE(key.ok());
  return {{"okm", hex_of(*key)}};
}

}  // namespace

NfcOperations wallet_operations() {
  return {{"tlv.flat", tlv_flat},
          {"vas.key_id", vas_key_id},
          {"vas.pass_id_hash", vas_pass_id_hash},
          {"vas.decrypt", vas_decrypt},
          {"vas.get_data_apdu", vas_get_data},
          {"smarttap.get_data_request", smart_tap_request},
          {"smarttap.collector_id", smart_tap_collector},
          {"ec.public_from_private", public_from_private},
          {"smarttap.signed_data", smart_tap_signed_data},
          {"smarttap.decrypt", smart_tap_decrypt},
          {"smarttap.verify_signature", smart_tap_signature},
          {"kdf.hkdf_sha256", hkdf}};
}
