// Every error that a driver can answer, provoked with simulated readers, cards and scanners. What there is to provoke
// is taken from error_table.inc and from the drivers' sources: a code that is new there fails here until it is
// provoked.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <regex>
#include <set>

#include "codec/vas.hpp"
#include "drivers_simulated/posted.hpp"
#include "kazasu/drivers/nfc/lite_s_proof.hpp"
#include "kazasu/drivers/simulated/felica_lite_s_card.hpp"
#include "kazasu/drivers/simulated/iso14443a_cards.hpp"
#include "kazasu/drivers/simulated/iso_dep_cards.hpp"
#include "kazasu/drivers/simulated/simulated_card_reader.hpp"
#include "kazasu/drivers/simulated/simulated_device.hpp"
#include "kazasu/drivers/simulated/simulated_scanner.hpp"
#include "kazasu/drivers/trace/replay.hpp"
#include "nfc/felica_dialects.hpp"
#include "nfc/felica_tag.hpp"
#include "nfc/iso14443_links.hpp"
#include "nfc/iso_dep_tag.hpp"
#include "nfc/ndef_reader.hpp"
#include "simulated/simulated_field.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace kazasu::simulators;
namespace fs = std::filesystem;

namespace {

std::shared_ptr<FelicaLiteSCard> member_card() {
  return std::make_shared<FelicaLiteSCard>(LiteSPersonalization{.idm = {1, 2, 3, 4, 5, 6, 7, 8}});
}

ErrorCode failure(const Posted& posted) {
  for (const DeviceNotice& notice : posted.notices) {
    if (notice.kind == DeviceNotice::Kind::failed || notice.kind == DeviceNotice::Kind::lost) return notice.error.code;
  }
  return ErrorCode::internal;
}

/// What a touch says that goes wrong so.
ErrorCode touch_with(FaultKind kind, bool lasting = false, ReaderMake make = ReaderMake::rc_s300) {
  StoppedClock clock;
  SameEntropy entropy;
  Posted posted;
  SimulatedCardReader reader{"lane1", clock, entropy, make};
  REQUIRE(reader.start(posted));
  REQUIRE(reader.inject({.kind = kind, .at_command = lasting ? 1 : 4, .lasting = lasting}));
  reader.touch(member_card());
  CHECK(posted.sightings.empty());
  return failure(posted);
}

ErrorCode two_cards() {
  StoppedClock clock;
  SameEntropy entropy;
  Posted posted;
  SimulatedCardReader reader{"lane1", clock, entropy, ReaderMake::pn532};
  REQUIRE(reader.start(posted));
  reader.touch({member_card(), std::make_shared<UidCard>(Bytes{4, 5, 6, 7})});
  return failure(posted);
}

ErrorCode unplugged(bool before_start) {
  StoppedClock clock;
  SameEntropy entropy;
  Posted posted;
  SimulatedCardReader reader{"lane1", clock, entropy};
  if (before_start) reader.unplug();
  REQUIRE(reader.start(posted));
  if (!before_start) reader.unplug();
  return failure(posted);
}

ErrorCode scan_of(const std::function<void(SimulatedScanner&)>& send) {
  StoppedClock clock;
  Posted posted;
  SimulatedScanner scanner{"scanner", clock};
  REQUIRE(scanner.start(posted));
  send(scanner);
  return failure(posted);
}

/// A write that is torn: nobody knows whether the card took it.
ErrorCode torn_write() {
  SimulatedField field{sony_rc_s300()};
  field.put(member_card());
  auto link = open_felica_link(quirk_of(field.reader_name()), field);
  REQUIRE(link);
  auto tag = FelicaTag::poll(**link, felica::kSystemLiteS);
  REQUIRE(tag);
  field.inject({.kind = FaultKind::empty_success, .at_command = 1});
  return tag->write(felica::kServiceReadWrite, {.block = 1}, felica::Block{}).error().code;
}

ErrorCode started_twice() {
  StoppedClock clock;
  SameEntropy entropy;
  Posted posted;
  SimulatedCardReader reader{"lane1", clock, entropy};
  REQUIRE(reader.start(posted));
  return reader.start(posted).error().code;
}

ErrorCode wrong_uri() {
  StoppedClock clock;
  SameEntropy entropy;
  return open_simulated_device("simulated:/run/lane1?reader=none", clock, entropy).error().code;
}

ErrorCode fault_of_another_make() {
  StoppedClock clock;
  SameEntropy entropy;
  SimulatedCardReader reader{"lane1", clock, entropy, ReaderMake::pn532};
  return reader.inject({.kind = FaultKind::service_gone}).error().code;
}

ErrorCode absent_application() {
  SimulatedField field{plain_reader()};
  field.put(std::make_shared<Phone>(1));
  auto link = open_iso_dep_link(field);
  return IsoDepTag{*link}.select(Bytes{0xF0, 1, 2, 3, 4, 5}).error().code;
}

/// A tag whose container says that its message is above 16 KiB.
ErrorCode endless_message() {
  SimulatedField field{plain_reader()};
  const auto card = std::make_shared<Type4Tag>(Bytes{4, 1, 2, 3, 4, 5, 6}, Bytes{0xD0, 0, 0});
  card->file(0xE104)[0] = 0x70;
  field.put(card);
  auto link = open_iso_dep_link(field);
  IsoDepTag tag{*link};
  return read_type4_ndef(tag).error().code;
}

FelicaSighting::LiteSProof proof_of_member_card() {
  StoppedClock clock;
  SameEntropy entropy;
  Posted posted;
  SimulatedCardReader reader{"lane1", clock, entropy};
  REQUIRE(reader.start(posted));
  reader.touch(member_card());
  return *std::get<FelicaSighting>(posted.sightings.at(0).seen).lite_s;
}

ErrorCode proof_without_key() {
  return verify_lite_s_proof(proof_of_member_card(), {}).error().code;
}

ErrorCode cut_proof() {
  auto proof = proof_of_member_card();
  proof.mac_a.pop_back();
  return verify_lite_s_proof(proof, Bytes(16, 0)).error().code;
}

/// A phone gives a wallet's cryptogram (the public one of the vectors, with its demo key) that was changed on its way.
ErrorCode changed_wallet_pass() {
  Bytes key, cryptogram;
  REQUIRE(from_hex("3d1547f23cd78ad052a58860f1219e8fb791ec4dfe33769f5b9bfa627a656ca1", key));
  REQUIRE(
      from_hex("c0b77375d3f37956d84a538f28ac2a04b38ddc1a67d3647a4dd30abd736ea1cea8038388692e89db99e4746d872de782"
               "395640c536e79a75c47a9343da0af3937f06eeca7a865c4ad05a2c543ad2",
               cryptogram));
  SimulatedField field{plain_reader()};
  const Bytes aid{0xF0, 'k', 'a', 'z', 'a', 's', 'u'};
  field.put(std::make_shared<MemberApp>(aid));
  auto link = open_iso_dep_link(field);
  IsoDepTag phone{*link};
  REQUIRE(phone.select(aid));
  const auto pass = vas::pass_id_hash("pass.com.passkit.pksamples.nfcdemo");
  P256Number private_key{};
  std::copy(key.begin(), key.end(), private_key.begin());
  REQUIRE(vas::open(cryptogram, private_key, pass));
  cryptogram.back() ^= 1;
  const auto given =
      phone.transmit({.instruction_class = 0x80, .instruction = 0x10, .data = cryptogram, .expected = 256});
  REQUIRE(given);
  return vas::open(given->data, private_key, pass).error().code;
}

ErrorCode missing_trace() {
  return replay_trace(fs::path{KAZASU_SOURCE_DIR} / "no such trace").error().code;
}

const std::map<ErrorCode, std::function<ErrorCode()>> kProvocations{
    {ErrorCode::device_not_found, [] { return unplugged(true); }},
    {ErrorCode::device_busy, [] { return touch_with(FaultKind::session_held, true); }},
    {ErrorCode::device_permission, [] { return touch_with(FaultKind::forbidden); }},
    {ErrorCode::device_lost, [] { return unplugged(false); }},
    {ErrorCode::service_unavailable, [] { return touch_with(FaultKind::service_gone); }},
    {ErrorCode::card_removed, [] { return touch_with(FaultKind::card_leaves); }},
    {ErrorCode::card_timeout, [] { return touch_with(FaultKind::card_silent, true); }},
    {ErrorCode::card_answer_invalid, [] { return touch_with(FaultKind::garbage, true); }},
    {ErrorCode::card_refused, [] { return touch_with(FaultKind::card_refuses, true, ReaderMake::acr122u); }},
    {ErrorCode::card_outcome_unknown, torn_write},
    {ErrorCode::cards_ambiguous, two_cards},
    {ErrorCode::scan_invalid, [] { return scan_of([](SimulatedScanner& it) { it.send("49\x01\r"); }); }},
    {ErrorCode::scan_broken, [] { return scan_of([](SimulatedScanner& it) { it.send("4901"), it.fall_silent(); }); }},
    {ErrorCode::scan_too_long, [] { return scan_of([](SimulatedScanner& it) { it.send(std::string(9'000, '7')); }); }},
    {ErrorCode::timed_out, [] { return touch_with(FaultKind::too_slow); }},
    {ErrorCode::cancelled, [] { return touch_with(FaultKind::cancelled); }},
    // Of other parts of the table, those that drivers answer.
    {ErrorCode::invalid_argument, started_twice},
    {ErrorCode::limit_exceeded, endless_message},
    {ErrorCode::unsupported, fault_of_another_make},
    {ErrorCode::not_found, absent_application},
    {ErrorCode::configuration_invalid, wrong_uri},
    {ErrorCode::key_missing, proof_without_key},
    {ErrorCode::message_invalid, cut_proof},
    {ErrorCode::file_unreadable, missing_trace},
    {ErrorCode::signature_invalid, changed_wallet_pass},
};

/// Of the table, what is numbered as a device's; of the sources, what is named in them.
std::set<std::string> codes_of_drivers() {
  std::set<std::string> codes;
#define KAZASU_ERROR(name, number, remedy, en, ja, zh) \
  if ((number) >= 200 && (number) < 300) codes.insert(#name);
#include "kazasu/values/error_table.inc"
#undef KAZASU_ERROR
  const std::regex named{"ErrorCode::([a-z_]+)"};
  for (const auto& entry : fs::recursive_directory_iterator{fs::path{KAZASU_SOURCE_DIR} / "drivers"}) {
    if (entry.path().extension() != ".cpp") continue;
    std::ifstream stream{entry.path()};
    const std::string text{std::istreambuf_iterator<char>{stream}, {}};
    for (std::sregex_iterator at{text.begin(), text.end(), named}, end; at != end; ++at) codes.insert((*at)[1]);
  }
  codes.erase("name");      // of the macro over the table
  codes.erase("internal");  // no thread, no memory, a broken cryptography library: no device provokes it
  return codes;
}

}  // namespace

TEST_CASE("every error code of the drivers can be provoked with simulated devices") {
  std::map<std::string, std::function<ErrorCode()>> provocations;
  for (const auto& [code, provoke] : kProvocations) provocations.emplace(name_of(code), provoke);
  const auto codes = codes_of_drivers();
  CHECK(codes.size() >= 24);
  for (const std::string& code : codes) {
    INFO(code << ": provoke it with a simulated device");
    const auto provoke = provocations.find(code);
    CHECK(provoke != provocations.end());
    if (provoke != provocations.end()) CHECK(name_of(provoke->second()) == code);
  }
  for (const auto& [code, provoke] : provocations) {
    INFO(code << " is provoked, and no driver answers it");
    CHECK(codes.contains(code));
  }
}
