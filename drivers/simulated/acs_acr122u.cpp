#include <algorithm>
#include <array>
#include <string_view>

#include "kazasu/drivers/simulated/reader_model.hpp"
#include "simulated/reader_model_parts.hpp"

namespace kazasu::simulators {
namespace {

class AcsAcr122u final : public ReaderModel {
 public:
  [[nodiscard]] std::string friendly_name() const override { return "ACS ACR122U PICC Interface"; }

  [[nodiscard]] Bytes atr(const Card& card) const override {
    return card.protocol() == AirProtocol::felica ? storage_card_atr(0x03, 0xF011) : standard_atr(card);
  }

  /// Firmware, lamps and buzzer.
  std::optional<Bytes> escape(BytesView command) override {
    constexpr std::array<std::uint8_t, 5> kFirmware{0xFF, 0x00, 0x48, 0x00, 0x00};
    constexpr std::string_view kName = "ACR122U207";
    if (std::equal(command.begin(), command.end(), kFirmware.begin(), kFirmware.end()))
      return Bytes{kName.begin(), kName.end()};
    constexpr std::uint8_t kSignal = 0x40;
    if (command.size() != 9 || command[0] != 0xFF || command[1] != 0x00 || command[2] != kSignal)
      return with_status({}, 0x6300);
    const unsigned changed = command[3] >> 2 & 3U, wanted = command[3] & 3U;
    lamps_ = static_cast<std::uint8_t>((lamps_ & ~changed) | (wanted & changed));
    return with_status({}, static_cast<std::uint16_t>(kStatusOk | lamps_));
  }

  Bytes answer(BytesView apdu, Card& card) override {
    if (apdu.size() > 3 && apdu[0] == 0xFF && apdu[1] == 0x00 && apdu[2] != 0x00) return *escape(apdu);
    if (auto standard = answer_standard(apdu, card)) return *standard;
    constexpr std::size_t kHeaderBytes = 5;
    const bool direct = apdu.size() > kHeaderBytes && apdu[0] == 0xFF && apdu[1] == 0x00 && apdu[2] == 0x00 &&
                        apdu[3] == 0x00 && apdu.size() == kHeaderBytes + apdu[4];
    if (!direct || apdu[kHeaderBytes] != 0xD4) return with_status({}, 0x6300);
    return chip(apdu.subspan(kHeaderBytes + 1), card);
  }

 private:
  std::uint8_t lamps_ = 0;  ///< bit 0 red, bit 1 green

  /// The PN532: code and parameters, without D4.
  static Bytes chip(BytesView command, Card& card) {
    constexpr std::uint8_t kGetFirmware = 0x02, kInDataExchange = 0x40, kInCommunicateThru = 0x42, kInList = 0x4A;
    if (command.empty()) return with_status({}, 0x637F);
    switch (command[0]) {
      case kGetFirmware: return with_status({0xD5, 0x03, 0x32, 0x01, 0x06, 0x07}, kStatusOk);
      case kInDataExchange:
        if (command.size() < 2 || command[1] != 0x01) return with_status({0xD5, 0x41, 0x27}, kStatusOk);
        return pass(command[0], command.subspan(2), card);
      case kInCommunicateThru: return pass(command[0], command.subspan(1), card);
      case kInList: return list(command, card);
      default: return with_status({}, 0x637F);
    }
  }

  static Bytes pass(std::uint8_t code, BytesView frame, Card& card) {
    constexpr std::uint8_t kSilent = 0x01;
    const auto answer = card.protocol() == AirProtocol::felica ? card.exchange(frame) : std::nullopt;
    Bytes data{0xD5, static_cast<std::uint8_t>(code + 1), answer ? std::uint8_t{0} : kSilent};
    if (answer) data.insert(data.end(), answer->begin(), answer->end());
    return with_status(std::move(data), kStatusOk);
  }

  static Bytes list(BytesView command, Card& card) {
    constexpr std::uint8_t kFelica212 = 0x01, kFelica424 = 0x02;
    const bool felica = command.size() > 3 && (command[2] == kFelica212 || command[2] == kFelica424);
    Bytes poll{static_cast<std::uint8_t>(felica ? command.size() - 2 : 0)};
    if (felica) poll.insert(poll.end(), command.begin() + 3, command.end());
    const auto answer = felica && card.protocol() == AirProtocol::felica ? card.exchange(poll) : std::nullopt;
    if (!answer) return with_status({0xD5, 0x4B, 0x00}, kStatusOk);
    Bytes data{0xD5, 0x4B, 0x01, 0x01};
    data.insert(data.end(), answer->begin(), answer->end());
    return with_status(std::move(data), kStatusOk);
  }
};

}  // namespace

std::unique_ptr<ReaderModel> acs_acr122u() {
  return std::make_unique<AcsAcr122u>();
}

}  // namespace kazasu::simulators
