#include "kazasu/drivers/scan/wedge_keys.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView bytes) {
  using namespace drivers;
  Input input{bytes};
  const auto choice = input.byte();
  WedgeSettings settings;
  settings.layout = choice & 1 ? KeyboardLayout::jis : KeyboardLayout::us;
  settings.idle_ends = (choice & 2) != 0;
  settings.max_bytes = choice & 4 ? 16 : 8192;
  if (choice & 8) settings.gs_key = std::uint16_t{66};
  WedgeReader reader{settings};
  std::vector<WedgeScan> scans;
  std::int64_t now = 0;
  while (!input.empty()) {
    const auto code = input.byte();
    const auto motion = input.byte();
    now += std::int64_t{motion} * 1'000'000;
    if (code == 0xFF) reader.lose_keys(now, scans);
    if (code == 0xFE) reader.reset();
    reader.feed({code, static_cast<WedgeKey::Motion>(motion % 3)}, now, scans);
  }
  reader.pass_time(now + 10'000'000'000, scans);
  require(!reader.deadline_ns(), "after silence nothing is under way");
  for (const auto& scan : scans) {
    require(scan.data.size() <= settings.max_bytes, "no scan is longer than allowed");
    require(scan.fault ? scan.data.empty() : !scan.data.empty(), "a scan has data or a fault");
    (void)mismatched_layout(as_text(scan.data), settings.layout);
  }
}

KAZASU_FUZZ_TARGET
