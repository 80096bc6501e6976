#include <cstdio>

#include "codec/felica.hpp"
#include "codec/felica_air.hpp"
#include "codec/transit_history.hpp"
#include "nfc_vectors.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using nlohmann::json;

namespace {

felica::Idm idm_of(const json& inputs) {
  return array_of<8>(inputs.at("idm"));
}

std::vector<std::uint16_t> services_of(const json& inputs) {
  std::vector<std::uint16_t> services;
  for (const auto& wire : inputs.at("services")) {
    const auto bytes = array_of<2>(wire);
    services.push_back(static_cast<std::uint16_t>(bytes[0] | bytes[1] << 8));
  }
  return services;
}

std::vector<felica::BlockElement> elements_of(const json& inputs) {
  std::vector<felica::BlockElement> elements;
  for (const auto& wire : inputs.at("elements")) {
    const auto bytes = array_of<2>(wire);
    elements.push_back({.block = bytes[1],
                        .access = static_cast<std::uint8_t>(bytes[0] >> 4 & 7),
                        .service = static_cast<std::uint8_t>(bytes[0] & 0x0F)});
  }
  return elements;
}

json frame_of(const Result<Bytes>& frame) {
  REQUIRE(frame.ok());
  return {{"frame", hex_of(*frame)}};
}

json crc16(const json& inputs) {
  return {{"crc", hex_of_word(felica::crc16(bytes_of(inputs.at("len_and_payload"))))}};
}

json air_frame(const json& inputs) {
  return frame_of(felica::air_frame(bytes_of(inputs.at("payload"))));
}

json polling_command(const json& inputs) {
  return frame_of(felica::polling_command({.system_code = word_of(inputs.at("system_code")),
                                           .wanted = felica::PollingData{byte_of(inputs.at("request_code"))},
                                           .slots = byte_of(inputs.at("tsn"))}));
}

json polling_response(const json& inputs) {
  const auto answer = felica::parse_polling_answer(bytes_of(inputs.at("frame")));
  if (!answer) return {{"valid", false}};
  json found{{"valid", true}, {"idm", hex_of(answer->idm)}, {"pmm", hex_of(answer->pmm)}};
  if (answer->data) found["request_data"] = hex_of_word(*answer->data);
  return found;
}

json block_element(const json& inputs) {
  const felica::BlockElement element{.block = inputs.at("block").get<std::uint16_t>(),
                                     .access = inputs.at("access").get<std::uint8_t>(),
                                     .service = inputs.at("service").get<std::uint8_t>()};
  return {{"element", hex_of(felica::encode(element))}};
}

json service_code(const json& inputs) {
  const std::uint16_t code =
      felica::service_code(inputs.at("number").get<std::uint16_t>(), inputs.at("attribute").get<std::uint8_t>());
  return {{"wire", hex_of_word(static_cast<std::uint16_t>(code << 8 | code >> 8))}};
}

json read_command(const json& inputs) {
  return frame_of(felica::read_command(idm_of(inputs), services_of(inputs), elements_of(inputs)));
}

json read_response(const json& inputs) {
  const auto answer =
      felica::parse_read_answer(bytes_of(inputs.at("frame")), idm_of(inputs), inputs.at("blocks").get<std::size_t>());
  if (!answer) return {{"valid", false}};
  std::string data;
  for (const felica::Block& block : answer->blocks) data += hex_of(block);
  return {{"valid", true},
          {"sf1", hex_of(std::array{answer->status.flag1})},
          {"sf2", hex_of(std::array{answer->status.flag2})},
          {"data", data}};
}

json write_command(const json& inputs) {
  const std::array<felica::Block, 1> data{array_of<16>(inputs.at("data"))};
  return frame_of(felica::write_command(idm_of(inputs), services_of(inputs), elements_of(inputs), data));
}

json simple_command(const json& inputs) {
  return frame_of(felica::simple_command(byte_of(inputs.at("code")), idm_of(inputs), bytes_of(inputs.at("params"))));
}

json request_service_response(const json& inputs) {
  const Bytes frame = bytes_of(inputs.at("frame"));
  const felica::Idm idm = inputs.contains("idm") ? idm_of(inputs) : array_of<8>(hex_of(BytesView{frame}.subspan(2, 8)));
  const std::size_t nodes = inputs.value("nodes", std::size_t{2});
  const auto versions = felica::parse_request_service_answer(frame, idm, nodes);
  if (!versions) return {{"valid", false}};
  json list = json::array();
  for (const auto& version : *versions) list.push_back(version ? json(*version) : json(0xFFFF));
  return {{"valid", true}, {"key_versions", list}};
}

json request_system_code_response(const json& inputs) {
  const Bytes frame = bytes_of(inputs.at("frame"));
  const felica::Idm idm = inputs.contains("idm") ? idm_of(inputs) : array_of<8>(hex_of(BytesView{frame}.subspan(2, 8)));
  const auto codes = felica::parse_request_system_code_answer(frame, idm);
  if (!codes) return {{"valid", false}};
  json list = json::array();
  for (const std::uint16_t code : *codes) list.push_back(hex_of_word(code));
  return {{"valid", true}, {"system_codes", list}};
}

json timeout_units(const json& inputs) {
  static const std::map<std::string, felica::TimeParameter> parameters{
      {"request_service", felica::TimeParameter::request_service},
      {"fixed", felica::TimeParameter::fixed},
      {"read", felica::TimeParameter::read},
      {"write", felica::TimeParameter::write}};
  return {{"units", felica::time_units(array_of<8>(inputs.at("pmm")), parameters.at(inputs.at("operation_utf8")),
                                       inputs.at("n").get<std::size_t>())}};
}

json transit_history(const json& inputs) {
  const auto entry = parse_transit_entry(array_of<16>(inputs.at("block")));
  char date[16];
  std::snprintf(date, sizeof date, "%04d-%02u-%02u", static_cast<int>(entry.date.year()),
                static_cast<unsigned>(entry.date.month()), static_cast<unsigned>(entry.date.day()));
  return {{"date_utf8", date}, {"balance", entry.balance_yen}};
}

}  // namespace

NfcOperations felica_operations() {
  return {{"felica.crc16", crc16},
          {"felica.air_frame", air_frame},
          {"felica.polling_command", polling_command},
          {"felica.polling_response", polling_response},
          {"felica.block_element", block_element},
          {"felica.service_code", service_code},
          {"felica.read_command", read_command},
          {"felica.read_response", read_response},
          {"felica.write_command", write_command},
          {"felica.simple_command", simple_command},
          {"felica.request_service_response", request_service_response},
          {"felica.request_system_code_response", request_system_code_response},
          {"felica.timeout_units", timeout_units},
          {"felica.transit_history", transit_history}};
}
