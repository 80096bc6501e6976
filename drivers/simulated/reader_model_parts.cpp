#include "simulated/reader_model_parts.hpp"

#include <algorithm>
#include <array>

#include "kazasu/drivers/simulated/reader_model.hpp"

namespace kazasu::simulators {
namespace {

class PlainReader final : public ReaderModel {
 public:
  [[nodiscard]] std::string friendly_name() const override { return "Plain Contactless Reader"; }
  [[nodiscard]] Bytes atr(const Card& card) const override { return standard_atr(card); }
  Bytes answer(BytesView apdu, Card& card) override {
    return answer_standard(apdu, card).value_or(with_status({}, kStatusUnsupported));
  }
};

}  // namespace

std::optional<Bytes> ReaderModel::escape(BytesView) {
  return std::nullopt;
}

Bytes with_status(Bytes data, std::uint16_t status) {
  data.insert(data.end(), {static_cast<std::uint8_t>(status >> 8), static_cast<std::uint8_t>(status & 0xFF)});
  return data;
}

Bytes storage_card_atr(std::uint8_t standard, std::uint16_t name) {
  Bytes atr{0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, standard};
  atr.insert(atr.end(), {static_cast<std::uint8_t>(name >> 8), static_cast<std::uint8_t>(name & 0xFF), 0, 0, 0, 0});
  std::uint8_t check = 0;
  for (std::size_t i = 1; i < atr.size(); ++i) check ^= atr[i];
  atr.push_back(check);
  return atr;
}

Bytes standard_atr(const Card& card) {
  switch (card.protocol()) {
    case AirProtocol::felica: return storage_card_atr(0x11, 0x003B);
    case AirProtocol::iso14443a_type2: return storage_card_atr(0x03, 0x0003);
    case AirProtocol::iso14443a_iso_dep:
    case AirProtocol::iso14443b_iso_dep: break;
  }
  return {0x3B, 0x80, 0x80, 0x01, 0x01};
}

std::optional<Bytes> answer_get_uid(BytesView apdu, const Card& card) {
  constexpr std::array<std::uint8_t, 4> kGetUid{0xFF, 0xCA, 0x00, 0x00};
  if (apdu.size() < kGetUid.size() || !std::equal(kGetUid.begin(), kGetUid.end(), apdu.begin())) return std::nullopt;
  return with_status(card.uid(), kStatusOk);
}

std::optional<Bytes> answer_standard(BytesView apdu, Card& card) {
  constexpr std::uint8_t kReaderClass = 0xFF, kReadBinary = 0xB0, kUpdateBinary = 0xD6;
  constexpr std::uint16_t kNoAnswer = 0x6300;
  if (apdu.size() < 4) return std::nullopt;
  if (apdu[0] != kReaderClass) {
    const bool iso_dep =
        card.protocol() == AirProtocol::iso14443a_iso_dep || card.protocol() == AirProtocol::iso14443b_iso_dep;
    if (!iso_dep) return with_status({}, kStatusUnsupported);
    return card.exchange(apdu).value_or(with_status({}, kNoAnswer));
  }
  if (card.protocol() == AirProtocol::iso14443a_type2 && apdu[2] == 0x00) {
    std::optional<Bytes> tag;
    if (apdu[1] == kReadBinary && apdu.size() == 5) tag = card.exchange(std::array<std::uint8_t, 2>{0x30, apdu[3]});
    if (apdu[1] == kUpdateBinary && apdu.size() == 9 && apdu[4] == 4) {
      const std::array<std::uint8_t, 6> write{0xA2, apdu[3], apdu[5], apdu[6], apdu[7], apdu[8]};
      tag = card.exchange(write);
    }
    constexpr std::size_t kNakBytes = 1;
    if (tag && tag->size() != kNakBytes) return with_status(std::move(*tag), kStatusOk);
    if (tag) return with_status({}, kNoAnswer);
  }
  return answer_get_uid(apdu, card);
}

std::unique_ptr<ReaderModel> plain_reader() {
  return std::make_unique<PlainReader>();
}

}  // namespace kazasu::simulators
