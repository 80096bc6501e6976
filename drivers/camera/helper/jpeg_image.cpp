#include <csetjmp>
#include <cstdio>
// libjpeg's header needs what <cstdio> declares.
#include <jpeglib.h>

#include <string>

#include "camera/helper/grey_image.hpp"

namespace kazasu::drivers {
namespace {

/// libjpeg ends the process on an error unless its handler does not return.
struct ErrorHandler {
  jpeg_error_mgr manager;
  std::jmp_buf back;
  char message[JMSG_LENGTH_MAX];
};

[[noreturn]] void jump_back(j_common_ptr jpeg) {
  auto* handler = reinterpret_cast<ErrorHandler*>(jpeg->err);
  (*jpeg->err->format_message)(jpeg, handler->message);
  std::longjmp(handler->back, 1);
}
void stay_silent(j_common_ptr) {}

/// Between here and its end nothing may have a destructor: an error jumps over it. Zero sides ask for the sizes only.
bool decode(BytesView file, GreyImage& image, ErrorHandler& handler) {
  jpeg_decompress_struct jpeg;
  jpeg.err = ::jpeg_std_error(&handler.manager);
  handler.manager.error_exit = jump_back;
  handler.manager.output_message = stay_silent;
  if (setjmp(handler.back) != 0) {
    ::jpeg_destroy_decompress(&jpeg);
    return false;
  }
  ::jpeg_create_decompress(&jpeg);
  ::jpeg_mem_src(&jpeg, file.data(), file.size());
  (void)::jpeg_read_header(&jpeg, TRUE);
  const bool is_size = jpeg.image_width <= kImageSideMax && jpeg.image_height <= kImageSideMax;
  if (!is_size || image.width != jpeg.image_width || image.height != jpeg.image_height) {
    image.width = is_size ? jpeg.image_width : 0;
    image.height = is_size ? jpeg.image_height : 0;
    ::jpeg_destroy_decompress(&jpeg);
    return is_size;
  }
  jpeg.out_color_space = JCS_GRAYSCALE;  // the brightness alone: the rest is never decoded
  ::jpeg_start_decompress(&jpeg);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = image.pixels.data() + std::size_t{jpeg.output_scanline} * image.width;
    ::jpeg_read_scanlines(&jpeg, &row, 1);
  }
  // A frame that was cut off is filled up with grey and warned of only.
  const bool whole = handler.manager.num_warnings == 0;
  ::jpeg_finish_decompress(&jpeg);
  ::jpeg_destroy_decompress(&jpeg);
  if (!whole) std::snprintf(handler.message, sizeof handler.message, "the JPEG is damaged or cut off");
  return whole;
}

}  // namespace

Result<GreyImage> read_jpeg(BytesView file) {
  ErrorHandler handler{};
  GreyImage image;
  const auto failed = [&] {
    return Error{ErrorCode::file_unreadable,
                 handler.message[0] != 0 ? handler.message : "a JPEG of more than 8192 pixels a side"};
  };
  if (!decode(file, image, handler)) return failed();
  image.pixels.resize(image.width * image.height);
  if (!decode(file, image, handler)) return failed();
  return image;
}

}  // namespace kazasu::drivers
