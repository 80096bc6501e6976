// One suite of touches over all readers: what an application is told does not depend on whether a PC/SC reader, one on
// libnfc or a simulated one told it.
#include <catch2/generators/catch_generators_range.hpp>
#include <functional>
#include <thread>

#include "integration/failing_cards.hpp"
#include "integration/libnfc_bench.hpp"
#include "integration/pcsc_bench.hpp"
#include "kazasu/drivers/simulated/iso14443a_cards.hpp"
#include "kazasu/drivers/simulated/simulated_card_reader.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::drivers;
using Kind = DeviceNotice::Kind;
using CardPtr = std::shared_ptr<simulators::Card>;

namespace {

/// A reader under the suite, ready for a card.
class Lane {
 public:
  virtual ~Lane() = default;
  virtual CardReader& device() = 0;
  virtual Sensed& sensed() = 0;
  virtual void touch(std::vector<CardPtr> cards) = 0;
  virtual void remove() = 0;
  virtual void unplug() = 0;
  virtual void replug() = 0;
  /// The next card is torn away while it is asked who it is.
  virtual void tear_next() = 0;
  /// Whether it tells of two cards that there are two.
  [[nodiscard]] virtual bool sees_two() const = 0;

  void touch(CardPtr card) { touch(std::vector{std::move(card)}); }
};

class PcscLane final : public Lane {
 public:
  PcscLane() { bench_.start_all(); }
  CardReader& device() override { return bench_.device(); }
  Sensed& sensed() override { return bench_.sensed(); }
  void touch(std::vector<CardPtr> cards) override { bench_.reader().touch(cards.front()); }
  void remove() override { bench_.reader().remove(); }
  void unplug() override { bench_.reader().unplug(); }
  void replug() override { bench_.reader().replug(); }
  void tear_next() override { bench_.reader().inject({.kind = simulators::FaultKind::card_leaves, .at_apdu = 5}); }
  [[nodiscard]] bool sees_two() const override { return false; }

 private:
  PcscBench bench_{readers(simulators::sony_rc_s300())};
};

class LibnfcLane final : public Lane {
 public:
  LibnfcLane() { bench_.start_ready(); }
  CardReader& device() override { return bench_.device(); }
  Sensed& sensed() override { return bench_.sensed(); }
  void touch(std::vector<CardPtr> cards) override { bench_.chip().touch(std::move(cards)); }
  void remove() override { bench_.chip().remove(); }
  void unplug() override { bench_.chip().unplug(); }
  void replug() override { bench_.chip().replug(); }
  void tear_next() override {
    constexpr std::uint8_t kInDataExchange = 0x40;
    bench_.chip().inject(simulators::LineFault::card_leaves, kInDataExchange);
  }
  [[nodiscard]] bool sees_two() const override { return true; }

 private:
  LibnfcBench bench_;
};

class SimulatedLane final : public Lane {
 public:
  explicit SimulatedLane(ReaderMake make) : make_(make), reader_("lane1", clock_, entropy_, make) {
    REQUIRE(reader_.start(sensed_).ok());
    expect_notice(Kind::ready, sensed_);
  }
  CardReader& device() override { return reader_; }
  Sensed& sensed() override { return sensed_; }
  void touch(std::vector<CardPtr> cards) override { reader_.touch(std::move(cards)); }
  void remove() override { reader_.remove(); }
  void unplug() override { reader_.unplug(); }
  void replug() override { reader_.replug(); }
  void tear_next() override {
    const int proof_begins = make_ == ReaderMake::rc_s300 ? 5 : make_ == ReaderMake::pn532 ? 1 : 2;
    REQUIRE(reader_.inject({.kind = FaultKind::card_leaves, .at_command = proof_begins}).ok());
  }
  [[nodiscard]] bool sees_two() const override { return make_ == ReaderMake::pn532; }

 private:
  ReaderMake make_;
  SystemClock clock_;
  SystemEntropy entropy_;
  Sensed sensed_;
  SimulatedCardReader reader_;  ///< stops first
};

constexpr int kLanes = 6;
std::unique_ptr<Lane> lane(int number) {
  switch (number) {
    case 0: return std::make_unique<PcscLane>();
    case 1: return std::make_unique<LibnfcLane>();
    case 2: return std::make_unique<SimulatedLane>(ReaderMake::rc_s300);
    case 3: return std::make_unique<SimulatedLane>(ReaderMake::acr122u);
    case 4: return std::make_unique<SimulatedLane>(ReaderMake::acr1252u);
    default: return std::make_unique<SimulatedLane>(ReaderMake::pn532);
  }
}

ErrorCode next_failure(Sensed& sensed) {
  return expect_notice(Kind::failed, sensed).error.code;
}

}  // namespace

TEST_CASE("Every reader: a card is one touch while it lies there, and gone when it is taken away") {
  const auto on = lane(GENERATE(range(0, kLanes)));
  INFO(on->device().uri());
  const auto card = member_card();
  for (int touch = 0; touch < 2; ++touch) {
    on->touch(card);
    expect_proof_of(*card, on->sensed());
    CHECK(on->sensed().quiet_for(300ms));
    on->remove();
    expect_notice(Kind::card_removed, on->sensed());
    CHECK(on->sensed().quiet_for(50ms));
  }
}

TEST_CASE("Every reader: a card exchanged for another is removed, and the other is seen") {
  const auto on = lane(GENERATE(range(0, kLanes)));
  INFO(on->device().uri());
  const auto first = member_card(1), second = member_card(2);
  on->touch(first);
  expect_proof_of(*first, on->sensed());
  on->touch(second);
  expect_notice(Kind::card_removed, on->sensed());
  expect_proof_of(*second, on->sensed());
  CHECK(on->sensed().quiet_for(200ms));
}

TEST_CASE("Every reader: a card that is no FeliCa card is told by its UID") {
  const auto on = lane(GENERATE(range(0, kLanes)));
  INFO(on->device().uri());
  on->touch(
      std::make_shared<simulators::NtagCard>(std::array<std::uint8_t, 7>{0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6}));
  CHECK(to_hex(std::get<UidSighting>(on->sensed().next_sighting(2s).seen).uid) == "04a1b2c3d4e5f6");
  CHECK(on->sensed().quiet_for(200ms));
}

TEST_CASE("Every reader: a card torn away while it is asked is an error, and the next touch works") {
  const auto on = lane(GENERATE(range(0, kLanes)));
  INFO(on->device().uri());
  const auto card = member_card();
  on->tear_next();
  on->touch(card);
  CHECK(next_failure(on->sensed()) == ErrorCode::card_removed);
  expect_notice(Kind::card_removed, on->sensed());
  on->touch(card);
  expect_proof_of(*card, on->sensed());
}

TEST_CASE("Every reader: a card that stays silent or refuses is told as such, once") {
  const auto on = lane(GENERATE(range(0, kLanes)));
  INFO(on->device().uri());
  SECTION("silent") {
    on->touch(std::make_shared<MuteCard>());
    CHECK(next_failure(on->sensed()) == ErrorCode::card_timeout);
  }
  SECTION("refusing") {
    on->touch(std::make_shared<RefusingCard>());
    CHECK(next_failure(on->sensed()) == ErrorCode::card_refused);
  }
  CHECK(on->sensed().quiet_for(300ms));
  on->remove();
  expect_notice(Kind::card_removed, on->sensed());
  const auto card = member_card();
  on->touch(card);
  expect_proof_of(*card, on->sensed());
}

TEST_CASE("Every reader that sees two cards tells that there are two, and reads the one that stays") {
  const auto on = lane(GENERATE(1, 5));
  REQUIRE(on->sees_two());
  const auto first = member_card(1), second = member_card(2);
  on->touch({first, second});
  CHECK(next_failure(on->sensed()) == ErrorCode::cards_ambiguous);
  CHECK(on->sensed().quiet_for(300ms));
  on->touch(second);
  expect_proof_of(*second, on->sensed());
}

TEST_CASE("Every reader: unplugged it is lost, and plugged in again it is ready and reads") {
  const auto on = lane(GENERATE(range(0, kLanes)));
  INFO(on->device().uri());
  on->unplug();
  CHECK(on->sensed().next_notice(5s).kind == Kind::lost);
  on->replug();
  CHECK(on->sensed().next_notice(5s).kind == Kind::ready);
  const auto card = member_card();
  on->touch(card);
  expect_proof_of(*card, on->sensed());
}

TEST_CASE("Every reader: stopped it says nothing, and started again it reads the card that lies there") {
  const auto on = lane(GENERATE(range(0, kLanes)));
  INFO(on->device().uri());
  const auto start = std::chrono::steady_clock::now();
  on->device().stop();
  CHECK(std::chrono::steady_clock::now() - start < 100ms);
  const auto card = member_card();
  on->touch(card);
  CHECK(on->sensed().quiet_for(200ms));
  REQUIRE(on->device().start(on->sensed()).ok());
  CHECK(on->sensed().next_notice(5s).kind == Kind::ready);
  expect_proof_of(*card, on->sensed());
}
