#include "codec/ndef.hpp"
#include "codec/tag_memory.hpp"
#include "nfc/ndef_reader.hpp"
#include "nfc_vectors.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using nlohmann::json;

namespace {

/// Answers with the vector's responses, one after the other, and keeps the commands.
class ScriptedLink final : public CardLink {
 public:
  explicit ScriptedLink(const json& responses) : responses_(responses) {}
  Result<Bytes> exchange(BytesView frame, std::int64_t) override {
    commands.push_back(hex_of(frame));
    if (commands.size() > responses_.size()) return Error{ErrorCode::card_timeout, "the vector has no more responses"};
    return bytes_of(responses_[commands.size() - 1]);
  }
  json commands = json::array();

 private:
  const json& responses_;
};

json ndef_decode(const json& inputs) {
  const auto records = ndef::parse(bytes_of(inputs.at("message")));
  if (!records) return {{"valid", false}};
  json list = json::array();
  for (const ndef::Record& record : *records) {
    list.push_back({{"tnf", static_cast<int>(record.type_name)},
                    {"type", hex_of(record.type)},
                    {"id", hex_of(record.id)},
                    {"payload", hex_of(record.payload)}});
  }
  return {{"valid", true}, {"records", list}};
}

json uri_payload(const json& inputs) {
  const auto uri = ndef::uri_of(bytes_of(inputs.at("payload")));
  REQUIRE(uri.ok());
  return {{"uri_utf8", *uri}};
}

json text_payload(const json& inputs) {
  const auto text = ndef::text_of(bytes_of(inputs.at("payload")));
  REQUIRE(text.ok());
  return {{"language_utf8", text->language}, {"text_utf8", text->text}};
}

json t2t_memory(const json& inputs) {
  const Bytes memory = bytes_of(inputs.at("memory"));
  const auto found = tag_memory::find_type2_message(memory);
  const bool present = found.state == tag_memory::Type2Message::State::present;
  json answer{{"ndef_present", present}};
  if (!present) return answer;
  const auto capabilities = tag_memory::type2_capabilities(memory);
  answer["ndef"] = hex_of(found.message);
  answer["readable"] = capabilities->readable;
  answer["writable"] = capabilities->writable;
  return answer;
}

json t3t_attributes(const json& inputs) {
  const auto found = tag_memory::parse_type3_attributes(array_of<16>(inputs.at("block")));
  return {{"checksum_ok", found.checksum_ok},
          {"version", hex_of(std::array{found.version})},
          {"nbr", found.blocks_per_read},
          {"nbw", found.blocks_per_write},
          {"nmaxb", found.blocks},
          {"writef", hex_of(std::array{found.write_flag})},
          {"rwflag", hex_of(std::array{found.read_write_flag})},
          {"length", found.length}};
}

json t3t_read(const json& inputs) {
  ScriptedLink link{inputs.at("responses")};
  felica::PollingAnswer polled{.idm = array_of<8>(inputs.at("idm")), .pmm = {}, .data = {}};
  FelicaTag tag = FelicaTag::found(link, polled, felica::kSystemNdef);
  const auto message = read_type3_ndef(tag);
  REQUIRE(message.ok());
  REQUIRE(message->has_value());
  return {{"commands", link.commands}, {"ndef", hex_of(**message)}};
}

json t4t_read(const json& inputs) {
  ScriptedLink link{inputs.at("responses")};
  IsoDepTag tag{link};
  const auto message = read_type4_ndef(tag);
  REQUIRE(message.ok());
  REQUIRE(message->has_value());
  Bytes container = bytes_of(inputs.at("responses")[2]);
  container.resize(2);
  const Bytes rest = bytes_of(inputs.at("responses")[3]);
  container.insert(container.end(), rest.begin(), rest.end() - 2);
  const auto found = tag_memory::parse_type4_capabilities(container);
  REQUIRE(found.ok());
  return {{"commands", link.commands},
          {"mapping_version", hex_of(std::array{found->version})},
          {"mle", found->read_bytes},
          {"mlc", found->command_bytes},
          {"file_id", hex_of_word(found->file_id)},
          {"max_size", found->file_bytes},
          {"read_access", hex_of(std::array{found->read_access})},
          {"write_access", hex_of(std::array{found->write_access})},
          {"ndef", hex_of(**message)}};
}

json select_aid(const json& inputs) {
  const json ok = json::array({"9000"});
  ScriptedLink link{ok};
  IsoDepTag tag{link};
  REQUIRE(tag.select(bytes_of(inputs.at("aid"))).ok());
  return {{"apdu", link.commands.at(0)}};
}

}  // namespace

NfcOperations tag_operations() {
  return {{"ndef.decode", ndef_decode},
          {"ndef.uri_payload", uri_payload},
          {"ndef.text_payload", text_payload},
          {"t2t.ndef_from_memory", t2t_memory},
          {"t3t.attribute_block", t3t_attributes},
          {"t3t.read_ndef", t3t_read},
          {"t4t.read_ndef", t4t_read},
          {"iso7816.select_aid", select_aid}};
}
