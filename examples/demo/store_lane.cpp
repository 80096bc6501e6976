#include "store_lane.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "kazasu/values/bytes.hpp"

namespace demo {

using namespace kazasu::simulators;

StoreLane::StoreLane(const std::filesystem::path& directory)
    : daemon_({"SONY FeliCa RC-S300/S"}),
      reader_(sony_rc_s300(), daemon_.reader_socket(0)),
      scanner_(directory / "scanner") {
  daemon_.start();
}

void StoreLane::damage_next_answer() {
  reader_.inject({.kind = FaultKind::garbage, .at_apdu = 2, .lasting = true});
}

void StoreLane::scan_rubbish() {
  scanner_.raw(std::string_view{"]E0\x01\x02\x7F???\r"});
}

std::shared_ptr<Card> member_card(const std::string& id_block_hex, const std::filesystem::path& master_key) {
  kazasu::Bytes id_block;
  if (!kazasu::from_hex(id_block_hex, id_block) || id_block.size() != 16)
    throw std::runtime_error("an ID block has 16 bytes");
  std::ifstream file{master_key, std::ios::binary};
  const std::string key{std::istreambuf_iterator<char>{file}, {}};
  std::array<std::uint8_t, 24> master{};
  if (key.size() != master.size()) throw std::runtime_error("the card master key has 24 bytes");
  std::copy(key.begin(), key.end(), master.begin());
  LiteSPersonalization personalization{.card_key_version = 1};
  std::copy_n(id_block.begin(), 8, personalization.idm.begin());
  std::copy_n(id_block.begin() + 8, 2, personalization.format_code.begin());
  std::copy_n(id_block.begin() + 10, 6, personalization.own_id.begin());
  return std::make_shared<FelicaLiteSCard>(FelicaLiteSCard::with_master_key(personalization, master));
}

}  // namespace demo
