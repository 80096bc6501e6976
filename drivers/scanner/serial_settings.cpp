#include "scanner/serial_settings.hpp"

#include <array>
#include <utility>

namespace kazasu::drivers {
namespace {

constexpr std::array<std::string_view, 15> kParameters{"baud",   "data",       "parity",    "stop",        "flow",
                                                       "frames", "terminator", "prefix",    "check",       "idle_ms",
                                                       "aim",    "payload",    "repeat_ms", "acknowledge", "on_open"};
constexpr std::array kBauds{1'200u,  2'400u,   4'800u,   9'600u,   19'200u, 38'400u,
                            57'600u, 115'200u, 230'400u, 460'800u, 921'600u};
constexpr unsigned kIdleMsMin = 10;
constexpr unsigned kIdleMsMax = 5'000;
const Bytes kCr{0x0D}, kLf{0x0A}, kCrLf{0x0D, 0x0A}, kTab{0x09}, kStx{0x02}, kEtx{0x03};

void read_line(UriReader& reader, SerialLineSettings& line) {
  using Parity = SerialLineSettings::Parity;
  using Flow = SerialLineSettings::Flow;
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
  reader.choice(
      "flow",
      std::array{std::pair{std::string_view{"none"}, Flow::none}, std::pair{std::string_view{"rtscts"}, Flow::rts_cts},
                 std::pair{std::string_view{"xonxoff"}, Flow::xon_xoff}},
      line.flow);
}

void read_terminator(UriReader& reader, ScanFraming& framing) {
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
}

void read_prefix(UriReader& reader, Bytes& prefix) {
  if (auto bytes = reader.hex("prefix")) {
    prefix = std::move(*bytes);
  } else {
    const std::array<std::pair<std::string_view, Bytes>, 3> prefixes{{{"none", {}}, {"stx", kStx}, {"", {}}}};
    reader.choice("prefix", prefixes, prefix);
  }
}

Result<void> read_block_check(UriReader& reader, ScanFraming& framing) {
  reader.choice("check",
                std::array{std::pair{std::string_view{"none"}, false}, std::pair{std::string_view{"xor"}, true}},
                framing.block_check);
  if (!framing.block_check) return {};
  // Behind CR the check byte may look like LF.
  if (framing.terminators.size() == 2) framing.terminators.erase(framing.terminators.begin());
  if (framing.terminators.size() == 1 && !framing.prefix.empty()) return {};
  return Error{ErrorCode::configuration_invalid,
               "serial: check=xor needs a prefix and one terminator, as in prefix=stx&terminator=etx"};
}

Result<void> read_framing(const DeviceUri& uri, UriReader& reader, SerialSettings& settings) {
  enum class Frames { marks, length1, length2, length2le, ssi };
  Frames frames = Frames::marks;
  reader.choice("frames",
                std::array{std::pair{std::string_view{"marks"}, Frames::marks},
                           std::pair{std::string_view{"length1"}, Frames::length1},
                           std::pair{std::string_view{"length2"}, Frames::length2},
                           std::pair{std::string_view{"length2le"}, Frames::length2le},
                           std::pair{std::string_view{"ssi"}, Frames::ssi}},
                frames);
  const auto refused = [&](std::initializer_list<const char*> names) -> Result<void> {
    for (const char* name : names) {
      if (uri.parameters.contains(name))
        return Error{ErrorCode::configuration_invalid,
                     std::string{"serial: "} + name + " does not go with frames=" + uri.parameters.at("frames")};
    }
    return {};
  };
  if (frames == Frames::marks) {
    ScanFraming framing;
    read_terminator(reader, framing);
    read_prefix(reader, framing.prefix);
    reader.milliseconds("idle_ms", kIdleMsMin, kIdleMsMax, framing.idle);
    auto checked = read_block_check(reader, framing);
    settings.framing = std::move(framing);
    return checked;
  }
  if (frames == Frames::ssi) {
    SsiFraming framing;
    reader.milliseconds("idle_ms", kIdleMsMin, kIdleMsMax, framing.idle);
    settings.framing = framing;
    return refused({"terminator", "prefix", "check", "acknowledge"});
  }
  LengthFraming framing;
  framing.length_bytes = frames == Frames::length1 ? 1 : 2;
  framing.little_endian = frames == Frames::length2le;
  read_prefix(reader, framing.prefix);
  reader.milliseconds("idle_ms", kIdleMsMin, kIdleMsMax, framing.idle);
  settings.framing = std::move(framing);
  return refused({"terminator", "check"});
}

}  // namespace

std::unique_ptr<LineFramer> make_framer(const SerialSettings& settings) {
  if (const auto* marks = std::get_if<ScanFraming>(&settings.framing)) return std::make_unique<ScanFramer>(*marks);
  if (const auto* length = std::get_if<LengthFraming>(&settings.framing))
    return std::make_unique<LengthFramer>(*length);
  return std::make_unique<SsiFramer>(std::get<SsiFraming>(settings.framing));
}

Result<SerialSettings> parse_serial_settings(const DeviceUri& uri) {
  if (auto checked = check_parameters(uri, kParameters); !checked) return checked.error();
  if (!uri.path.starts_with('/')) {
    return Error{ErrorCode::configuration_invalid, "serial: the path is not absolute; write serial:/dev/…"};
  }
  SerialSettings settings;
  settings.line.path = uri.path;
  UriReader reader{uri};
  read_line(reader, settings.line);
  if (auto framed = read_framing(uri, reader, settings); !framed && !reader.problem()) return framed.error();
  read_content(reader, settings.content);
  reader.choice("acknowledge",
                std::array{std::pair{std::string_view{"false"}, false}, std::pair{std::string_view{"true"}, true}},
                settings.acknowledge);
  if (auto bytes = reader.hex("on_open")) {
    settings.on_open = std::move(*bytes);
  } else {
    reader.choice("on_open", std::array{std::pair{std::string_view{"0x and 1 to 16 bytes in hexadecimal"}, Bytes{}}},
                  settings.on_open);
  }
  if (reader.problem()) return *reader.problem();
  return settings;
}

}  // namespace kazasu::drivers
