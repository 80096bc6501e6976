#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <map>
#include <string>

#include "kazasu/drivers/scan/aim_identifier.hpp"
#include "kazasu/drivers/scan/charset.hpp"
#include "kazasu/drivers/scan/check_digit.hpp"
#include "kazasu/drivers/scan/classify.hpp"
#include "kazasu/drivers/scan/codabar.hpp"
#include "kazasu/drivers/scan/emv_cpm.hpp"
#include "kazasu/drivers/scan/payment_code.hpp"
#include "kazasu/drivers/scan/repeat_filter.hpp"
#include "kazasu/drivers/scan/retail.hpp"
#include "kazasu/drivers/scan/scan_framer.hpp"
#include "vector_files.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using nlohmann::json;

namespace {

Bytes bytes_of(const json& hex) {
  Bytes bytes;
  REQUIRE(from_hex(hex.get<std::string>(), bytes));
  return bytes;
}

Bytes data_of(const json& vector) {
  return bytes_of(vector["data_hex"]);
}
std::string text_of(const json& vector) {
  return std::string{as_text(data_of(vector))};
}

std::string config_of(const json& vector, const char* name, const std::string& otherwise) {
  return vector.contains("config") ? vector["config"].value(name, otherwise) : otherwise;
}

/// What a vector file calls an error: the fault that begins the detail.
json failure(const Error& error) {
  return {{"error", error.detail.substr(0, error.detail.find(':'))}};
}

json aim(const json& vector) {
  const Bytes scan = data_of(vector);
  const auto split = split_aim_identifier(scan);
  if (!split) return failure(split.error());
  const auto parsed = parse_aim_identifier(split->identifier);
  if (!parsed) return failure(parsed.error());
  return {{"symbology", std::string{name_of(parsed->symbology)}},
          {"modifier", std::string(1, parsed->modifier)},
          {"gs1", parsed->gs1},
          {"eci", parsed->eci},
          {"data_hex", to_hex(split->data)}};
}

json retail(const json& vector) {
  static const std::map<std::string, RetailScheme> schemes{{"ean13", RetailScheme::ean13},
                                                           {"ean8", RetailScheme::ean8},
                                                           {"upca", RetailScheme::upca},
                                                           {"gtin14", RetailScheme::gtin14}};
  const auto number = parse_retail_number(text_of(vector), schemes.at(config_of(vector, "scheme", "")));
  if (!number) return failure(number.error());
  return {{"gtin14", number->gtin14}, {"kind", std::string{name_of(number->kind)}}};
}

json upce(const json& vector) {
  const auto upca = expand_upc_e(text_of(vector));
  if (!upca) return failure(upca.error());
  return {{"upca", *upca}, {"gtin14", *gtin14_of(*upca)}};
}

json retail_addon(const json& vector) {
  const auto split = split_add_on(text_of(vector), vector["aim"].get<std::string>().substr(1));
  if (!split) return failure(split.error());
  return {{"main", split->main ? json(*split->main) : json(nullptr)}, {"addon", split->add_on}};
}

json check_digits(const json& vector) {
  static const std::map<std::string, std::string> names{{"m10w21_whole", "m10w21"}, {"mod11_sysmex", "mod11"}};
  std::string name = config_of(vector, "algorithm", "");
  if (names.contains(name)) name = names.at(name);
  const auto digit = check_digit(check_scheme_of(name).value(), vector["data"].get<std::string>());
  return {{"digit", std::string(1, digit.value())}};
}

json codabar(const json& vector) {
  const auto code = parse_codabar(text_of(vector), check_scheme_of(config_of(vector, "check", "none")).value());
  if (!code) return failure(code.error());
  return {{"start", std::string(1, code->start)},
          {"stop", std::string(1, code->stop)},
          {"body", code->body},
          {"data", code->data}};
}

json payment(const json& vector) {
  const auto services = payment_services(text_of(vector), known_payment_codes());
  return {{"candidates", services}};
}

/// The vector's tree of tags and values as the outline shows it: tag, depth, size.
void flatten(const json& objects, std::size_t depth, json& outline) {
  for (const json& object : objects) {
    const std::string tag = object[0];
    if (object[1].is_string()) {
      outline.push_back({tag, depth, object[1].get<std::string>().size() / 2});
    } else {
      outline.push_back({tag, depth});
      flatten(object[1], depth + 1, outline);
    }
  }
}

json emv_cpm(const json& vector) {
  const auto objects = outline_emv_cpm(text_of(vector));
  if (!objects) return failure(objects.error());
  json found = json::array(), sensitive = json::array();
  for (const EmvObject& object : *objects) {
    Bytes tag{static_cast<std::uint8_t>(object.tag >> 8), static_cast<std::uint8_t>(object.tag)};
    if (tag[0] == 0) tag.erase(tag.begin());
    std::string name = to_hex(tag);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'a' ? static_cast<char>(c - 32) : c; });
    const bool is_template = object.tag >= 0x61 && object.tag <= 0x64;
    found.push_back(is_template ? json{name, object.depth} : json{name, object.depth, object.bytes});
    if (object.sensitive) sensitive.push_back(name);
  }
  json wanted = json::array();
  flatten(vector["expect"]["tlv"], 0, wanted);
  INFO(found.dump());
  CHECK(found == wanted);
  return {{"tlv", vector["expect"]["tlv"]}, {"sensitive", sensitive}};
}

json bytes(const json& vector) {
  const Bytes data = data_of(vector);
  return {{"encoding", std::string{name_of(detect_charset(data))}}, {"controls", count_controls(data)}};
}

json classify(const json& vector) {
  json names = json::array();
  for (const ScanCandidate& candidate : classify_scan({"", data_of(vector)}, {})) {
    std::string name = candidate.form;
    if (name == "ean13") name += ":" + candidate.detail;
    if (candidate.kind == ScanKind::payment_code && name != "emv_cpm") name = "pay:" + name;
    names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return {{"candidates", names}};
}

json serial(const json& vector) {
  constexpr std::int64_t kNsPerMs = 1'000'000;
  const json& config = vector["config"];
  ScanFraming framing;
  framing.prefix = bytes_of(config.value("prefix", ""));
  framing.terminators.clear();
  for (const json& terminator : config["terminators"]) framing.terminators.push_back(bytes_of(terminator));
  framing.idle = std::chrono::milliseconds{config["idle_ms"].get<int>()};
  framing.idle_ends = config.value("idle_ends", false);
  framing.max_bytes = config["max_bytes"];
  ScanFramer framer{framing};
  std::vector<FramedScan> scans;
  for (const json& chunk : vector["input"]["chunks"])
    framer.feed(bytes_of(chunk[1]), chunk[0].get<std::int64_t>() * kNsPerMs, scans);
  if (config.contains("end_ms")) framer.pass_time(config["end_ms"].get<std::int64_t>() * kNsPerMs, scans);
  json found = json::array();
  for (const FramedScan& scan : scans) {
    found.push_back(scan.fault ? json{{"error", std::string{name_of(*scan.fault)}}} : json{{"hex", to_hex(scan.data)}});
  }
  return {{"scans", found}};
}

json duplicates(const json& vector) {
  constexpr std::int64_t kNsPerMs = 1'000'000;
  const std::chrono::milliseconds window{vector["config"]["same_ms"].get<int>()};
  std::map<std::string, RepeatFilter> filters;
  json accepted = json::array();
  std::size_t index = 0;
  for (const json& scan : vector["input"]["scans"]) {
    RepeatFilter& filter = filters.try_emplace(scan[1], window).first->second;
    const auto text = scan[2].get<std::string>();
    const BytesView data = as_bytes(text);
    if (!filter.repeats({"E0", {data.begin(), data.end()}}, scan[0].get<std::int64_t>() * kNsPerMs))
      accepted.push_back(index);
    ++index;
  }
  return {{"accepted", accepted}};
}

json sorted_candidates(json expected) {
  if (expected.contains("candidates")) std::sort(expected["candidates"].begin(), expected["candidates"].end());
  return expected;
}

/// `bytes` vectors of sizes, and the text of Shift_JIS, are not what detect_charset tells.
bool is_covered(const json& vector) {
  return vector["group"] != "bytes" || vector.contains("expect");
}

json expectation_of(const json& vector) {
  if (vector.contains("error")) return {{"error", vector["error"]["code"]}};
  json expected = sorted_candidates(vector["expect"]);
  if (vector["group"] == "bytes") expected.erase("text");
  return expected;
}

}  // namespace

TEST_CASE("the scan vectors of the groups that this version reads come out as written") {
  static const std::map<std::string, std::function<json(const json&)>> readers{
      {"aim", aim},         {"retail", retail},   {"upce", upce},         {"retail_addon", retail_addon},
      {"codabar", codabar}, {"payment", payment}, {"emv_cpm", emv_cpm},   {"check_digit", check_digits},
      {"bytes", bytes},     {"serial", serial},   {"classify", classify}, {"duplicates", duplicates}};
  std::map<std::string, int> counted;
  for (const auto& file : vector_files("scan_vectors", "scan")) {
    const json whole = read_json(file);
    for (const json& vector : whole["vectors"]) {
      const auto reader = readers.find(vector["group"]);
      if (reader == readers.end() || !is_covered(vector)) continue;
      CAPTURE(vector["id"].get<std::string>(), vector["name"].get<std::string>());
      CHECK(first_difference(expectation_of(vector), reader->second(vector), "") == "");
      ++counted[reader->first];
    }
  }
  CHECK(counted.size() == readers.size());
}
