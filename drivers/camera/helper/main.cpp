// The process in which pictures are decoded and codes are found: both can abort on what a camera sees, and a register
// must not. Its driver starts it with a socket and a file that they share, and asks; it ends with the driver.
#include <unistd.h>

#include <cerrno>
#include <new>
#include <utility>

#include "camera/decoder_message.hpp"
#include "camera/helper/code_finder.hpp"
#include "supervised/helper_side.hpp"

namespace {

using namespace kazasu;
using namespace kazasu::drivers;

Result<Bytes> shared_picture(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t at = 0; at < size;) {
    const ssize_t read = ::pread(kHelperShared, bytes.data() + at, size - at, static_cast<off_t>(at));
    if (read < 0 && errno == EINTR) continue;
    if (read <= 0) return Error{ErrorCode::message_invalid, "camera helper: the picture is not there"};
    at += static_cast<std::size_t>(read);
  }
  return bytes;
}

Result<GreyImage> picture_of(const DecodeRequest& request) {
  auto bytes = shared_picture(request.bytes);
  if (!bytes) return bytes.error();
  if (request.coding == Picture::Coding::grey) return GreyImage{request.width, request.height, std::move(*bytes)};
  return read_image(*bytes);
}

Bytes answer(BytesView packet) {
  const auto request = parse_decode_request(packet);
  if (!request) return encode_answer(request.error());
  try {
    const auto image = picture_of(*request);
    if (!image) return encode_answer(image.error());
    return encode_answer(BytesView{encode_codes(find_codes(*image, request->view))});
  } catch (const std::bad_alloc&) {
    return encode_answer(Error{ErrorCode::file_unreadable, "no memory for a picture of this size"});
  }
}

}  // namespace

int main() {
  serve_driver(kHelperShared, answer);
}
