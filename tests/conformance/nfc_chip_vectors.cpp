#include "codec/pn532.hpp"
#include "codec/rcs380.hpp"
#include "nfc_vectors.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using nlohmann::json;

namespace {

json frame(const json& inputs) {
  const auto frame = pn532::frame(bytes_of(inputs.at("tfi_data")));
  REQUIRE(frame.ok());
  return {{"frame", hex_of(*frame)}};
}

json parse(const json& inputs) {
  const auto frame = pn532::parse_frame(bytes_of(inputs.at("frame")));
  if (!frame) return {{"type_utf8", "invalid"}, {"valid", false}};
  static const std::map<pn532::Frame::Type, std::string> names{{pn532::Frame::Type::ack, "ack"},
                                                               {pn532::Frame::Type::nack, "nak"},
                                                               {pn532::Frame::Type::error, "error"},
                                                               {pn532::Frame::Type::data, "data"}};
  return {{"type_utf8", names.at(frame->type)}, {"valid", true}, {"data", hex_of(frame->data)}};
}

json inlist_felica(const json& inputs) {
  const Bytes response = bytes_of(inputs.at("response"));
  const auto cards = pn532::parse_list_answer(NfcTechnology::felica_212, BytesView{response}.subspan(2));
  REQUIRE(cards.ok());
  json found{{"targets", cards->size()}};
  if (cards->empty()) return found;
  const FoundCard& card = cards->front();
  found["tg"] = 1;
  found["idm"] = hex_of(card.id);
  found["pmm"] = hex_of(BytesView{card.parameters}.first(8));
  found["system_code"] = hex_of(BytesView{card.parameters}.subspan(8));
  return found;
}

json rcs380_frame(const json& inputs) {
  const Bytes data = bytes_of(inputs.at("data"));
  const auto frame = rcs380::frame(data);
  REQUIRE(frame.ok());
  const auto back = rcs380::parse_frame(*frame);
  REQUIRE(back.ok());
  CHECK(*back == data);
  return {{"frame", hex_of(*frame)}};
}

json rcs380_limit(const json& inputs) {
  const std::uint16_t limit = rcs380::communication_limit(inputs.at("timeout_ms").get<std::uint32_t>());
  return {{"timeout", hex_of_word(static_cast<std::uint16_t>(limit << 8 | limit >> 8))}};  // low byte first
}

json rcs380_answer(const json& inputs) {
  const auto answer = rcs380::parse_communication_answer(bytes_of(inputs.at("data")));
  REQUIRE(answer.ok());
  return {{"status", answer->status}, {"rx_bits", answer->last_byte_bits}, {"payload", hex_of(answer->data)}};
}

}  // namespace

NfcOperations chip_operations() {
  return {{"pn532.frame", frame},
          {"pn532.parse", parse},
          {"pn532.inlist_felica", inlist_felica},
          {"rcs380.frame", rcs380_frame},
          {"rcs380.incommrf_timeout", rcs380_limit},
          {"rcs380.incommrf_response", rcs380_answer}};
}
