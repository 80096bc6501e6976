#include "camera/decoder_message.hpp"

#include <string>
#include <utility>

#include "supervised/helper_packet.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kCodesMax = 16;
constexpr std::size_t kCodeBytesMax = 8'192;

Error invalid() {
  return {ErrorCode::message_invalid, "camera helper: a message that makes no sense"};
}

}  // namespace

Bytes encode(const DecodeRequest& request) {
  PacketWriter to;
  to.byte(static_cast<std::uint8_t>(request.view));
  to.byte(static_cast<std::uint8_t>(request.coding));
  to.word(request.bytes >> 16);
  to.word(request.bytes & 0xFFFF);
  to.word(request.width);
  to.word(request.height);
  return to.take();
}

Result<DecodeRequest> parse_decode_request(BytesView bytes) {
  PacketReader from{bytes};
  const std::uint8_t view = from.byte(), coding = from.byte();
  DecodeRequest request;
  request.view = static_cast<FrameView>(view);
  request.coding = static_cast<Picture::Coding>(coding);
  const std::uint32_t high = from.word();
  request.bytes = high << 16 | from.word();
  request.width = from.word();
  request.height = from.word();
  const bool known = view <= static_cast<std::uint8_t>(FrameView::every) &&
                     coding <= static_cast<std::uint8_t>(Picture::Coding::compressed);
  if (!from.whole() || !known || request.bytes == 0 || request.bytes > kPictureBytesMax) return invalid();
  if (request.coding == Picture::Coding::grey && (request.width > kImageSideMax || request.height > kImageSideMax ||
                                                  std::size_t{request.width} * request.height != request.bytes))
    return invalid();
  return request;
}

Bytes encode_codes(const std::vector<FoundCode>& codes) {
  PacketWriter to;
  const std::size_t count = codes.size() < kCodesMax ? codes.size() : kCodesMax;
  to.byte(static_cast<std::uint8_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    to.byte(codes[i].easily_misread ? 1 : 0);
    to.counted(as_bytes(codes[i].scan.symbology));
    // A symbol holds 7,089 digits at most (QR).
    to.counted(BytesView{codes[i].scan.data}.first(std::min(codes[i].scan.data.size(), kCodeBytesMax)));
  }
  return to.take();
}

Result<std::vector<FoundCode>> parse_codes(BytesView content) {
  PacketReader from{content};
  std::vector<FoundCode> codes;
  const std::size_t count = from.byte();
  for (std::size_t i = 0; i < count && !from.cut(); ++i) {
    FoundCode code;
    code.easily_misread = from.byte() != 0;
    code.scan.symbology = std::string{as_text(from.counted())};
    code.scan.data = from.counted();
    codes.push_back(std::move(code));
  }
  if (!from.whole() || count > kCodesMax) return invalid();
  return codes;
}

}  // namespace kazasu::drivers
