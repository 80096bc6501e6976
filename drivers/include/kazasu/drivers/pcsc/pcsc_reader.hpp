#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/seams/card_reader.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/entropy.hpp"

namespace kazasu::drivers {

/// All PC/SC readers whose name begins with the pattern in `pcsc:PATTERN` (`*` stands for any characters, `?` for one),
/// those there and those to come. `configuration_invalid` if the URI is not of this form. `clock` and `entropy` outlive
/// it.
///
/// Each touch posts one sighting, with the device `pcsc:` and the reader's name: a FeliCa card with IDm and PMm, and
/// with a proof if it is a Lite-S and the reader carries FeliCa frames; any other contactless card with its UID. Taking
/// the card away posts `card_removed`. Notices of the kind `failed` say why a touch gave no sighting (`card_removed`,
/// `card_timeout`, `card_answer_invalid`, `card_refused`, `device_busy` …); the next touch is a new chance. Readers
/// that are plugged in or out post `ready` and `lost`. While the PC/SC daemon is not there one `failed` with
/// `service_unavailable` (`device_permission` if the machine's policy denies it) is posted, and everything resumes by
/// itself when it is back.
///
/// With a `trace_directory` the last frames of each reader are kept there in a ring file of 1 MiB, identifiers masked
/// (`kazasu replay-trace`).
///
/// PC/SC's calls have no deadline. A daemon that does not answer for 3 s is told once (`failed`,
/// `service_unavailable`); a reader that does not answer for 2 s while a card lies on it likewise (`card_timeout`,
/// which a card's removal ends). `stop` returns within 100 ms, whatever daemon and card do: a thread stuck with them is
/// left to end by itself, and posts nothing.
Result<std::unique_ptr<CardReader>> open_pcsc_reader(std::string_view uri, Clock& clock, Entropy& entropy,
                                                     const std::filesystem::path& trace_directory = {});

/// A reader that the daemon knows now.
struct PcscReaderInfo {
  std::string name;
  bool card_present = false;
  bool contactless = true;     ///< false: a slot for contact cards, which `pcsc:` leaves alone
  std::string felica_dialect;  ///< "transparent_session", "storage_commands", "acr122u", "acr1252u", "none"
};
/// `service_unavailable` if no daemon answers, also one that hangs. Thread: any. Blocks: at most 3 s.
Result<std::vector<PcscReaderInfo>> list_pcsc_readers();

}  // namespace kazasu::drivers
