#include "scanner/serial_settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace kazasu::drivers {
namespace {

constexpr std::array<std::string_view, 11> kParameters{
    "baud", "data", "parity", "stop", "flow", "terminator", "prefix", "idle_ms", "aim", "payload", "repeat_ms"};
constexpr std::array kBauds{1'200u,  2'400u,   4'800u,   9'600u,   19'200u, 38'400u,
                            57'600u, 115'200u, 230'400u, 460'800u, 921'600u};
constexpr unsigned kIdleMsMin = 10;
constexpr unsigned kIdleMsMax = 5'000;
constexpr unsigned kRepeatMsMax = 10'000;
constexpr std::size_t kMarkBytesMax = 16;
const Bytes kCr{0x0D}, kLf{0x0A}, kCrLf{0x0D, 0x0A}, kTab{0x09}, kStx{0x02}, kEtx{0x03};

/// Reads the parameters of one URI; the first one that is wrong is what `problem` tells.
class Reader {
 public:
  explicit Reader(const DeviceUri& uri) : uri_(uri) {}

  [[nodiscard]] const std::optional<Error>& problem() const { return problem_; }

  void number(const std::string& name, unsigned low, unsigned high, unsigned& value) {
    const std::string* text = find(name);
    if (text == nullptr) return;
    unsigned parsed = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), parsed);
    if (error != std::errc{} || end != text->data() + text->size() || parsed < low || parsed > high) {
      return refuse(name, std::to_string(low) + " to " + std::to_string(high));
    }
    value = parsed;
  }

  void milliseconds(const std::string& name, unsigned low, unsigned high, std::chrono::milliseconds& value) {
    auto parsed = static_cast<unsigned>(value.count());
    number(name, low, high, parsed);
    value = std::chrono::milliseconds{parsed};
  }

  template <class Value, std::size_t kCount>
  void choice(const std::string& name, const std::array<std::pair<std::string_view, Value>, kCount>& choices,
              Value& value) {
    const std::string* text = find(name);
    if (text == nullptr) return;
    std::string allowed;
    for (const auto& [word, meaning] : choices) {
      if (*text == word) {
        value = meaning;
        return;
      }
      allowed += (allowed.empty() ? "" : ", ") + std::string{word};
    }
    refuse(name, allowed);
  }

  /// The value of a mark that is given as hex digits after 0x.
  [[nodiscard]] std::optional<Bytes> hex(const std::string& name) const {
    const std::string* text = find(name);
    Bytes bytes;
    if (text == nullptr || !text->starts_with("0x") || !from_hex(std::string_view{*text}.substr(2), bytes))
      return std::nullopt;
    if (bytes.empty() || bytes.size() > kMarkBytesMax) return std::nullopt;
    return bytes;
  }

 private:
  [[nodiscard]] const std::string* find(const std::string& name) const {
    const auto found = uri_.parameters.find(name);
    return found == uri_.parameters.end() ? nullptr : &found->second;
  }

  void refuse(const std::string& name, const std::string& allowed) {
    if (!problem_)
      problem_ = Error{ErrorCode::configuration_invalid, "serial: " + name + " must be one of: " + allowed};
  }

  const DeviceUri& uri_;
  std::optional<Error> problem_;
};

void read_line(Reader& reader, SerialLineSettings& line) {
  using Parity = SerialLineSettings::Parity;
  std::array<std::pair<std::string_view, unsigned>, kBauds.size()> bauds;
  std::array<std::string, kBauds.size()> words;
  for (std::size_t i = 0; i < kBauds.size(); ++i) {
    words[i] = std::to_string(kBauds[i]);
    bauds[i] = {words[i], kBauds[i]};
  }
  reader.choice("baud", bauds, line.baud);
  reader.number("data", 7, 8, line.data_bits);
  reader.number("stop", 1, 2, line.stop_bits);
  reader.choice(
      "parity",
      std::array{std::pair{std::string_view{"none"}, Parity::none}, std::pair{std::string_view{"odd"}, Parity::odd},
                 std::pair{std::string_view{"even"}, Parity::even}},
      line.parity);
  reader.choice("flow",
                std::array{std::pair{std::string_view{"none"}, false}, std::pair{std::string_view{"rtscts"}, true}},
                line.rts_cts);
}

void read_framing(Reader& reader, ScanFraming& framing) {
  using Marks = std::vector<Bytes>;
  if (auto terminator = reader.hex("terminator")) {
    framing.terminators = {std::move(*terminator)};
  } else {
    // CR LF counts as one terminator wherever CR or LF alone is one: some scanners send both, whatever they are set to.
    const std::array<std::pair<std::string_view, Marks>, 7> terminators{{{"any", {kCrLf, kCr, kLf}},
                                                                         {"cr", {kCrLf, kCr}},
                                                                         {"lf", {kCrLf, kLf}},
                                                                         {"crlf", {kCrLf}},
                                                                         {"tab", {kTab}},
                                                                         {"etx", {kEtx}},
                                                                         {"none", {}}}};
    reader.choice("terminator", terminators, framing.terminators);
  }
  framing.idle_ends = framing.terminators.empty();
  if (auto prefix = reader.hex("prefix")) {
    framing.prefix = std::move(*prefix);
  } else {
    const std::array<std::pair<std::string_view, Bytes>, 3> prefixes{{{"none", {}}, {"stx", kStx}, {"", {}}}};
    reader.choice("prefix", prefixes, framing.prefix);
  }
  reader.milliseconds("idle_ms", kIdleMsMin, kIdleMsMax, framing.idle);
}

}  // namespace

Result<SerialSettings> parse_serial_settings(const DeviceUri& uri) {
  if (auto checked = check_parameters(uri, kParameters); !checked) return checked.error();
  if (!uri.path.starts_with('/')) {
    return Error{ErrorCode::configuration_invalid, "serial: the path is not absolute; write serial:/dev/…"};
  }
  SerialSettings settings;
  settings.line.path = uri.path;
  Reader reader{uri};
  read_line(reader, settings.line);
  read_framing(reader, settings.framing);
  reader.choice("aim",
                std::array{std::pair{std::string_view{"auto"}, AimMode::detect},
                           std::pair{std::string_view{"true"}, AimMode::required},
                           std::pair{std::string_view{"false"}, AimMode::none}},
                settings.aim);
  reader.choice("payload",
                std::array{std::pair{std::string_view{"text"}, PayloadMode::text},
                           std::pair{std::string_view{"binary"}, PayloadMode::binary}},
                settings.payload);
  reader.milliseconds("repeat_ms", 0, kRepeatMsMax, settings.repeat);
  if (reader.problem()) return *reader.problem();
  return settings;
}

}  // namespace kazasu::drivers
