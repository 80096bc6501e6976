#pragma once

#include <cstdint>
#include <vector>

#include "camera/found_code.hpp"
#include "camera/picture.hpp"
#include "kazasu/values/result.hpp"

/// What the camera driver and its helper tell each other, in packets of supervised/helper_packet.hpp. The picture
/// itself lies in the file that they share (kHelperShared), from its beginning.
namespace kazasu::drivers {

/// Looks for codes. Answer: the codes.
struct DecodeRequest {
  FrameView view = FrameView::plain;
  Picture::Coding coding = Picture::Coding::grey;
  std::uint32_t bytes = 0;
  std::uint16_t width = 0, height = 0;
};

Bytes encode(const DecodeRequest& request);
/// `message_invalid` also for a grey picture whose sides and bytes do not fit, and beyond the limits of picture.hpp.
Result<DecodeRequest> parse_decode_request(BytesView bytes);

/// Without what encode_answer puts before it.
Bytes encode_codes(const std::vector<FoundCode>& codes);
Result<std::vector<FoundCode>> parse_codes(BytesView content);

}  // namespace kazasu::drivers
