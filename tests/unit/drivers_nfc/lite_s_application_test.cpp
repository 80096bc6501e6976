#include "nfc/lite_s_application.hpp"

#include <catch2/catch_test_macros.hpp>

#include "kazasu/drivers/nfc/lite_s_proof.hpp"
#include "kazasu/drivers/simulated/felica_lite_s_card.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using simulators::FelicaLiteSCard;

namespace {

class CountingEntropy final : public Entropy {
 public:
  Result<void> fill(std::span<std::uint8_t> bytes) override {
    if (broken) return Error{ErrorCode::internal, "no entropy"};
    for (auto& byte : bytes) byte = ++last_;
    return {};
  }
  bool broken = false;

 private:
  std::uint8_t last_ = 0;
};

/// A reader with one card and nothing between; `lose` answers are lost, counted from the first.
class DirectLink final : public CardLink {
 public:
  explicit DirectLink(simulators::Card& card) : card_(card) { card.power_up(); }

  Result<Bytes> exchange(BytesView frame, std::int64_t time_limit_us) override {
    sent.emplace_back(frame.begin(), frame.end());
    limits_us.push_back(time_limit_us);
    auto answer = card_.exchange(frame);
    if (!answer || sent.size() == lost) return Error{ErrorCode::card_timeout, "silent"};
    if (sent.size() == tampered) answer->at(13) ^= 1;
    return *answer;
  }

  std::vector<Bytes> sent;
  std::vector<std::int64_t> limits_us;
  std::size_t lost = 0;      ///< the number of the exchange whose answer is lost
  std::size_t tampered = 0;  ///< the number of the exchange whose first data byte is changed

 private:
  simulators::Card& card_;
};

simulators::LiteSPersonalization personalization() {
  return {.idm = {0x01, 0x2E, 0x3D, 0x4C, 0x5B, 0x6A, 0x79, 0x88},
          .format_code = {0x00, 0x01},
          .own_id = {'M', 'E', 'M', 'B', '0', '1'},
          .card_key_version = 0x0102,
          .card_key = {'7', '6', '5', '4', '3', '2', '1', '0', 'f', 'e', 'd', 'c', 'b', 'a', '9', '8'}};
}

}  // namespace

TEST_CASE("A Lite-S is identified in three exchanges: Polling, challenge, proof") {
  FelicaLiteSCard card{personalization()};
  DirectLink link{card};
  CountingEntropy entropy;
  const auto sighting = identify_felica(link, entropy);
  REQUIRE(sighting.ok());
  REQUIRE(link.sent.size() == 3);
  CHECK(to_hex(link.sent[0]) == "060088b40100");
  CHECK(to_hex(link.sent[1]) ==
        "2008012e3d4c5b6a798801090001"
        "80800102030405060708090a0b0c0d0e0f10");
  CHECK(to_hex(link.sent[2]) ==
        "1406012e3d4c5b6a7988010b0003"
        "808280868091");
  CHECK(link.limits_us == std::vector<std::int64_t>{10'000, 6'041, 2'000});
  REQUIRE(sighting->lite_s.has_value());
  CHECK(sighting->lite_s->card_key_version == 0x0102);
  CHECK(to_hex(sighting->lite_s->id_block) == "012e3d4c5b6a798800014d454d423031");
  CHECK(*verify_lite_s_proof(*sighting->lite_s, personalization().card_key));
}

TEST_CASE("A proof is worth nothing once any part of it is changed") {
  FelicaLiteSCard card{personalization()};
  DirectLink link{card};
  CountingEntropy entropy;
  auto proof = *identify_felica(link, entropy)->lite_s;
  const auto key = personalization().card_key;
  SECTION("challenge") {
    proof.challenge[3] ^= 0x10;
  }
  SECTION("ID block") {
    proof.id_block[15] ^= 0x01;
  }
  SECTION("card key version") {
    proof.card_key_version_block[0] ^= 0x01;
  }
  SECTION("MAC_A") {
    proof.mac_a[7] ^= 0x80;
  }
  CHECK_FALSE(*verify_lite_s_proof(proof, key));
}

TEST_CASE("A proof or a key of the wrong length is an error, not a no") {
  FelicaLiteSCard card{personalization()};
  DirectLink link{card};
  CountingEntropy entropy;
  auto proof = *identify_felica(link, entropy)->lite_s;
  const auto key = personalization().card_key;
  CHECK(verify_lite_s_proof(proof, BytesView{key}.first(15)).error().code == ErrorCode::key_missing);
  CHECK(diversify_card_key(Bytes(16), Bytes(16)).error().code == ErrorCode::key_missing);
  CHECK(diversify_card_key(Bytes(24), Bytes(15)).error().code == ErrorCode::message_invalid);
  SECTION("challenge") {
    proof.challenge.pop_back();
  }
  SECTION("ID block") {
    proof.id_block.clear();
  }
  SECTION("MAC_A") {
    proof.mac_a.push_back(0);
  }
  CHECK(verify_lite_s_proof(proof, key).error().code == ErrorCode::message_invalid);
}

TEST_CASE("Without entropy no challenge is written") {
  FelicaLiteSCard card{personalization()};
  DirectLink link{card};
  CountingEntropy entropy;
  entropy.broken = true;
  CHECK_FALSE(identify_felica(link, entropy).ok());
  CHECK(link.sent.size() == 1);
}

TEST_CASE("An answer that is lost is asked for once more") {
  FelicaLiteSCard card{personalization()};
  CountingEntropy entropy;
  for (const std::size_t lost : {2U, 3U}) {
    DirectLink link{card};
    link.lost = lost;
    const auto sighting = identify_felica(link, entropy);
    REQUIRE(sighting.ok());
    CHECK(link.sent.size() == 4);
    CHECK(*verify_lite_s_proof(*sighting->lite_s, personalization().card_key));
  }
}

TEST_CASE("An ID block that is not the polled card's is refused") {
  FelicaLiteSCard card{personalization()};
  DirectLink link{card};
  link.tampered = 3;
  CountingEntropy entropy;
  const auto sighting = identify_felica(link, entropy);
  REQUIRE_FALSE(sighting.ok());
  CHECK(sighting.error().code == ErrorCode::card_answer_invalid);
}

TEST_CASE("A card without the Lite system is identified by what a wildcard finds") {
  simulators::TransitCard card{{0x01, 0x10, 1, 2, 3, 4, 5, 6}};
  DirectLink link{card};
  CountingEntropy entropy;
  const auto sighting = identify_felica(link, entropy);
  REQUIRE(sighting.ok());
  CHECK(link.sent.size() == 2);
  CHECK(sighting->system_code == 0x0003);
  CHECK_FALSE(sighting->lite_s.has_value());
}
