#include "scanner/uri_reader.hpp"

namespace kazasu::drivers {
namespace {

constexpr unsigned kRepeatMsMax = 10'000;

}  // namespace

void read_content(UriReader& reader, ScanContentSettings& settings) {
  using Word = std::string_view;
  reader.choice("aim",
                std::array{std::pair{Word{"auto"}, AimMode::detect}, std::pair{Word{"true"}, AimMode::required},
                           std::pair{Word{"false"}, AimMode::none}},
                settings.aim);
  reader.choice("payload",
                std::array{std::pair{Word{"text"}, PayloadMode::text}, std::pair{Word{"binary"}, PayloadMode::binary}},
                settings.payload);
  reader.milliseconds("repeat_ms", 0, kRepeatMsMax, settings.repeat);
}

}  // namespace kazasu::drivers
