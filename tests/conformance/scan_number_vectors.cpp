#include <algorithm>

#include "kazasu/drivers/scan/classify.hpp"
#include "kazasu/drivers/scan/codabar.hpp"
#include "kazasu/drivers/scan/emv_cpm.hpp"
#include "kazasu/drivers/scan/one_time_code.hpp"
#include "kazasu/drivers/scan/payment_code.hpp"
#include "kazasu/drivers/scan/retail.hpp"
#include "kazasu/identify/check_digit.hpp"
#include "scan_vectors.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace scan_vectors;
using nlohmann::json;

namespace {

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

OtpSettings otp_settings(const json& input) {
  static const std::map<std::string, OtpHash> hashes{
      {"sha1", OtpHash::sha1}, {"sha256", OtpHash::sha256}, {"sha512", OtpHash::sha512}};
  return {.hash = hashes.at(input["algorithm"]),
          .digits = input["digits"],
          .step_seconds = input["step"],
          .steps_back = input.value("steps_back", 1u),
          .steps_forward = input.value("steps_forward", 1u)};
}

json totp(const json& vector) {
  const json& input = vector["input"];
  const auto code = one_time_code(bytes_of(input["key_hex"]), otp_settings(input), input["time"]);
  if (!code) return failure(code.error());
  return {{"code", *code}};
}

json totp_verify(const json& vector) {
  const json& input = vector["input"];
  std::optional<std::int64_t> last;
  if (input["last_accepted_step"].is_number()) last = input["last_accepted_step"].get<std::int64_t>();
  const auto accepted = verify_one_time_code(input["code"].get<std::string>(), bytes_of(input["key_hex"]),
                                             otp_settings(input), input["now"], last);
  if (!accepted) return failure(accepted.error());
  return {{"step", accepted->step}, {"drift", accepted->drift}};
}

}  // namespace

ScanReaders number_readers() {
  return {{"retail", retail},
          {"upce", upce},
          {"retail_addon", retail_addon},
          {"check_digit", check_digits},
          {"codabar", codabar},
          {"payment", payment},
          {"emv_cpm", emv_cpm},
          {"classify", classify},
          {"totp", totp},
          {"totp_verify", totp_verify}};
}
