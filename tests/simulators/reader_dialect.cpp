#include "simulators/reader_dialect.hpp"

namespace kazasu::simulators {
namespace {

const Bytes kNotSupported{0x6A, 0x81};

Bytes with_status(Bytes data, std::uint16_t status = 0x9000) {
  data.push_back(static_cast<std::uint8_t>(status >> 8));
  data.push_back(static_cast<std::uint8_t>(status & 0xFF));
  return data;
}

bool is_get_uid(BytesView apdu) { return apdu.size() >= 5 && apdu[0] == 0xFF && apdu[1] == 0xCA && apdu[2] == 0x00; }

class SonyRcS300 final : public ReaderDialect {
 public:
  Bytes transmit(BytesView apdu, SimulatedCard& card) override {
    if (is_get_uid(apdu)) return with_status(card.uid());
    if (apdu.size() < 6 || apdu[0] != 0xFF || apdu[1] != 0xC2) return kNotSupported;
    if (apdu[3] == 0x01) return exchange(apdu, card);
    return with_status({0xC0, 0x03, 0x00, 0x90, 0x00});
  }

 private:
  /// 5F46 04 timer, then 95 len frame.
  static Bytes exchange(BytesView apdu, SimulatedCard& card) {
    constexpr std::size_t kTimerObject = 5 + 7;
    if (apdu.size() < kTimerObject + 2 || apdu[kTimerObject] != 0x95) return with_status({0xC0, 0x03, 0x00, 0x63, 0x01});
    std::size_t at = kTimerObject + 1;
    std::size_t length = apdu[at++];
    if (length == 0x81 && at < apdu.size()) length = apdu[at++];
    if (at + length > apdu.size()) return with_status({0xC0, 0x03, 0x00, 0x63, 0x01});
    const auto answer = card.felica(apdu.subspan(at, length));
    if (!answer) return with_status({0xC0, 0x03, 0x00, 0x64, 0x01});
    Bytes objects{0xC0, 0x03, 0x00, 0x90, 0x00, 0x92, 0x01, 0x00, 0x96, 0x02, 0x00, 0x00, 0x97};
    if (answer->size() > 0x7F) objects.push_back(0x81);
    objects.push_back(static_cast<std::uint8_t>(answer->size()));
    objects.insert(objects.end(), answer->begin(), answer->end());
    return with_status(std::move(objects));
  }
};

class AcsAcr122u final : public ReaderDialect {
 public:
  Bytes transmit(BytesView apdu, SimulatedCard& card) override {
    if (is_get_uid(apdu)) return with_status(card.uid());
    const bool in_data_exchange = apdu.size() > 8 && apdu[0] == 0xFF && apdu[1] == 0x00 && apdu[5] == 0xD4 && apdu[6] == 0x40 && apdu[7] == 0x01;
    if (!in_data_exchange) return {0x63, 0x7F};
    const auto answer = card.felica(apdu.subspan(8));
    if (!answer) return with_status({0xD5, 0x41, 0x01});
    Bytes data{0xD5, 0x41, 0x00};
    data.insert(data.end(), answer->begin(), answer->end());
    return with_status(std::move(data));
  }
};

}  // namespace

std::unique_ptr<ReaderDialect> sony_rc_s300() { return std::make_unique<SonyRcS300>(); }
std::unique_ptr<ReaderDialect> acs_acr122u() { return std::make_unique<AcsAcr122u>(); }

}  // namespace kazasu::simulators
