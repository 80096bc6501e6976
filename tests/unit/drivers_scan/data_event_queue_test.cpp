#include "kazasu/drivers/scan/data_event_queue.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

using Queue = DataEventQueue<std::string, std::string>;

int type_of(std::string symbology, std::string_view data) {
  const BytesView bytes = as_bytes(data);
  return upos_scan_data_type({std::move(symbology), {bytes.begin(), bytes.end()}});
}

}  // namespace

TEST_CASE("a UnifiedPOS scanner is opened, claimed and enabled in that order") {
  Queue queue;
  CHECK(queue.claim() == UposResult::closed);
  CHECK(queue.set_data_event_enabled(true) == UposResult::closed);
  CHECK(queue.close() == UposResult::closed);
  CHECK(queue.open() == UposResult::ok);
  CHECK(queue.open() == UposResult::illegal);
  CHECK(queue.release() == UposResult::illegal);
  CHECK(queue.set_device_enabled(true) == UposResult::not_claimed);
  CHECK(queue.claim() == UposResult::ok);
  CHECK_FALSE(queue.post_data("A"));
  CHECK_FALSE(queue.post_fault("E"));
  CHECK(queue.set_device_enabled(true) == UposResult::ok);
  CHECK(queue.post_data("A"));
  CHECK(queue.set_device_enabled(false) == UposResult::ok);
  CHECK(queue.data_count() == 1);  // kept while disabled
  CHECK(queue.release() == UposResult::ok);
  CHECK(queue.data_count() == 0);
  CHECK(queue.close() == UposResult::ok);
  CHECK(upos_number(UposResult::not_claimed) == 103);
}

TEST_CASE("a fault with nothing waiting is told once") {
  Queue queue;
  (void)queue.open(), (void)queue.claim(), (void)queue.set_device_enabled(true);
  CHECK(queue.post_fault("E"));
  CHECK(queue.take_events().empty());
  (void)queue.set_data_event_enabled(true);
  const auto events = queue.take_events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == Queue::Event::Kind::error_input);
  (void)queue.set_data_event_enabled(true);
  CHECK(queue.take_events().empty());
  (void)queue.post_data("A");
  CHECK(queue.take_events().size() == 1);
}

TEST_CASE("a scan's UnifiedPOS type follows its identifier and length") {
  CHECK(type_of("E0", "4901234567894") == 104);
  CHECK(type_of("E0", "036000291452") == 101);
  CHECK(type_of("E0", "0425261") == 102);
  CHECK(type_of("E4", "49012347") == 103);
  CHECK(type_of("E3", "491009971074100952") == 119);
  CHECK(type_of("E3", "03600029145212345") == 111);
  CHECK(type_of("C0", "A") == 110);
  CHECK(type_of("C1", "A") == 120);
  CHECK(type_of("Q1", "A") == 204);
  CHECK(type_of("Q3", "A") == 209);
  CHECK(type_of("d1", "A") == 203);
  CHECK(type_of("d2", "A") == 208);
  CHECK(type_of("e0", "0104912345678904") == 131);
  CHECK(type_of("e0", "010491234567890410A") == 132);
  CHECK(type_of("F0", "A1B") == 107);
  CHECK(type_of("", "A") == 0);
}
