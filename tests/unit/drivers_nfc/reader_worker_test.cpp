#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <chrono>
#include <deque>
#include <thread>

#include "drivers_nfc/fake_pcsc.hpp"
#include "kazasu/drivers/pcsc/pcsc_reader.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using Kind = DeviceNotice::Kind;

namespace {

/// What is posted, as short texts in order: "ready A", "card", "failed card_timeout" …
class Posts final : public DeviceSink {
 public:
  void on_sighting(Sighting sighting) override { put("card " + to_hex(std::get<UidSighting>(sighting.seen).uid)); }
  void on_notice(DeviceNotice notice) override {
    switch (notice.kind) {
      case Kind::ready: return put("ready " + notice.device);
      case Kind::lost: return put("lost " + notice.device);
      case Kind::card_removed: return put("removed");
      case Kind::failed: return put("failed " + std::string{name_of(notice.error.code)});
    }
  }

  /// The next post; "" if none comes.
  std::string next(std::chrono::milliseconds timeout = 5s) {
    std::unique_lock lock{mutex_};
    if (!came_.wait_for(lock, timeout, [this] { return !posts_.empty(); })) return "";
    std::string post = posts_.front();
    posts_.pop_front();
    return post;
  }

 private:
  void put(std::string post) {
    const std::lock_guard lock{mutex_};
    posts_.push_back(std::move(post));
    came_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<std::string> posts_;
};

class Bench {
 public:
  Bench() {
    pcsc.transmit = [this](BytesView, Bytes& answer) {
      answer = {0x08, 0x01, 0x02, uid_end, 0x90, 0x00};
      return SCARD_S_SUCCESS;
    };
  }

  void start(std::string_view uri = "pcsc:*") {
    device = std::move(*drivers::open_pcsc_reader(uri, clock_, entropy_));
    REQUIRE(device->start(posts).ok());
  }

  FakePcsc pcsc;
  Posts posts;
  std::atomic<std::uint8_t> uid_end{0x03};  ///< of the card that lies there

 private:
  drivers::SystemClock clock_;
  drivers::SystemEntropy entropy_;

 public:
  std::unique_ptr<CardReader> device;  ///< stops first
};

constexpr auto kQuiet = 100ms;

}  // namespace

TEST_CASE("Readers plugged in and out post ready and lost, and only those of the pattern") {
  Bench bench;
  bench.start("pcsc:B");
  CHECK(bench.posts.next(kQuiet) == "");
  bench.pcsc.set_readers({{.name = "A 00 00"}, {.name = "B 01 00"}});
  CHECK(bench.posts.next() == "ready pcsc:B 01 00");
  bench.pcsc.set_readers({{.name = "B 01 00", .card = true, .events = 1}});
  CHECK(bench.posts.next() == "card 08010203");
  bench.pcsc.set_readers({{.name = "A 00 00"}});
  CHECK(bench.posts.next() == "lost pcsc:B 01 00");
  bench.pcsc.set_readers({{.name = "A 00 00"}, {.name = "B 00 00"}});
  CHECK(bench.posts.next() == "ready pcsc:B 00 00");
  CHECK(bench.posts.next(kQuiet) == "");
}

TEST_CASE("A card whose insertion the daemon counts late is seen once") {
  Bench bench;
  bench.pcsc.set_readers({{.name = "A"}});
  bench.start();
  CHECK(bench.posts.next() == "ready pcsc:A");
  bench.pcsc.set_readers({{.name = "A", .card = true, .events = 0}});
  CHECK(bench.posts.next() == "card 08010203");
  bench.pcsc.set_readers({{.name = "A", .card = true, .events = 1}});
  CHECK(bench.posts.next(kQuiet) == "");
  bench.pcsc.set_readers({{.name = "A", .card = false, .events = 2}});
  CHECK(bench.posts.next() == "removed");
}

TEST_CASE("A card exchanged between two looks is removed and seen, also when the daemon counts late") {
  const bool late = GENERATE(false, true);
  Bench bench;
  bench.pcsc.set_readers({{.name = "A", .card = true, .events = 1}});
  bench.start();
  CHECK(bench.posts.next() == "ready pcsc:A");
  CHECK(bench.posts.next() == "card 08010203");
  if (late) {
    bench.pcsc.set_readers({{.name = "A", .card = true, .events = 2}});
    CHECK(bench.posts.next(20ms) == "");
  }
  bench.uid_end = 0x04;
  bench.pcsc.set_readers({{.name = "A", .card = true, .events = 3}});
  CHECK(bench.posts.next() == "removed");
  CHECK(bench.posts.next() == "card 08010204");
  CHECK(bench.posts.next(kQuiet) == "");
}

TEST_CASE("A card that radio loses for a moment is the same touch; one that stays away has gone") {
  Bench bench;
  bench.pcsc.set_readers({{.name = "A", .card = true, .events = 1}});
  bench.start();
  CHECK(bench.posts.next() == "ready pcsc:A");
  CHECK(bench.posts.next() == "card 08010203");
  SECTION("lost and found between two looks") {
    bench.pcsc.set_readers({{.name = "A", .card = true, .events = 3}});
    CHECK(bench.posts.next(kQuiet) == "");
    bench.pcsc.set_readers({{.name = "A", .card = false, .events = 4}});
  }
  SECTION("seen to be lost, and found") {
    bench.pcsc.set_readers({{.name = "A", .card = false, .events = 2}});
    CHECK(bench.posts.next(30ms) == "");
    bench.pcsc.set_readers({{.name = "A", .card = true, .events = 3}});
    CHECK(bench.posts.next(3 * kQuiet) == "");
    bench.pcsc.set_readers({{.name = "A", .card = false, .events = 4}});
  }
  SECTION("lost, and another card found") {
    bench.pcsc.set_readers({{.name = "A", .card = false, .events = 2}});
    CHECK(bench.posts.next(30ms) == "");
    bench.uid_end = 0x04;
    bench.pcsc.set_readers({{.name = "A", .card = true, .events = 3}});
    CHECK(bench.posts.next() == "removed");
    CHECK(bench.posts.next() == "card 08010204");
    bench.pcsc.set_readers({{.name = "A", .card = false, .events = 4}});
  }
  SECTION("lost for good") {
    bench.pcsc.set_readers({{.name = "A", .card = false, .events = 2}});
  }
  CHECK(bench.posts.next() == "removed");
  CHECK(bench.posts.next(kQuiet) == "");
}

TEST_CASE("The count of insertions may run over") {
  Bench bench;
  bench.pcsc.set_readers({{.name = "A", .card = true, .events = 0xFFFF}});
  bench.start();
  CHECK(bench.posts.next() == "ready pcsc:A");
  CHECK(bench.posts.next() == "card 08010203");
  bench.uid_end = 0x04;
  bench.pcsc.set_readers({{.name = "A", .card = true, .events = 1}});
  CHECK(bench.posts.next() == "removed");
  CHECK(bench.posts.next() == "card 08010204");
}

TEST_CASE("Each PC/SC code has its error, and the card is asked again where that may help") {
  struct Row {
    LONG code;
    std::string_view post;
    int asked;
  };
  const auto row = GENERATE(
      Row{SCARD_W_REMOVED_CARD, "failed card_removed", 1}, Row{SCARD_E_NO_SMARTCARD, "failed card_removed", 1},
      Row{SCARD_W_UNRESPONSIVE_CARD, "failed card_timeout", 2}, Row{SCARD_W_RESET_CARD, "failed card_removed", 2},
      Row{SCARD_E_NOT_TRANSACTED, "failed card_removed", 2}, Row{SCARD_E_SHARING_VIOLATION, "failed device_busy", 1},
      Row{SCARD_E_READER_UNAVAILABLE, "failed device_lost", 1},
      Row{SCARD_E_INSUFFICIENT_BUFFER, "failed card_answer_invalid", 2});
  Bench bench;
  std::atomic<int> asked{0};
  bench.pcsc.transmit = [&](BytesView, Bytes&) {
    ++asked;
    return row.code;
  };
  bench.pcsc.set_readers({{.name = "A", .card = true, .events = 1}});
  bench.start();
  CHECK(bench.posts.next() == "ready pcsc:A");
  CHECK(bench.posts.next() == row.post);
  CHECK(asked == row.asked);
}

TEST_CASE("A card that was reset by another program is asked again") {
  Bench bench;
  std::atomic<int> asked{0};
  bench.pcsc.transmit = [&](BytesView, Bytes& answer) {
    answer = {0x08, 0x0A, 0x0B, 0x0C, 0x90, 0x00};
    return ++asked == 1 ? SCARD_W_RESET_CARD : SCARD_S_SUCCESS;
  };
  bench.pcsc.set_readers({{.name = "A", .card = true, .events = 1}});
  bench.start();
  CHECK(bench.posts.next() == "ready pcsc:A");
  CHECK(bench.posts.next() == "card 080a0b0c");
}

TEST_CASE("What a reader says of a card without UID is named") {
  struct Row {
    Bytes answer;
    std::string_view post;
  };
  const auto row = GENERATE(Row{{0x6A, 0x81}, "failed unsupported"}, Row{{0x63, 0x00}, "failed card_removed"},
                            Row{{0x90, 0x00}, "failed card_answer_invalid"}, Row{{0x90}, "failed card_answer_invalid"},
                            Row{{}, "failed card_removed"}, Row{Bytes(2'000, 0x90), "failed card_answer_invalid"});
  Bench bench;
  bench.pcsc.transmit = [&](BytesView, Bytes& answer) {
    answer = row.answer;
    return SCARD_S_SUCCESS;
  };
  bench.pcsc.set_readers({{.name = "A", .card = true, .events = 1}});
  bench.start();
  CHECK(bench.posts.next() == "ready pcsc:A");
  CHECK(bench.posts.next() == row.post);
}

TEST_CASE("A service that is denied is another error than one that is not there") {
  struct Row {
    LONG code;
    std::string_view post;
  };
  const auto row = GENERATE(Row{SCARD_W_SECURITY_VIOLATION, "failed device_permission"},
                            Row{SCARD_E_NO_SERVICE, "failed service_unavailable"});
  Bench bench;
  bench.pcsc.set_service(row.code);
  bench.start();
  CHECK(bench.posts.next() == row.post);
  CHECK(bench.posts.next(500ms) == "");
  bench.pcsc.set_readers({{.name = "A"}});
  bench.pcsc.set_service(SCARD_S_SUCCESS);
  CHECK(bench.posts.next() == "ready pcsc:A");
}

TEST_CASE("A stop ends the wait, and the thread with it") {
  Bench bench;
  bench.pcsc.set_readers({{.name = "A"}});
  bench.start();
  CHECK(bench.posts.next() == "ready pcsc:A");
  while (bench.pcsc.waiting() == 0) std::this_thread::sleep_for(1ms);
  bench.device->stop();
  CHECK(bench.pcsc.waiting() == 0);
}

TEST_CASE("A URI that names no PC/SC reader is refused") {
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  for (const std::string_view uri : {"", "pcsc:", "pcsc", "serial:*"}) {
    const auto opened = drivers::open_pcsc_reader(uri, clock, entropy);
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().code == ErrorCode::configuration_invalid);
  }
}
