#include <array>

#include "kazasu/drivers/simulated/reader_model.hpp"
#include "simulated/reader_model_parts.hpp"

namespace kazasu::simulators {
namespace {

// A card answers Polling within 3.6 ms; a timer read with its bytes the other way round falls below or far above.
constexpr std::uint32_t kShortestTimerUs = 1'000, kLongestTimerUs = 60'000'000;

class SonyRcS300 final : public ReaderModel {
 public:
  explicit SonyRcS300(bool carries_session) : carries_session_(carries_session) {}
  [[nodiscard]] std::string friendly_name() const override {
    return carries_session_ ? "SONY FeliCa RC-S300/S" : "SONY FeliCa Port/PaSoRi 4.0";
  }
  [[nodiscard]] Bytes atr(const Card& card) const override { return standard_atr(card); }
  void reset() override { session_ = felica_ = false; }

  Bytes answer(BytesView apdu, Card& card) override {
    if (auto standard = answer_standard(apdu, card)) return *standard;
    if (auto stored = answer_storage(apdu, card)) return *stored;
    constexpr std::uint8_t kTransparent = 0xC2;
    if (!carries_session_) return with_status({}, kStatusUnsupported);
    if (apdu.size() < 5 || apdu[0] != 0xFF || apdu[1] != kTransparent || apdu[2] != 0) {
      return with_status({}, kStatusUnsupported);
    }
    std::size_t at = 5, length = apdu[4];
    if (length == 0 && apdu.size() > 7) {  // extended
      length = static_cast<std::size_t>(apdu[5] << 8 | apdu[6]);
      at = 7;
    }
    if (at + length > apdu.size()) return with_status({}, 0x6700);
    const BytesView objects = apdu.subspan(at, length);
    switch (apdu[3]) {
      case 0x00: return manage(objects);
      case 0x01: return exchange(objects, card);
      case 0x02: return switch_protocol(objects);
      default: return with_status({}, 0x6B00);
    }
  }

 private:
  /// FF CA 01, FF A4, FF B0 80 and FF D6 80 on a FeliCa card.
  std::optional<Bytes> answer_storage(BytesView apdu, Card& card) {
    if (card.protocol() != AirProtocol::felica || apdu.size() < 5 || apdu[0] != 0xFF) return std::nullopt;
    constexpr std::uint8_t kGetData = 0xCA, kSelect = 0xA4, kRead = 0xB0, kUpdate = 0xD6, kBlockList = 0x80;
    if (apdu[1] == kGetData && apdu[2] == 0x01) {
      const auto polled = card.exchange(std::array<std::uint8_t, 6>{6, 0x00, 0xFF, 0xFF, 0, 0});
      if (!polled) return with_status({}, 0x6401);
      return with_status({polled->begin() + 10, polled->end()}, kStatusOk);
    }
    if (apdu[1] == kSelect && apdu[2] == 0x00 && apdu[3] == 0x01 && apdu.size() == 7) {
      service_ = {apdu[5], apdu[6]};
      return with_status({}, kStatusOk);
    }
    const bool reads = apdu[1] == kRead;
    if ((!reads && apdu[1] != kUpdate) || apdu[2] != kBlockList || apdu.size() < 5U + apdu[4]) return std::nullopt;
    return access_blocks(reads, apdu[3], apdu.subspan(5, apdu[4]), card);
  }

  Bytes access_blocks(bool reads, std::uint8_t blocks, BytesView list_and_data, Card& card) const {
    const Bytes idm = card.uid();
    Bytes frame{static_cast<std::uint8_t>(14 + list_and_data.size()), static_cast<std::uint8_t>(reads ? 0x06 : 0x08)};
    frame.insert(frame.end(), idm.begin(), idm.end());
    frame.insert(frame.end(), {1, service_[0], service_[1], blocks});
    frame.insert(frame.end(), list_and_data.begin(), list_and_data.end());
    const auto answer = card.exchange(frame);
    constexpr std::size_t kFlags = 10, kData = 13;
    if (!answer || answer->size() < kFlags + 2) return with_status({}, 0x6401);
    if ((*answer)[kFlags] != 0) return with_status({(*answer)[kFlags], (*answer)[kFlags + 1]}, 0x9100);
    if (!reads) return with_status({}, kStatusOk);
    return with_status({answer->begin() + kData, answer->end()}, kStatusOk);
  }

  static Bytes result(std::uint16_t status) {
    return {0xC0, 0x03, 0x00, static_cast<std::uint8_t>(status >> 8), static_cast<std::uint8_t>(status & 0xFF)};
  }
  static Bytes only_result(std::uint16_t status) { return with_status(result(status), kStatusOk); }

  Bytes manage(BytesView objects) {
    constexpr std::uint8_t kStart = 0x81, kEnd = 0x82, kFieldOff = 0x83, kFieldOn = 0x84;
    if (objects.size() != 2 || objects[1] != 0) return only_result(0x6301);
    switch (objects[0]) {
      case kStart:
        if (session_) return only_result(0x698A);
        session_ = true;
        return only_result(kStatusOk);
      case kEnd: reset(); return only_result(kStatusOk);
      case kFieldOff:
      case kFieldOn: return only_result(session_ ? kStatusOk : 0x6985);
      default: return only_result(0x6301);
    }
  }

  Bytes switch_protocol(BytesView objects) {
    constexpr std::uint8_t kProtocol = 0x8F, kFelica = 0x03;
    if (!session_) return only_result(0x6985);
    if (objects.size() != 4 || objects[0] != kProtocol || objects[1] != 2) return only_result(0x6301);
    felica_ = objects[2] == kFelica;
    return only_result(kStatusOk);
  }

  Bytes exchange(BytesView objects, Card& card) {
    // 5F 46 04 timer, 95 length frame, as drivers send it.
    constexpr std::size_t kTimerBytes = 7;
    if (!session_ || !felica_) return only_result(0x6985);
    if (objects.size() < kTimerBytes + 2 || objects[0] != 0x5F || objects[1] != 0x46 || objects[2] != 4 ||
        objects[kTimerBytes] != 0x95) {
      return only_result(0x6301);
    }
    std::uint32_t timer_us = 0;
    for (std::size_t i = 0; i < 4; ++i) timer_us |= static_cast<std::uint32_t>(objects[3 + i]) << (8 * i);
    std::size_t at = kTimerBytes + 1;
    std::size_t length = objects[at++];
    if (length == 0x81 && at < objects.size()) length = objects[at++];
    if (at + length != objects.size()) return only_result(0x6301);
    const bool in_time = timer_us >= kShortestTimerUs && timer_us <= kLongestTimerUs;
    const auto answer =
        in_time && card.protocol() == AirProtocol::felica ? card.exchange(objects.subspan(at)) : std::nullopt;
    if (!answer) return only_result(0x6401);
    Bytes data = result(kStatusOk);
    data.insert(data.end(), {0x92, 0x01, 0x00, 0x96, 0x02, 0x00, 0x00, 0x97});
    if (answer->size() > 0x7F) data.push_back(0x81);
    data.push_back(static_cast<std::uint8_t>(answer->size()));
    data.insert(data.end(), answer->begin(), answer->end());
    return with_status(std::move(data), kStatusOk);
  }

  bool carries_session_;
  std::array<std::uint8_t, 2> service_{};  ///< as FF A4 chose it, low byte first
  bool session_ = false;
  bool felica_ = false;
};

}  // namespace

std::unique_ptr<ReaderModel> sony_rc_s300() {
  return std::make_unique<SonyRcS300>(true);
}

std::unique_ptr<ReaderModel> sony_rc_s300_storage() {
  return std::make_unique<SonyRcS300>(false);
}

}  // namespace kazasu::simulators
