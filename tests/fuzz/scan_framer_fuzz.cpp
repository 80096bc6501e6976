#include "fuzz.hpp"
#include "kazasu/drivers/scan/scan_framer.hpp"

void kazasu::fuzz::run(BytesView bytes) {
  using namespace drivers;
  Input input{bytes};
  ScanFraming framing;
  const auto choice = input.byte();
  if (choice & 1) framing.prefix = {0x02};
  if (choice & 2) framing.terminators = {{0x03}};
  if (choice & 4) framing.terminators.clear();
  framing.idle_ends = framing.terminators.empty();
  framing.max_bytes = choice & 8 ? 32 : 8192;
  ScanFramer framer{framing};
  std::vector<FramedScan> scans;
  std::int64_t now = 0;
  std::size_t fed = 0;
  while (!input.empty()) {
    now += std::int64_t{input.byte()} * 1'000'000;
    const auto piece = input.take(1 + input.up_to(63));
    fed += piece.size();
    framer.feed(piece, now, scans);
    if (input.byte() % 16 == 0) framer.reset();
  }
  framer.pass_time(now + 10'000'000'000, scans);
  require(!framer.deadline_ns(), "after silence nothing is under way");
  std::size_t delivered = 0;
  for (const auto& scan : scans) {
    require(scan.data.size() <= framing.max_bytes, "no scan is longer than allowed");
    require(scan.fault ? scan.data.empty() : !scan.data.empty(), "a scan has data or a fault");
    delivered += scan.data.size();
  }
  require(delivered <= fed, "no more comes out than went in");
}

KAZASU_FUZZ_TARGET
