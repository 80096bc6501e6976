#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "kazasu/drivers/nfc/polling_plan.hpp"
#include "kazasu/seams/card_reader.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/entropy.hpp"

namespace kazasu::drivers {

/// A reader on libnfc, by libnfc's own name for it: `libnfc:pn532_uart:/dev/ttyUSB0`. Parameter: `helper`, the path of
/// the program kazasu-libnfc-helper if it lies neither beside the running program nor where it was installed.
/// `configuration_invalid` if the URI is not of this form. `clock` and `entropy` outlive it.
///
/// libnfc runs in that helper process, which is watched: if a chip's answer kills or hangs it, one `failed` is posted
/// (`card_answer_invalid` or `card_timeout` if a card was being asked, `device_lost` otherwise) and a new helper reads
/// the next card within two seconds. Otherwise it posts what a PC/SC reader does (pcsc_reader.hpp), and
/// `cards_ambiguous` for two cards at once. A device that is not there or cannot be used is told once (`failed`:
/// `device_not_found`, `device_permission`, `device_busy`), one that goes is `lost`, and either is taken up by itself
/// when it can be. `trace_directory` as there. `stop` returns within 50 ms, whatever the chip does.
Result<std::unique_ptr<CardReader>> open_libnfc_reader(std::string_view uri, const PollingPlan& plan, Clock& clock,
                                                       Entropy& entropy,
                                                       const std::filesystem::path& trace_directory = {});

}  // namespace kazasu::drivers
