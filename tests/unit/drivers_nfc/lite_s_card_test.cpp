#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "codec/lite_s_mac.hpp"
#include "kazasu/drivers/simulated/felica_lite_s_card.hpp"

// The simulated card and the driver's cryptography were written apart; here each checks the other.

using namespace kazasu;
using namespace kazasu::drivers;
using felica::Block;
using simulators::FelicaLiteSCard;

namespace {

constexpr felica::Idm kIdm{0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08};
constexpr lite_s::CardKey kKey{'7', '6', '5', '4', '3', '2', '1', '0', 'f', 'e', 'd', 'c', 'b', 'a', '9', '8'};
constexpr Block kChallenge{7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8};
constexpr std::uint8_t kReg = 0x0E, kConfiguration = 0x88, kState = 0x92;

/// A till's side of the card, command by command.
class Till {
 public:
  explicit Till(FelicaLiteSCard& card) : card_(card) { card.power_up(); }

  felica::ReadAnswer read(std::vector<std::uint8_t> numbers) {
    std::vector<felica::BlockElement> elements;
    for (const std::uint8_t number : numbers) elements.push_back({.block = number});
    const std::array<std::uint16_t, 1> services{felica::kServiceReadOnly};
    const auto frame = card_.exchange(*felica::read_command(kIdm, services, elements));
    REQUIRE(frame.has_value());
    auto answer = felica::parse_read_answer(*frame, kIdm, numbers.size());
    REQUIRE(answer.ok());
    return *answer;
  }

  felica::StatusFlags write(std::vector<lite_s::NumberedBlock> blocks) {
    std::vector<felica::BlockElement> elements;
    std::vector<Block> data;
    for (const auto& [number, block] : blocks) {
      elements.push_back({.block = number});
      data.push_back(block);
    }
    const std::array<std::uint16_t, 1> services{felica::kServiceReadWrite};
    const auto frame = card_.exchange(*felica::write_command(kIdm, services, elements, data));
    REQUIRE(frame.has_value());
    return *felica::parse_write_answer(*frame, kIdm);
  }

  void challenge() { REQUIRE(write({{lite_s::kBlockChallenge, kChallenge}}).ok()); }

  felica::StatusFlags write_with_mac(std::uint8_t number, const Block& data, const lite_s::CardKey& key = kKey) {
    const std::uint32_t counter = card_.write_counter();
    const auto mac = lite_s::write_mac_a(*lite_s::session_key(key, kChallenge), kChallenge, counter, {number, data});
    return write({{number, data}, {lite_s::kBlockMacA, lite_s::mac_a_block(*mac, counter)}});
  }

  /// Whether block 91 of an answer is the MAC_A of the blocks before it.
  static bool proves(const std::vector<std::uint8_t>& numbers, const felica::ReadAnswer& answer) {
    std::vector<lite_s::NumberedBlock> covered;
    for (std::size_t i = 0; i + 1 < numbers.size(); ++i) covered.emplace_back(numbers[i], answer.blocks[i]);
    const auto mac = lite_s::read_mac_a(*lite_s::session_key(kKey, kChallenge), kChallenge, covered);
    return lite_s::equal(*mac, BytesView{answer.blocks.back()}.first(8));
  }

 private:
  FelicaLiteSCard& card_;
};

FelicaLiteSCard new_card() {
  return FelicaLiteSCard{
      {.idm = kIdm, .format_code = {0x00, 0xFF}, .own_id = {}, .card_key_version = 1, .card_key = kKey}};
}

std::uint16_t flags_of(felica::StatusFlags flags) {
  return static_cast<std::uint16_t>(flags.flag1 << 8 | flags.flag2);
}

}  // namespace

TEST_CASE("The card's MAC and MAC_A are those the driver computes, for one to three blocks") {
  FelicaLiteSCard card = new_card();
  for (std::uint8_t i = 0; i < 16; ++i) card.set_block(0x05, {i, 1, 2, 3, 4, 5, 6, 7, 8});
  Till till{card};
  till.challenge();
  const auto numbers = GENERATE(std::vector<std::uint8_t>{0x82, 0x91}, std::vector<std::uint8_t>{0x82, 0x86, 0x91},
                                std::vector<std::uint8_t>{0x05, 0x82, 0x90, 0x91});
  CHECK(Till::proves(numbers, till.read(numbers)));
  const auto plain = till.read({0x05, 0x82, 0x81});
  const std::array covered{plain.blocks[0], plain.blocks[1]};
  CHECK(lite_s::equal(*lite_s::read_mac(*lite_s::session_key(kKey, kChallenge), kChallenge, covered),
                      BytesView{plain.blocks[2]}.first(8)));
}

TEST_CASE("A write with MAC_A is taken once, and the counter goes up") {
  FelicaLiteSCard card = new_card();
  card.set_block(lite_s::kBlockWriteCounter, {0x10, 0x00, 0x00});
  Till till{card};
  till.challenge();
  CHECK(till.write_with_mac(0x00, {1, 2, 3}).ok());
  CHECK(card.write_counter() == 0x11);
  CHECK(card.block(0x00) == Block{1, 2, 3});
  const auto key = GENERATE(lite_s::CardKey{}, lite_s::CardKey{'x'});
  CHECK(flags_of(till.write_with_mac(0x00, {9}, key)) == 0x02B2);
  CHECK(card.block(0x00) == Block{1, 2, 3});
}

TEST_CASE("External authentication opens what is protected, until the power goes") {
  FelicaLiteSCard card = new_card();
  card.set_block(lite_s::kBlockWriteCounter, {});
  card.set_block(kConfiguration, {0xFF, 0xFF, 0x00, 0x00, 0x07, 0x00, 0x01, 0x00, 0x02, 0x00, 0x04, 0x00});
  Till till{card};
  till.challenge();
  CHECK(flags_of(till.read({0x00}).status) == 0x01B1);
  CHECK(flags_of(till.write({{0x01, Block{5}}})) == 0x01B1);
  CHECK(flags_of(till.write({{0x02, Block{5}}})) == 0x01A8);  // needs a MAC
  CHECK(flags_of(till.write_with_mac(kState, {0x02})) == 0x0000);
  CHECK(flags_of(till.read({0x00}).status) == 0x01B1);
  CHECK(till.write_with_mac(kState, {0x01}).ok());
  const auto state = till.read({kState, lite_s::kBlockMacA});
  CHECK(state.blocks[0][0] == 0x01);
  CHECK(Till::proves({kState, lite_s::kBlockMacA}, state));
  CHECK(till.read({0x00}).status.ok());
  CHECK(till.write({{0x01, Block{5}}}).ok());
  CHECK(till.write_with_mac(0x02, {5}).ok());
  card.power_up();
  CHECK(flags_of(till.read({0x00}).status) == 0x01B1);
}

TEST_CASE("Errors have the status flags of the chip") {
  FelicaLiteSCard card = new_card();
  Till till{card};
  CHECK(flags_of(till.read({0x82, 0x91}).status) == 0x02B2);  // no challenge yet
  till.challenge();
  CHECK(flags_of(till.read({0x81, 0x91}).status) == 0xFFB0);
  CHECK(flags_of(till.read({0x00, 0x50}).status) == 0x02A8);
  CHECK(flags_of(till.read({0, 1, 2, 3, 4}).status) == 0xFFA2);
  CHECK(flags_of(till.write({{lite_s::kBlockWriteCounter, Block{}}})) == 0x01A8);
  CHECK(flags_of(till.write({{0x00, Block{}}, {0x01, Block{}}})) == 0x02A8);
}

TEST_CASE("Secrets are not read, registers only fall, a locked card stays locked") {
  FelicaLiteSCard card = new_card();
  Till till{card};
  till.challenge();
  CHECK(till.read({0x87, 0x80}).blocks == std::vector<Block>{Block{}, Block{}});
  CHECK(till.write({{kReg, Block{0x64}}}).ok());
  CHECK(till.write({{kReg, Block{0x65}}}).ok());
  CHECK(card.block(kReg)[0] == 0x64);
  Block locked = card.block(kConfiguration);
  locked[2] = 0x00;
  CHECK(till.write({{kConfiguration, locked}}).ok());
  CHECK(card.write_counter() == 0);
  CHECK(flags_of(till.write({{0x82, Block{}}})) == 0x01A8);
  CHECK(flags_of(till.write({{0x87, Block{}}})) == 0x01A8);
}

TEST_CASE("A card personalised with a master key has the key that the driver derives") {
  std::array<std::uint8_t, 24> master_key{};
  for (std::size_t i = 0; i < master_key.size(); ++i) master_key[i] = static_cast<std::uint8_t>(17 * i + 3);
  for (std::uint8_t number = 0; number < 32; ++number) {  // both values of the carry bit occur
    master_key[5] = static_cast<std::uint8_t>(number * 8);
    const auto card =
        FelicaLiteSCard::with_master_key({.idm = kIdm, .format_code = {}, .own_id = {number}}, master_key);
    CHECK(card.block(0x87) == *lite_s::diversify(master_key, card.block(0x82)));
  }
}
