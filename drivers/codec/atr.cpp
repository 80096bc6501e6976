#include "codec/atr.hpp"

#include <algorithm>
#include <array>

namespace kazasu::drivers::atr {
namespace {

Error cut_off() {
  return {ErrorCode::card_answer_invalid, "ATR: it ends before what it announces"};
}

std::optional<StorageCard> storage_card(BytesView historical) {
  // 80 4F 0C, the RID of the PC/SC workgroup, SS, NN NN, four reserved bytes.
  constexpr std::array<std::uint8_t, 8> kBegin{0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06};
  constexpr std::size_t kBytes = 15;
  if (historical.size() != kBytes || !std::equal(kBegin.begin(), kBegin.end(), historical.begin())) return std::nullopt;
  return StorageCard{historical[8], static_cast<std::uint16_t>(historical[9] << 8 | historical[10])};
}

/// The interface bytes after T0: moves `at` past them and says whether a check byte ends the ATR (any protocol but
/// T=0).
Result<bool> skip_interface_bytes(BytesView bytes, std::size_t& at) {
  bool check_byte = false;
  std::uint8_t announced = bytes[1] >> 4;
  while (announced != 0) {
    for (std::uint8_t bit = 1; bit < 8; bit = static_cast<std::uint8_t>(bit << 1)) {
      if ((announced & bit) != 0) ++at;
    }
    if ((announced & 0x08) == 0) break;
    if (at >= bytes.size()) return cut_off();
    const std::uint8_t td = bytes[at++];
    if ((td & 0x0F) != 0) check_byte = true;
    announced = td >> 4;
  }
  return check_byte;
}

}  // namespace

Result<Atr> parse(BytesView bytes) {
  if (bytes.size() < 2) return cut_off();
  std::size_t at = 2;
  auto check_byte = skip_interface_bytes(bytes, at);
  if (!check_byte) return check_byte.error();
  const std::size_t historical_bytes = bytes[1] & 0x0F;
  if (at + historical_bytes + (*check_byte ? 1 : 0) > bytes.size()) return cut_off();
  const BytesView historical = bytes.subspan(at, historical_bytes);
  Atr atr{.historical = {historical.begin(), historical.end()}, .check_byte_ok = true, .storage_card = {}};
  if (*check_byte) {
    std::uint8_t sum = 0;
    for (const std::uint8_t byte : bytes.subspan(1, at + historical_bytes)) sum ^= byte;
    atr.check_byte_ok = sum == 0;
  }
  atr.storage_card = storage_card(historical);
  return atr;
}

bool is_felica(const Atr& atr) {
  if (atr.storage_card) {
    constexpr std::uint8_t kFelicaStandard = 0x11;
    constexpr std::array<std::uint16_t, 3> kFelicaNames{0x003B,           // the registry's
                                                        0xF011, 0xF012};  // ACR122U, 212 and 424 kbit/s, with SS = 03
    return atr.storage_card->standard == kFelicaStandard ||
           std::find(kFelicaNames.begin(), kFelicaNames.end(), atr.storage_card->name) != kFelicaNames.end();
  }
  constexpr std::array<std::uint8_t, 3> kIdentivBegin{0x04, 0x43, 0xFD};  // then the IDm and one more byte
  return atr.historical.size() == 12 && std::equal(kIdentivBegin.begin(), kIdentivBegin.end(), atr.historical.begin());
}

}  // namespace kazasu::drivers::atr
