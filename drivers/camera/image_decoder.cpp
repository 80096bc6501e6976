#include "camera/image_decoder.hpp"

#include <sys/mman.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "camera/decoder_message.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"

namespace kazasu::drivers {
namespace {

Result<void> write_whole(int file, BytesView bytes) {
  off_t at = 0;
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), at);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0)
      return Error{ErrorCode::internal, "no memory for a picture: " + std::generic_category().message(errno)};
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    at += written;
  }
  return {};
}

}  // namespace

ImageDecoder::ImageDecoder(std::string helper, int stop_event)
    : program_(std::move(helper)), stop_event_(stop_event), shared_(::memfd_create("kazasu picture", MFD_CLOEXEC)) {}

Result<void> ImageDecoder::start() {
  if (helper_ && helper_->alive()) return {};
  helper_.reset();
  auto started =
      SupervisedProcess::start({.path = program_, .name = "camera helper", .shared = shared_.get()}, stop_event_);
  if (!started) return started.error();
  helper_.emplace(std::move(*started));
  return {};
}

Result<std::vector<FoundCode>> ImageDecoder::find(const Picture& picture, FrameView view,
                                                  std::chrono::milliseconds deadline) {
  if (picture.bytes.empty()) return std::vector<FoundCode>{};
  if (picture.bytes.size() > kPictureBytesMax || picture.width > kImageSideMax || picture.height > kImageSideMax)
    return Error{ErrorCode::file_unreadable, "a picture of more than 64 MiB or 8192 pixels a side"};
  if (!shared_.ok()) return Error{ErrorCode::internal, "no memory to share with the camera helper"};
  if (auto started = start(); !started) return started.error();
  if (auto written = write_whole(shared_.get(), picture.bytes); !written) return written.error();
  const DecodeRequest request{.view = view,
                              .coding = picture.coding,
                              .bytes = static_cast<std::uint32_t>(picture.bytes.size()),
                              .width = static_cast<std::uint16_t>(picture.width),
                              .height = static_cast<std::uint16_t>(picture.height)};
  auto answer = helper_->call(encode(request), deadline);
  if (answer) {
    auto codes = parse_codes(*answer);
    if (!codes) return codes.error();
    for (FoundCode& code : *codes) {
      if (code.scan.symbology != "e0") continue;
      const std::string elements = elements_of_brackets(as_text(code.scan.data));
      code.scan.data.assign(elements.begin(), elements.end());
    }
    return codes;
  }
  if (answer.error().code == ErrorCode::cancelled || helper_->alive()) return answer.error();
  return scan_error(ScanFault::decoder_failed,
                    answer.error().detail + " over a picture; the next picture is read by another");
}

}  // namespace kazasu::drivers
