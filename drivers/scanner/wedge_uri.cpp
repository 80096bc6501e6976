#include "scanner/wedge_uri.hpp"

#include <linux/input-event-codes.h>

#include "scanner/recording.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::array<std::string_view, 8> kParameters{"layout", "terminator", "idle_ms", "gs",
                                                      "grab",   "aim",        "payload", "repeat_ms"};
// A scanner's keys come 1 to 20 ms apart, whatever it is set to.
constexpr unsigned kIdleMsMin = 20;
constexpr unsigned kIdleMsMax = 5'000;

}  // namespace

Result<EvdevSettings> parse_evdev_settings(const DeviceUri& uri) {
  using Word = std::string_view;
  if (auto checked = check_parameters(uri, kParameters); !checked) return checked.error();
  if (!uri.path.starts_with('/') && !recording_of(uri))
    return Error{ErrorCode::configuration_invalid, "evdev: the path is not absolute; write evdev:/dev/input/by-id/…"};
  EvdevSettings settings;
  settings.path = uri.path;
  UriReader reader{uri};
  reader.choice("layout",
                std::array{std::pair{Word{"us"}, KeyboardLayout::us}, std::pair{Word{"jis"}, KeyboardLayout::jis}},
                settings.keys.layout);
  reader.choice("terminator", std::array{std::pair{Word{"key"}, false}, std::pair{Word{"none"}, true}},
                settings.keys.idle_ends);
  reader.milliseconds("idle_ms", kIdleMsMin, kIdleMsMax, settings.keys.idle);
  using Key = std::optional<std::uint16_t>;
  reader.choice("gs", std::array{std::pair{Word{"control"}, Key{}}, std::pair{Word{"f8"}, Key{std::uint16_t{KEY_F8}}}},
                settings.keys.gs_key);
  reader.choice("grab", std::array{std::pair{Word{"true"}, true}, std::pair{Word{"false"}, false}}, settings.grab);
  read_content(reader, settings.content);
  if (reader.problem()) return *reader.problem();
  return settings;
}

}  // namespace kazasu::drivers
