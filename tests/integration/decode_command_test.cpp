#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "temporary_folder.hpp"

using nlohmann::json;

namespace {

/// What a shell command prints.
std::string program_output(const std::string& command) {
  FILE* pipe = popen(("timeout 20 " + command).c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  std::array<char, 4'096> block{};
  while (const std::size_t bytes = std::fread(block.data(), 1, block.size(), pipe)) text.append(block.data(), bytes);
  pclose(pipe);
  return text;
}

json scan_vectors() {
  std::ifstream file{std::string{KAZASU_SOURCE_DIR} + "/tests/vectors/scan_vectors.json"};
  return json::parse(file)["vectors"];
}

std::string quoted(const std::string& text) {
  std::string shell = "'";
  for (const char c : text) shell += c == '\'' ? std::string{"'\\''"} : std::string(1, c);
  return shell + "'";
}

/// The tool's answers to scans, a line each.
std::vector<json> decode(const std::vector<json>& scans) {
  const TemporaryFolder folder;
  const std::string path = folder / "scans";
  {
    std::ofstream lines{path};
    for (const json& scan : scans) lines << scan.dump() << '\n';
  }
  std::istringstream output{program_output(std::string{KAZASU_BINARY_DIR} + "/kazasu decode --json < " + path)};
  std::vector<json> answers;
  for (std::string line; std::getline(output, line);) answers.push_back(json::parse(line));
  return answers;
}

}  // namespace

TEST_CASE("kazasu decode reads every vector of GS1 data, links, coupons, bills and envelopes from JSON lines") {
  const std::map<std::string, const char*> parts{
      {"gs1", "elements"}, {"digital_link", "elements"}, {"coupon_na", "coupon"}, {"bill_jp", "bill"}};
  std::vector<json> scans, wanted;
  for (const json& vector : scan_vectors()) {
    if (!parts.contains(vector["group"]) || vector["data_hex"] == "") continue;
    scans.push_back({{"data_hex", vector["data_hex"]}, {"aim", vector["aim"]}});
    if (vector.contains("config")) scans.back()["config"] = vector["config"];
    wanted.push_back(vector);
  }
  const auto answers = decode(scans);
  REQUIRE(answers.size() == scans.size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const json& vector = wanted[i];
    CAPTURE(vector["id"].get<std::string>(), answers[i].dump());
    CHECK_FALSE(answers[i]["candidates"].empty());
    if (vector.contains("error")) {
      // Data that a group's codec refuses is no such data; where it is marked as it, the tool says what is wrong.
      if (vector["group"] == "gs1")
        CHECK(answers[i]["problems"]["gs1"].get<std::string>().starts_with(vector["error"]["code"].get<std::string>()));
      continue;
    }
    const char* part = parts.at(vector["group"]);
    REQUIRE(answers[i].contains(part));
    if (part == std::string{"elements"}) CHECK(answers[i][part] == vector["expect"]["elements"]);
    if (part == std::string{"bill"}) CHECK(answers[i][part] == vector["expect"]);
    if (part == std::string{"coupon"}) CHECK(answers[i][part]["offer_code"] == vector["expect"]["offer_code"]);
  }
}

TEST_CASE("kazasu decode takes text and hex, joins a book's rows, and lets no code steer the terminal") {
  const std::string tool = std::string{KAZASU_BINARY_DIR} + "/kazasu decode ";
  CHECK(program_output(tool + "--hex 5d453034393031323334353637383934").find("product (ean13)  04901234567894") !=
        std::string::npos);
  CHECK(program_output(tool + "4901234567894").find("2 readings") != std::string::npos);
  CHECK(program_output(tool + "1920193005714 9784344405042 --json").find("\"price_yen\":571") != std::string::npos);
  CHECK(program_output(tool + "--label 2F5I1V4P 0212345703984").find("verifier_ok  true") != std::string::npos);
  CHECK(program_output(tool + "--check 7dr A123456789013A").find("data  12345678901\n") != std::string::npos);
  const std::string hostile = program_output(tool + quoted("\x1B[2J\x7F\xC2\x9B"
                                                           "31m"));
  for (const char steering : {'\x1B', '\x7F', '\x9B'}) CHECK(hostile.find(steering) == std::string::npos);
  const std::string payment = program_output(tool + "900081818812345678901234 --json");
  CHECK(payment.find("paypay") != std::string::npos);
  CHECK(payment.find("12345678901234") == std::string::npos);
}

TEST_CASE("a line that is no scan has an error of its own and stops nothing") {
  const auto answers = decode({{{"data_hex", "xyz"}}, {{"nothing", 1}}, {{"data", "4901234567894"}, {"aim", "E0"}}});
  REQUIRE(answers.size() == 3);
  CHECK(answers[0]["error"]["code"] == "invalid_argument");
  CHECK(answers[1]["error"]["code"] == "invalid_argument");
  CHECK(answers[2]["candidates"][0]["value"] == "04901234567894");
}

TEST_CASE("kazasu decode takes a terminal's configuration: its cards, labels and payment codes") {
  const TemporaryFolder folder;
  const std::string path = folder / "kazasu.toml";
  std::ofstream{path} << "directory = \"store\"\n[[identify]]\nmethod = \"member_number\"\nname = \"house\"\n"
                         "digits = 13\nprefix = \"29\"\n[[in_store_label]]\nprefix = \"02\"\nformat = \"2F5I1V4P\"\n"
                         "[[payment_code]]\nservice = \"house_pay\"\ndigits = 20\nprefix = \"77\"\n";
  const std::string tool = std::string{KAZASU_BINARY_DIR} + "/kazasu decode --json --config " + path;
  const json label = json::parse(program_output(tool + " 0212345928752"));
  CHECK(label["candidates"][0]["kind"] == "in_store_label");
  CHECK(label["label"]["price"] == 2875);
  CHECK(label["label"]["verifier_ok"] == true);
  const json card = json::parse(program_output(tool + " ]E02900000000018"));
  CHECK(card["candidates"].back()["detail"] == "house");
  const json payment = json::parse(program_output(tool + " 77345678901234567890"));
  CHECK(payment["candidates"][0]["form"] == "house_pay");
  CHECK_FALSE(payment.contains("text"));
  std::ofstream{path} << "directory = \"store\"\ncolour = 1\n";
  const json wrong = json::parse(program_output(tool + " 1"));
  CHECK(wrong["error"]["code"] == "configuration_invalid");
  CHECK(wrong["error"]["detail"].get<std::string>().find(":2: colour") != std::string::npos);
}
