#include "scanner/recording.hpp"

#include <algorithm>

#include "fuzz.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "scanner/hid_pos_pipeline.hpp"
#include "scanner/wedge_pipeline.hpp"

namespace {

using namespace kazasu;

/// Counts what a recording gives, whose scans are bounded and have content.
class Given final : public DeviceSink {
 public:
  void on_sighting(Sighting sighting) override {
    const auto& scan = std::get<ScanSighting>(sighting.seen);
    fuzz::require(!scan.data.empty() && scan.data.size() <= 8'192, "a scan has 1 to 8192 bytes");
  }
  void on_notice(DeviceNotice notice) override {
    fuzz::require(notice.kind == DeviceNotice::Kind::failed && !notice.error.detail.empty(), "a fault is explained");
  }
};

void play(const drivers::Recording& recording, drivers::ScanPipeline& pipeline) {
  static const std::string kUri = "evdev:recording=fuzz";
  drivers::SystemClock clock;
  Given given;
  drivers::ScanOutlet outlet{kUri, clock, given, std::chrono::milliseconds{0}};
  for (const auto& read : recording.reads) {
    const auto deadline = pipeline.deadline_ns();
    if (deadline && *deadline <= read.monotonic_ns) pipeline.pass_time(*deadline, outlet);
    pipeline.feed(read.bytes, read.monotonic_ns, outlet);
  }
  if (const auto deadline = pipeline.deadline_ns()) pipeline.pass_time(*deadline, outlet);
}

void check(const drivers::Recording& recording) {
  fuzz::require(!recording.reads.empty(), "a recording has reads");
  fuzz::require(recording.report_descriptor.size() <= 4'096, "a report descriptor is bounded");
  fuzz::require(std::is_sorted(recording.reads.begin(), recording.reads.end(),
                               [](const auto& one, const auto& next) { return one.monotonic_ns < next.monotonic_ns; }),
                "time never falls");
}

}  // namespace

/// The first byte says which tool wrote the rest: 1 hid-recorder, else evemu-record.
void kazasu::fuzz::run(BytesView bytes) {
  using namespace drivers;
  Input input{bytes};
  if (input.byte() % 2 == 1) {
    const auto recording = parse_report_recording(input.text(), "fuzz");
    if (!recording) return require(!recording.error().detail.empty(), "a refusal is explained");
    check(*recording);
    const auto layout = parse_hid_pos_descriptor(recording->report_descriptor);
    if (!layout) return;
    HidPosPipeline pipeline{*layout, {}};
    return play(*recording, pipeline);
  }
  const auto recording = parse_event_recording(input.text(), "fuzz");
  if (!recording) return require(!recording.error().detail.empty(), "a refusal is explained");
  check(*recording);
  WedgePipeline pipeline{{}, {}};
  play(*recording, pipeline);
}

KAZASU_FUZZ_TARGET
