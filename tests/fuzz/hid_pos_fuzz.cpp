#include "kazasu/drivers/scan/hid_pos.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView bytes) {
  using namespace drivers;
  // The layout of most scanners; its report, in pieces of 64 bytes or less.
  Input input{bytes};
  HidPosLayout layout{.id = 2, .size = 64, .count = 1, .aim = 2, .data = 5, .data_len = 56, .cont = 63};
  const auto choice = bytes.empty() ? 0 : bytes.back();
  if (choice & 1) layout.count.reset();
  if (choice & 2) layout.aim.reset();
  HidPosAssembler assembler{layout};
  std::vector<HidPosScan> scans;
  std::int64_t now = 0;
  std::size_t fed = 0;
  while (!input.empty()) {
    const auto report = input.take(choice & 4 ? 63 : 64);
    fed += report.size();
    assembler.feed(report, now, scans);
    now += choice & 8 ? 600'000'000 : 1'000'000;
  }
  assembler.end(now, scans);
  require(!assembler.deadline_ns(), "nothing is under way at the end");
  std::size_t delivered = 0;
  for (const auto& scan : scans) {
    require(scan.fault ? scan.data.empty() : !scan.data.empty(), "a scan has data or a fault");
    delivered += scan.data.size();
  }
  require(delivered <= fed, "no more comes out than went in");
}

KAZASU_FUZZ_TARGET
