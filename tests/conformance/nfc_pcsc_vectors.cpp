#include "codec/acr122u.hpp"
#include "codec/atr.hpp"
#include "codec/ccid.hpp"
#include "codec/felica.hpp"
#include "codec/transparent_session.hpp"
#include "nfc_vectors.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using nlohmann::json;

namespace {

apdu::Answer answer_of(const json& inputs) {
  auto answer = apdu::split_answer(bytes_of(inputs.at("response")));
  REQUIRE(answer.ok());
  return *answer;
}

json atr_parse(const json& inputs) {
  const auto atr = atr::parse(bytes_of(inputs.at("atr")));
  REQUIRE(atr.ok());
  json found{{"tck_ok", atr->check_byte_ok},
             {"historical", hex_of(atr->historical)},
             {"kind_utf8", atr->storage_card ? "storage" : "other"}};
  if (atr->storage_card) {
    found["standard"] = hex_of(std::array{atr->storage_card->standard});
    found["card_name"] = hex_of_word(atr->storage_card->name);
  }
  return found;
}

json apdu_split(const json& inputs) {
  const apdu::Answer answer = answer_of(inputs);
  return {{"sw", hex_of_word(answer.status)}, {"data", hex_of(answer.data)}};
}

/// A reader's 9000 around a FeliCa frame that says no.
json felica_result(const json& inputs) {
  const apdu::Answer answer = answer_of(inputs);
  felica::Idm idm{};
  std::copy_n(answer.data.begin() + 2, idm.size(), idm.begin());
  const auto read = felica::parse_read_answer(answer.data, idm, 1);
  return {{"transport_ok", answer.status == apdu::kSuccess}, {"card_ok", read.ok() && read->status.ok()}};
}

json transceive(const json& inputs) {
  return {{"apdu", hex_of(transparent_session::transceive_command(bytes_of(inputs.at("data")),
                                                                  inputs.at("timer_us").get<std::uint32_t>()))}};
}

json transparent_response(const json& inputs) {
  const apdu::Answer answer = answer_of(inputs);
  const auto objects = transparent_session::parse_objects(answer.data);
  REQUIRE(objects.ok());
  json found{{"sw", hex_of_word(answer.status)}};
  if (objects->error) found["error_status"] = hex_of(*objects->error);
  if (objects->last_bits) found["rx_last_bits"] = hex_of(*objects->last_bits);
  if (objects->frame_status) found["frame_status"] = hex_of(*objects->frame_status);
  if (objects->received) found["data"] = hex_of(*objects->received);
  return found;
}

json direct_transmit(const json& inputs) {
  const auto apdu = acr122u::direct_transmit(bytes_of(inputs.at("pn532_command")));
  REQUIRE(apdu.ok());
  return {{"apdu", hex_of(*apdu)}};
}

json direct_response(const json& inputs) {
  const apdu::Answer answer = answer_of(inputs);
  const auto chip = acr122u::parse_direct_answer(answer, static_cast<std::uint8_t>(answer.data.at(1) - 1));
  return {{"sw", hex_of_word(answer.status)}, {"ok", chip.ok()}, {"pn532", chip ? hex_of(*chip) : ""}};
}

json ccid_message(const json& inputs) {
  const auto message = ccid::message(byte_of(inputs.at("message_type")), bytes_of(inputs.at("payload")));
  REQUIRE(message.ok());
  return {{"frame", hex_of(*message)}};
}

json ccid_answer(const json& inputs) {
  const auto payload = ccid::parse_answer(bytes_of(inputs.at("frame")));
  if (!payload) return {{"valid", false}};
  return {{"valid", true}, {"data", hex_of(*payload)}};
}

json lamps(const json& inputs) {
  const auto lamp = [&](const std::string& colour) {
    return acr122u::Lamp{.on_at_end = inputs.at(colour + "_final"),
                         .change = inputs.at(colour + "_mask"),
                         .on_at_first = inputs.at(colour + "_init"),
                         .blink = inputs.at(colour + "_blink")};
  };
  return {{"apdu", hex_of(acr122u::signal_command({.red = lamp("red"),
                                                   .green = lamp("green"),
                                                   .first_tenths = inputs.at("t1").get<std::uint8_t>(),
                                                   .second_tenths = inputs.at("t2").get<std::uint8_t>(),
                                                   .repetitions = inputs.at("rep").get<std::uint8_t>(),
                                                   .buzzer = inputs.at("buzzer").get<std::uint8_t>()}))}};
}

}  // namespace

NfcOperations pcsc_operations() {
  return {{"pcsc.atr", atr_parse},
          {"pcsc.apdu_split", apdu_split},
          {"pcsc.sw9000_felica_result", felica_result},
          {"pcsc.transparent_transceive", transceive},
          {"pcsc.transparent_response", transparent_response},
          {"acr122u.direct_transmit", direct_transmit},
          {"acr122u.direct_response", direct_response},
          {"acr122u.ccid", ccid_message},
          {"acr122u.ccid_response", ccid_answer},
          {"acr122u.led", lamps}};
}
