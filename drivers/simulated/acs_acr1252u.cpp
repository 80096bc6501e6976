#include "kazasu/drivers/simulated/reader_model.hpp"
#include "simulated/reader_model_parts.hpp"

namespace kazasu::simulators {
namespace {

class AcsAcr1252u final : public ReaderModel {
 public:
  [[nodiscard]] std::string friendly_name() const override {
    return "ACS ACR1252 1S CL Reader [ACR1252 1S CL Reader PICC]";
  }
  [[nodiscard]] Bytes atr(const Card& card) const override { return standard_atr(card); }

  Bytes answer(BytesView apdu, Card& card) override {
    if (auto standard = answer_standard(apdu, card)) return *standard;
    constexpr std::size_t kHeaderBytes = 5;
    const bool raw = apdu.size() > kHeaderBytes && apdu[0] == 0xFF && apdu[1] == 0x00 && apdu[2] == 0x00 &&
                     apdu[3] == 0x00 && apdu.size() == kHeaderBytes + apdu[4];
    if (!raw) return with_status({}, kStatusUnsupported);
    const auto answer =
        card.protocol() == AirProtocol::felica ? card.exchange(apdu.subspan(kHeaderBytes)) : std::nullopt;
    if (!answer) return with_status({}, 0x6300);
    return with_status(*answer, kStatusOk);
  }
};

}  // namespace

std::unique_ptr<ReaderModel> acs_acr1252u() {
  return std::make_unique<AcsAcr1252u>();
}

}  // namespace kazasu::simulators
