#include "integration/pcsc_bench.hpp"
#include "kazasu/drivers/nfc/lite_s_proof.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;

namespace {

std::shared_ptr<FelicaLiteSCard> member_card() {
  return std::make_shared<FelicaLiteSCard>(LiteSPersonalization{
      .idm = {0x01, 0x2E, 0x3D, 0x4C, 0x5B, 0x6A, 0x79, 0x88},
      .format_code = {0x00, 0x01},
      .own_id = {'M', 'E', 'M', 'B', '0', '1'},
      .card_key_version = 7,
      .card_key = {'7', '6', '5', '4', '3', '2', '1', '0', 'f', 'e', 'd', 'c', 'b', 'a', '9', '8'}});
}

}  // namespace

TEST_CASE("A Lite-S card touched on a Sony reader gives one sighting with a proof of its own key") {
  auto bench = PcscBench::sony();
  bench.daemon().start();
  Sensed sensed;
  auto reader = bench.open();
  REQUIRE(reader->start(sensed).ok());
  REQUIRE(sensed.next_notice(2s).kind == DeviceNotice::Kind::ready);

  const auto card = member_card();
  bench.reader().touch(card);
  const Sighting sighting = sensed.next_sighting(1s);
  CHECK(sighting.device == "pcsc:SONY FeliCa RC-S300/S 00 00");
  const auto& felica = std::get<FelicaSighting>(sighting.seen);
  CHECK(felica.idm == card->uid());
  CHECK(felica.system_code == 0x88B4);
  REQUIRE(felica.lite_s.has_value());
  CHECK(felica.lite_s->card_key_version == 7);
  const auto key = card->block(0x87);
  auto proved = drivers::verify_lite_s_proof(*felica.lite_s, key);
  REQUIRE(proved.ok());
  CHECK(*proved);
  auto other_key = key;
  other_key[0] ^= 0x02;
  CHECK_FALSE(*drivers::verify_lite_s_proof(*felica.lite_s, other_key));
}
