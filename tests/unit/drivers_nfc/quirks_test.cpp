#include <catch2/catch_test_macros.hpp>

#include "quirks/name_pattern.hpp"
#include "quirks/pcsc_readers.hpp"

using namespace kazasu;
using namespace kazasu::drivers;

TEST_CASE("A name pattern knows * and ? and takes all else literally") {
  CHECK(matches("*", ""));
  CHECK(matches("ACS*", "ACS ACR122U PICC Interface 00 00"));
  CHECK(matches("*PICC*0? 00", "ACS ACR122U PICC Interface 00 00"));
  CHECK(matches("a*b*c", "a-b-b-c"));
  CHECK(matches("ACS ACR1252 [PICC] 00*", "ACS ACR1252 [PICC] 00 00"));
  CHECK_FALSE(matches("", "a"));
  CHECK_FALSE(matches("ACS", "ACS ACR122U"));
  CHECK_FALSE(matches("acs*", "ACS ACR122U"));
  CHECK_FALSE(matches("a*b*c", "a-b-b"));
  CHECK_FALSE(matches("a?", "a"));
}

TEST_CASE("A pattern made to be slow is not") {
  CHECK_FALSE(matches("*a*a*a*a*a*a*a*a*a*a*b", std::string(5'000, 'a')));
}

TEST_CASE("Readers are known by name, and every row says where from") {
  CHECK(quirk_of("SONY FeliCa RC-S300/P (1234567) 00 00").dialect == FelicaDialect::transparent_session);
  CHECK(quirk_of("SONY FeliCa RC-S300/S 00 00").switch_field_on);
  CHECK(quirk_of("SONY FeliCa Port/PaSoRi 4.0 0").otherwise == FelicaDialect::storage_commands);
  CHECK(quirk_of("ACS ACR122U PICC Interface 01 00").dialect == FelicaDialect::acr122u);
  CHECK(quirk_of("ACS ACR122U PICC Interface 01 00").otherwise == FelicaDialect::none);
  CHECK(quirk_of("ACS ACR122U PICC Interface 01 00").tells_firmware);
  CHECK_FALSE(quirk_of("Some Reader 00 00").tells_firmware);
  CHECK(quirk_of("ACS ACR1252 1S CL Reader [ACR1252 1S CL Reader PICC] 00 00").dialect == FelicaDialect::acr1252u);
  CHECK(quirk_of("ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] 00 00").contactless);
  CHECK_FALSE(quirk_of("ACS ACR1252 Dual Reader [ACR1252 Dual Reader SAM] 00 01").contactless);
  CHECK_FALSE(quirk_of("ACS ACR1252 Dual SAM 00 01").contactless);
  CHECK(quirk_of("Some Reader 00 00").dialect == FelicaDialect::none);
  for (const PcscReaderQuirk& quirk : pcsc_reader_quirks()) CHECK_FALSE(quirk.evidence.empty());
  CHECK(pcsc_reader_quirks().back().name_pattern == "*");
}
