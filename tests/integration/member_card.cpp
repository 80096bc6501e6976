#include "integration/member_card.hpp"

#include "kazasu/drivers/nfc/lite_s_proof.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::simulators;

std::shared_ptr<FelicaLiteSCard> member_card(std::uint8_t number) {
  constexpr std::array<std::uint8_t, 24> kMasterKey{'a', 'l', 'l', ' ', 'm', 'e', 'm', 'b', 'e', 'r', 's', ' ',
                                                    'o', 'f', ' ', 't', 'h', 'e', ' ', 's', 'h', 'o', 'p', '.'};
  return std::make_shared<FelicaLiteSCard>(
      FelicaLiteSCard::with_master_key({.idm = {0x01, 0x2E, 0x3D, 0x4C, 0x5B, 0x6A, 0x79, number},
                                        .format_code = {0x00, 0x01},
                                        .own_id = {'M', 'E', 'M', 'B', '0', '1'},
                                        .card_key_version = 7},
                                       kMasterKey));
}

void expect_proof_of(const FelicaLiteSCard& card, Sensed& sensed) {
  const Sighting sighting = sensed.next_sighting(2s);
  const auto& felica = std::get<FelicaSighting>(sighting.seen);
  CHECK(felica.idm == card.uid());
  CHECK(felica.system_code == 0x88B4);
  REQUIRE(felica.lite_s.has_value());
  auto proved = drivers::verify_lite_s_proof(*felica.lite_s, card.block(0x87));
  REQUIRE(proved.ok());
  CHECK(*proved);
}

DeviceNotice expect_notice(DeviceNotice::Kind kind, Sensed& sensed) {
  DeviceNotice notice = sensed.next_notice(2s);
  INFO(describe(notice.error));
  REQUIRE(notice.kind == kind);
  return notice;
}
