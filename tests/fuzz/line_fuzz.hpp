#pragma once

#include <algorithm>
#include <vector>

#include "fuzz.hpp"
#include "kazasu/drivers/scan/line_framer.hpp"

namespace kazasu::fuzz {

/// Feeds the rest of the input in pieces with pauses and hang-ups between, and says what holds of any framer.
inline void run_line(drivers::LineFramer& framer, std::size_t max_bytes, Input& input) {
  std::vector<drivers::FramedScan> scans;
  std::int64_t now = 0;
  std::size_t fed = 0, answered = 0;
  while (!input.empty()) {
    now += std::int64_t{input.byte()} * 1'000'000;
    const auto piece = input.take(1 + input.up_to(63));
    fed += piece.size();
    framer.feed(piece, now, scans);
    answered += framer.take_answers().size();
    if (input.byte() % 16 == 0) framer.reset();
  }
  while (const auto deadline = framer.deadline_ns()) {
    require(*deadline <= now + 10'000'000'000, "silence ends what is under way");
    now = std::max(now, *deadline);
    framer.pass_time(now, scans);
  }
  std::size_t delivered = 0;
  for (const auto& scan : scans) {
    require(scan.data.size() <= max_bytes, "no scan is longer than allowed");
    require(scan.fault ? scan.data.empty() : !scan.data.empty(), "a scan has data or a fault");
    if (scan.fault) require(!framer.explain(*scan.fault).empty(), "a fault is explained");
    delivered += scan.data.size();
  }
  require(delivered <= fed, "no more comes out than went in");
  require(answered <= 7 * (fed + 1), "no byte is answered by more than one packet");
}

}  // namespace kazasu::fuzz
