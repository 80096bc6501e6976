// Flight recorder and replay, over real pcscd and libnfc.
#include <algorithm>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "integration/libnfc_bench.hpp"
#include "integration/pcsc_bench.hpp"
#include "integration/program_output.hpp"
#include "kazasu/drivers/simulated/iso14443a_cards.hpp"
#include "kazasu/drivers/trace/replay.hpp"
#include "temporary_folder.hpp"
#include "trace/ring_file.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;
using Kind = DeviceNotice::Kind;
namespace fs = std::filesystem;

namespace {

struct Traces {
  [[nodiscard]] fs::path only() const {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator{folder.path()}) files.push_back(entry.path());
    REQUIRE(files.size() == 1);
    return files.front();
  }
  TemporaryFolder folder;
};

bool file_contains(const fs::path& file, const Bytes& part) {
  std::ifstream input{file, std::ios::binary};
  const std::string content{std::istreambuf_iterator<char>{input}, {}};
  return content.find(as_text(part)) != std::string::npos;
}

void check_replay(const fs::path& file, const std::vector<std::string>& words) {
  const auto visits = drivers::replay_trace(file);
  REQUIRE(visits.ok());
  REQUIRE(visits->size() == words.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    INFO("visit " << i);
    CHECK(visits->at(i).recorded == words[i]);
    CHECK(visits->at(i).now == words[i]);
    CHECK(visits->at(i).difference == "");
  }
}

}  // namespace

TEST_CASE("What a PC/SC reader's recorder keeps replays as it was, and holds no identifier") {
  const std::string model = GENERATE("sony", "acr122u", "acr1252u");
  INFO(model);
  const Traces traces;
  const auto card = member_card();
  const auto tag = std::make_shared<NtagCard>(std::array<std::uint8_t, 7>{0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6});
  {
    PcscBench bench{readers(model == "sony" ? sony_rc_s300() : model == "acr122u" ? acs_acr122u() : acs_acr1252u())};
    bench.daemon().start();
    bench.start("pcsc:*", traces.folder.path());
    expect_notice(Kind::ready, bench.sensed());
    bench.reader().touch(card);
    expect_proof_of(*card, bench.sensed());
    bench.reader().remove();
    expect_notice(Kind::card_removed, bench.sensed());
    bench.reader().touch(tag);
    (void)bench.sensed().next_sighting(2s);
    bench.device().stop();
  }
  check_replay(traces.only(), {"felica_lite_s", "uid"});
  CHECK_FALSE(file_contains(traces.only(), card->uid()));
  CHECK_FALSE(file_contains(traces.only(), tag->uid()));
  CHECK_FALSE(file_contains(traces.only(), Bytes{'M', 'E', 'M', 'B'}));  // of the ID block
}

TEST_CASE("What a libnfc reader's recorder keeps replays as it was, errors too, and holds no identifier") {
  const Traces traces;
  const auto card = member_card();
  {
    LibnfcBench bench;
    bench.start_ready(traces.folder.path());
    bench.chip().inject(LineFault::card_silent, 0x40, true);
    bench.chip().touch(card);
    expect_notice(Kind::failed, bench.sensed());
    bench.chip().heal();
    bench.chip().remove();
    expect_notice(Kind::card_removed, bench.sensed());
    bench.chip().touch(card);
    expect_proof_of(*card, bench.sensed());
    bench.device().stop();
  }
  check_replay(traces.only(), {"card_timeout", "card_timeout", "felica_lite_s"});
  CHECK_FALSE(file_contains(traces.only(), card->uid()));
}

TEST_CASE("A trace on which the driver would act otherwise is told frame by frame, also by the tool") {
  const Traces traces;
  {
    LibnfcBench bench;
    bench.start_ready(traces.folder.path());
    const auto card = member_card();
    bench.chip().touch(card);
    expect_proof_of(*card, bench.sensed());
    bench.device().stop();
  }
  const std::string tool = KAZASU_BINARY_DIR "/kazasu";
  if (fs::exists(tool)) {
    CHECK(output_of(tool, "replay-trace " + traces.only().string()).find("1 visits, 0 of them") != std::string::npos);
  }
  auto records = drivers::trace::read_ring_file(traces.only());
  REQUIRE(records.ok());
  const fs::path changed = traces.folder / "changed.trace";
  {
    auto file = drivers::trace::RingFile::open(changed);
    for (auto& record : *records) {
      // The card refuses the write of the challenge.
      if (record.kind == drivers::trace::RecordKind::received && record.bytes.size() == 12) record.bytes[10] = 0x01;
      file->append(record.kind, record.monotonic_ns, record.bytes);
    }
  }
  const auto visits = drivers::replay_trace(changed);
  REQUIRE(visits.ok());
  CHECK(visits->front().now == "card_refused");
  CHECK(visits->front().difference == "fewer frames than were recorded");
  if (fs::exists(tool)) {
    CHECK(output_of(tool, "replay-trace " + changed.string()).find("DIFFERS") != std::string::npos);
    CHECK(output_of(tool, "replay-trace /dev/null").find("message_invalid") != std::string::npos);
  }
}
