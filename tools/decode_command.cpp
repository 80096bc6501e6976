#include "decode_command.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/terminal/configuration.hpp"
#include "request_input.hpp"
#include "scan_report.hpp"
#include "terminal_text.hpp"
#include "tool_error.hpp"

namespace kazasu::tools {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLineBytesMax = 65'536;

struct Arguments {
  std::vector<std::string> scans;
  std::string symbology;
  std::string check;
  std::string configuration;
  bool hex = false;
  bool json = false;
  DecodeOptions options;
};

void print_value(const std::string& name, const Json& value, int indent) {
  const std::string space(static_cast<std::size_t>(indent), ' ');
  if (value.is_object()) {
    std::cout << space << name << '\n';
    for (const auto& [key, inner] : value.items()) print_value(key, inner, indent + 2);
  } else if (value.is_array() && !value.empty() && value.front().is_array()) {
    std::cout << space << name << '\n';
    for (const Json& row : value) {
      std::cout << space << " ";
      for (const Json& cell : row) std::cout << ' ' << terminal_text(cell);
      std::cout << '\n';
    }
  } else if (value.is_array() && !value.empty() && value.front().is_object()) {
    for (const Json& entry : value) print_value(name, entry, indent);
  } else {
    std::cout << space << name << "  " << terminal_text(value) << '\n';
  }
}

void print_candidate(const Json& candidate) {
  std::cout << "  " << candidate["kind"].get<std::string>() << " (" << terminal_text(candidate["form"]) << ")";
  for (const char* name : {"value", "add_on", "detail"}) {
    if (candidate.contains(name)) std::cout << "  " << terminal_text(candidate[name]);
  }
  std::cout << "\n    because: " << terminal_text(candidate["reason"]) << '\n';
}

void print(const Json& report, bool json) {
  if (json) {
    std::cout << report.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    return;
  }
  if (report.contains("candidates")) {
    const std::size_t readings = report["candidates"].size();
    std::cout << (readings == 1 ? "one reading" : std::to_string(readings) + " readings, which the data cannot decide")
              << '\n';
  }
  for (const auto& [key, value] : report.items()) {
    if (key != "candidates") {
      print_value(key, value, 2);
      continue;
    }
    for (const Json& candidate : value) print_candidate(candidate);
  }
}

/// Decodes scan by scan; a scan that is none stops nothing.
class Decoder {
 public:
  explicit Decoder(const Arguments& arguments) : arguments_(arguments) {}

  void decode(std::string_view input) {
    DecodeOptions options = arguments_.options;
    const auto scan = arguments_.hex           ? scan_of_hex(input, arguments_.symbology)
                      : input.starts_with('{') ? scan_of_json(input, options)
                                               : scan_of_text(input, arguments_.symbology);
    if (!scan) return fail(scan.error());
    print(scan_report(*scan, options), arguments_.json);
    if (previous_) {
      if (const Json pair = pair_report(*previous_, *scan); !pair.is_null()) print(pair, arguments_.json);
    }
    previous_ = *scan;
  }

  void fail(const Error& error) {
    failed_ = true;
    if (arguments_.json) {
      print({{"error", {{"code", name_of(error.code)}, {"detail", error.detail}}}}, true);
    } else {
      std::cerr << describe(error) << '\n';
    }
  }

  [[nodiscard]] bool failed() const { return failed_; }

 private:
  const Arguments& arguments_;
  std::optional<ScanSighting> previous_;
  bool failed_ = false;
};

void decode(Arguments& arguments) {
  drivers::SystemClock clock;
  arguments.options.today = wall_clock_at({}, clock.wall_unix_ms()).date;
  if (!arguments.check.empty()) arguments.options.codabar_check = check_scheme_of(arguments.check).value();
  if (!arguments.configuration.empty()) {
    const auto loaded = load_configuration(arguments.configuration);
    if (!loaded) fail(loaded.error(), arguments.json);
    arguments.options.configuration = drivers::scan_configuration(loaded->identification_methods, loaded->scan_rules);
  }
  Decoder decoder{arguments};
  for (const std::string& scan : arguments.scans) decoder.decode(scan);
  if (arguments.scans.empty()) {
    std::string line;
    for (LineRead read = read_line(std::cin, kLineBytesMax, line); read != LineRead::end;
         read = read_line(std::cin, kLineBytesMax, line)) {
      if (read == LineRead::too_long) {
        decoder.fail({ErrorCode::limit_exceeded, "a line of more than 65536 bytes"});
      } else if (!line.empty()) {
        decoder.decode(line);
      }
    }
  }
  std::cout.flush();
  if (decoder.failed()) throw CLI::RuntimeError(1);
}

std::string known_check(const std::string& name) {
  return check_scheme_of(name) ? "" : "there is no check scheme " + name + "; as in 7dr, luhn, m10w3, mod16";
}

}  // namespace

void add_decode_command(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("decode", "what a scanned code is, why, and what it holds");
  command->add_option(
      "scan", arguments->scans,
      "scans as text, with their AIM identifier if there is one, or as JSON ({\"data_hex\": …, \"aim\": "
      "…}); none: a scan a line from standard input");
  command->add_flag("--hex", arguments->hex, "scans are hexadecimal digits");
  command->add_option("--symbology", arguments->symbology, "AIM identifier of scans that bear none, as in E0");
  command->add_option("--config", arguments->configuration,
                      "a terminal's kazasu.toml: its member numbers, price labels and payment codes decide");
  command->add_option("--label", arguments->options.label_format, "layout of in-store price labels, as in 2F5I1V4P");
  command->add_option("--check", arguments->check, "check digit of NW-7 codes, as in 7dr, luhn, mod16")
      ->check(known_check);
  command->add_flag("--zero-suppressed-gtin", arguments->options.zero_suppressed_gtin,
                    "take GTINs of 8, 12 and 13 digits in a Digital Link");
  command->add_flag("--json", arguments->json, "a JSON object a scan");
  command->callback([arguments] { decode(*arguments); });
}

}  // namespace kazasu::tools
