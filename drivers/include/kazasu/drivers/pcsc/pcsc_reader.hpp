#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/seams/card_reader.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/entropy.hpp"

namespace kazasu::drivers {

/// All PC/SC readers whose name matches `pcsc:PATTERN` (`*` stands for anything), present or to come. Readers that are
/// plugged in, pulled out, or whose daemon restarts are taken up again by themselves. `clock` and `entropy` outlive it.
Result<std::unique_ptr<CardReader>> open_pcsc_reader(std::string_view uri, Clock& clock, Entropy& entropy);

/// A reader that the daemon knows now.
struct PcscReaderInfo {
  std::string name;
  bool card_present = false;
  std::string felica_dialect;  ///< "transparent", "acr122u", "none"
};
/// `service_unavailable` if no daemon answers.
Result<std::vector<PcscReaderInfo>> list_pcsc_readers();

}  // namespace kazasu::drivers
