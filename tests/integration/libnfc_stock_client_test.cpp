#include <catch2/matchers/catch_matchers_string.hpp>
#include <chrono>
#include <thread>

#include "integration/program_output.hpp"
#include "kazasu/drivers/simulated/felica_card.hpp"
#include "kazasu/drivers/simulated/iso14443a_cards.hpp"
#include "simulators/pn532_line.hpp"

using namespace std::chrono_literals;
using namespace kazasu::simulators;
using Catch::Matchers::ContainsSubstring;

namespace {

/// libnfc's own programs, pointed at the simulated chip.
std::string run(const Pn532Line& chip, const std::string& program, const std::string& arguments = {}) {
  return output_of(program, arguments, "LIBNFC_DEVICE=pn532_uart:" + chip.path().string());
}

const auto kCard = std::make_shared<TransitCard>(Idm{0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF});

}  // namespace

TEST_CASE("libnfc's own programs accept the simulated PN532 and its cards") {
  Pn532Line chip;
  SECTION("nfc-list names a FeliCa card") {
    chip.touch(kCard);
    const std::string output = run(chip, "nfc-list");
    CHECK_THAT(output, ContainsSubstring("1 Felica (212 kbps) passive target(s) found"));
    CHECK_THAT(output, ContainsSubstring("01  23  45  67  89  ab  cd  ef"));
  }
  SECTION("nfc-list names an NTAG") {
    chip.touch(std::make_shared<NtagCard>(std::array<std::uint8_t, 7>{0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6}));
    CHECK_THAT(run(chip, "nfc-list"), ContainsSubstring("04  a1  b2  c3  d4  e5  f6"));
  }
  SECTION("nfc-list names a phone with its ATS") {
    const auto phone = std::make_shared<Phone>(1);
    chip.touch(phone);
    const std::string output = run(chip, "nfc-list");
    CHECK_THAT(output, ContainsSubstring("1 ISO14443A passive target(s) found"));
    CHECK_THAT(output, ContainsSubstring("ATS: 78  80  70  02"));
  }
  SECTION("nfc-list with an empty field") {
    CHECK_THAT(run(chip, "nfc-list"), ContainsSubstring("opened"));
  }
  SECTION("nfc-poll finds a card that lies there") {
    chip.touch(kCard);
    std::thread taker{[&chip] {  // it waits until the card is taken away
      std::this_thread::sleep_for(1s);
      chip.remove();
    }};
    const std::string output = run(chip, "nfc-poll");
    taker.join();
    CHECK_THAT(output, ContainsSubstring("01  23  45  67  89  ab  cd  ef"));
    CHECK_THAT(output, ContainsSubstring("done"));
  }
  SECTION("pn53x-diagnose passes the chip") {
    const std::string output = run(chip, "pn53x-diagnose");
    CHECK_THAT(output, ContainsSubstring("Communication line test: OK"));
  }
}
