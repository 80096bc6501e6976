#include "nfc/iso14443_links.hpp"

namespace kazasu::drivers {
namespace {

class IsoDepLink final : public CardLink {
 public:
  explicit IsoDepLink(ApduTransport& card) : card_(card) {}

  Result<Bytes> exchange(BytesView frame, std::int64_t) override {
    auto answer = card_.transmit(frame);
    if (!answer) return answer.error();
    Bytes bytes = std::move(answer->data);
    bytes.insert(bytes.end(),
                 {static_cast<std::uint8_t>(answer->status >> 8), static_cast<std::uint8_t>(answer->status & 0xFF)});
    return bytes;
  }

 private:
  ApduTransport& card_;
};

class Type2Link final : public CardLink {
 public:
  explicit Type2Link(ApduTransport& card) : card_(card) {}

  Result<Bytes> exchange(BytesView frame, std::int64_t) override {
    constexpr std::uint8_t kRead = 0x30, kWrite = 0xA2;
    if (frame.size() == 2 && frame[0] == kRead) return transmit(apdu::read_page_command(frame[1]));
    if (frame.size() == 6 && frame[0] == kWrite) return transmit(apdu::write_page_command(frame[1], frame.subspan(2)));
    return Error{ErrorCode::unsupported, "PC/SC carries only READ and WRITE to a type 2 tag"};
  }

 private:
  Result<Bytes> transmit(BytesView command) {
    auto answer = card_.transmit(command);
    if (!answer) return answer.error();
    return apdu::storage_data(*answer);
  }

  ApduTransport& card_;
};

}  // namespace

std::unique_ptr<CardLink> open_iso_dep_link(ApduTransport& card) {
  return std::make_unique<IsoDepLink>(card);
}
std::unique_ptr<CardLink> open_type2_link(ApduTransport& card) {
  return std::make_unique<Type2Link>(card);
}

}  // namespace kazasu::drivers
