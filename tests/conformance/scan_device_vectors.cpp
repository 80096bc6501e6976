#include <sstream>

#include "kazasu/drivers/scan/aim_identifier.hpp"
#include "kazasu/drivers/scan/charset.hpp"
#include "kazasu/drivers/scan/data_event_queue.hpp"
#include "kazasu/drivers/scan/eci.hpp"
#include "kazasu/drivers/scan/hid_pos.hpp"
#include "kazasu/drivers/scan/repeat_filter.hpp"
#include "kazasu/drivers/scan/scan_framer.hpp"
#include "kazasu/drivers/scan/wedge_keys.hpp"
#include "scan_vectors.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace scan_vectors;
using nlohmann::json;

namespace {

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

json bytes(const json& vector) {
  const std::size_t max_bytes = vector.contains("config") ? vector["config"].value("max_bytes", 8192u) : 8192u;
  const auto text = read_text(data_of(vector), max_bytes);
  if (!text) return failure(text.error());
  json found{{"encoding", std::string{name_of(text->charset)}}, {"controls", text->controls}};
  if (text->charset != Charset::binary) found["text"] = text->utf8;
  return found;
}

json eci(const json& vector) {
  const auto segments = parse_eci(data_of(vector));
  if (!segments) return failure(segments.error());
  json found = json::array();
  for (const EciSegment& segment : *segments)
    found.push_back({segment.eci ? json(*segment.eci) : json(nullptr), to_hex(segment.bytes)});
  return {{"segments", found}};
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

json hid_descriptor(const json& vector) {
  const auto layout = parse_hid_pos_descriptor(bytes_of(vector["input"]["descriptor_hex"]));
  if (!layout) return failure(layout.error());
  const auto place = [](std::optional<std::size_t> offset) { return offset ? json(*offset) : json(nullptr); };
  return {{"id", layout->id},
          {"size", layout->size},
          {"count", place(layout->count)},
          {"aim", place(layout->aim)},
          {"data", layout->data},
          {"data_len", layout->data_len},
          {"cont", place(layout->cont)},
          {"cont_bit", layout->cont_bit}};
}

json hidpos(const json& vector) {
  const json& config = vector["config"]["layout"];
  const auto place = [&](const char* name) {
    return config.contains(name) && config[name].is_number() ? std::optional{config[name].get<std::size_t>()}
                                                             : std::nullopt;
  };
  HidPosLayout layout;
  layout.id = static_cast<std::uint8_t>(place("id").value_or(0));
  layout.size = place("size").value_or(0);
  layout.count = place("count");
  layout.aim = place("aim");
  layout.data = place("data").value();
  layout.data_len = place("data_len").value();
  layout.cont = place("cont");
  layout.cont_bit = static_cast<unsigned>(place("cont_bit").value_or(0));
  HidPosAssembler assembler{layout};
  std::vector<HidPosScan> scans;
  for (const json& report : vector["input"]["reports"]) assembler.feed(bytes_of(report), 0, scans);
  assembler.end(0, scans);
  json found = json::array();
  for (const HidPosScan& scan : scans) {
    json entry = scan.fault ? json{{"error", std::string{name_of(*scan.fault)}}} : json{{"hex", to_hex(scan.data)}};
    if (!scan.symbology.empty()) entry["aim"] = "]" + scan.symbology;
    found.push_back(entry);
  }
  return {{"scans", found}};
}

json evdev(const json& vector) {
  constexpr std::int64_t kNsPerMs = 1'000'000;
  WedgeSettings settings;
  settings.layout = config_of(vector, "layout", "us") == "us" ? KeyboardLayout::us : KeyboardLayout::jis;
  if (vector["config"].contains("idle_ms")) {
    settings.idle = std::chrono::milliseconds{vector["config"]["idle_ms"].get<int>()};
    settings.idle_ends = true;
  }
  WedgeReader reader{settings};
  std::vector<WedgeScan> scans;
  std::istringstream keys{vector["input"]["keys"].get<std::string>()};
  std::int64_t now = 0;
  for (std::string key; keys >> key;) {
    if (key == "DROP") {
      reader.lose_keys(now, scans);
    } else if (key[0] == '@') {
      now = std::stoll(key.substr(1)) * kNsPerMs;
      reader.pass_time(now, scans);
    } else {
      const char motion = key.back();
      const auto code = static_cast<std::uint16_t>(std::stoi(key));
      reader.feed({code, motion == '+'   ? WedgeKey::Motion::press
                         : motion == '-' ? WedgeKey::Motion::release
                                         : WedgeKey::Motion::repeat},
                  now, scans);
    }
  }
  json found = json::array();
  for (const WedgeScan& scan : scans) {
    json entry = scan.fault ? json{{"error", std::string{name_of(*scan.fault)}}}
                            : json{{"text", std::string{as_text(scan.data)}}};
    if (scan.ended_by_silence) entry["ended_by"] = "idle";
    found.push_back(entry);
  }
  if (!reader.pending().empty()) found.push_back({{"pending", std::string{as_text(reader.pending())}}});
  return {{"scans", found}};
}

json upos(const json& vector) {
  using Queue = DataEventQueue<std::string, std::string>;
  Queue queue;
  json results = json::array();
  for (const json& step : vector["input"]["steps"]) {
    const std::string name = step[0];
    const auto flag = [&] { return step[1].get<bool>(); };
    const auto taken = [](bool ok) { return ok ? "ok" : "lost"; };
    const auto result = [&]() -> std::string {
      if (name == "open") return std::string{name_of(queue.open())};
      if (name == "close") return std::string{name_of(queue.close())};
      if (name == "claim") return std::string{name_of(queue.claim())};
      if (name == "release") return std::string{name_of(queue.release())};
      if (name == "enable") return std::string{name_of(queue.set_device_enabled(step.size() < 2 || flag()))};
      if (name == "disable") return std::string{name_of(queue.set_device_enabled(false))};
      if (name == "data_event_enabled") return std::string{name_of(queue.set_data_event_enabled(flag()))};
      if (name == "auto_disable") return std::string{name_of(queue.set_auto_disable(flag()))};
      if (name == "freeze") return std::string{name_of(queue.set_freeze_events(flag()))};
      if (name == "clear_input") return std::string{name_of(queue.clear_input())};
      if (name == "scan") return taken(queue.post_data(step[1]));
      if (name == "fault") return taken(queue.post_fault(step[1]));
      return "there is no such step";
    }();
    results.push_back(result);
  }
  json events = json::array();
  for (const auto& event : queue.take_events()) {
    using Kind = Queue::Event::Kind;
    if (event.kind == Kind::data) events.push_back({"data", event.data});
    if (event.kind == Kind::error_input_data) events.push_back({"error_input_data", event.fault});
    if (event.kind == Kind::error_input) events.push_back({"error_input", event.fault});
  }
  return {{"events", events}, {"data_count", queue.data_count()}, {"results", results}};
}

}  // namespace

ScanReaders device_readers() {
  return {{"aim", aim},       {"bytes", bytes},           {"eci", eci},
          {"serial", serial}, {"duplicates", duplicates}, {"hid_descriptor", hid_descriptor},
          {"hidpos", hidpos}, {"evdev", evdev},           {"upos", upos}};
}
