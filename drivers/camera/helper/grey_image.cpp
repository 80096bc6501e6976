#include "camera/helper/grey_image.hpp"

#include <png.h>

#include <cmath>
#include <numbers>
#include <string>

namespace kazasu::drivers {
namespace {

constexpr std::uint8_t kWhite = 255;

Error unreadable(const std::string& what) {
  return {ErrorCode::file_unreadable, what};
}

bool is_size(std::size_t width, std::size_t height) {
  return width > 0 && height > 0 && width <= kImageSideMax && height <= kImageSideMax;
}

Result<GreyImage> read_png(BytesView bytes) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) == 0) return unreadable(png.message);
  if (!is_size(png.width, png.height)) {
    png_image_free(&png);
    return unreadable("more than 8192 pixels a side");
  }
  png.format = PNG_FORMAT_GRAY;
  GreyImage image{png.width, png.height, Bytes(std::size_t{png.width} * png.height)};
  const png_color white{kWhite, kWhite, kWhite};
  if (png_image_finish_read(&png, &white, image.pixels.data(), 0, nullptr) == 0) return unreadable(png.message);
  return image;
}

/// A number of a PGM's head; 0 if there is none. Comments run from # to the end of the line.
std::size_t take_number(BytesView bytes, std::size_t& at) {
  while (at < bytes.size() && (bytes[at] <= ' ' || bytes[at] == '#')) {
    if (bytes[at] == '#') {
      while (at < bytes.size() && bytes[at] != '\n') ++at;
    } else {
      ++at;
    }
  }
  std::size_t number = 0;
  for (; at < bytes.size() && bytes[at] >= '0' && bytes[at] <= '9' && number <= kImageSideMax; ++at)
    number = number * 10 + static_cast<std::size_t>(bytes[at] - '0');
  return number;
}

Result<GreyImage> read_pgm(BytesView bytes) {
  std::size_t at = 2;
  const std::size_t width = take_number(bytes, at);
  const std::size_t height = take_number(bytes, at);
  const std::size_t white = take_number(bytes, at);
  ++at;  // one blank
  if (!is_size(width, height) || white != kWhite) return unreadable("no PGM of eight bits, up to 8192 pixels a side");
  if (bytes.size() < at || bytes.size() - at < width * height) return unreadable("it is cut off");
  const BytesView pixels = bytes.subspan(at, width * height);
  return GreyImage{width, height, {pixels.begin(), pixels.end()}};
}

}  // namespace

Result<GreyImage> read_image(BytesView file) {
  constexpr std::uint8_t kJpegFirst = 0xFF, kJpegSecond = 0xD8;
  if (file.size() > 2 && file[0] == kJpegFirst && file[1] == kJpegSecond) return read_jpeg(file);
  if (file.size() > 2 && file[0] == 'P' && file[1] == '5') return read_pgm(file);
  return read_png(file);
}

GreyImage inverted(const GreyImage& image) {
  GreyImage other = image;
  for (std::uint8_t& pixel : other.pixels) pixel = static_cast<std::uint8_t>(kWhite - pixel);
  return other;
}

GreyImage turned(const GreyImage& image, int degrees) {
  const double angle = degrees * std::numbers::pi / 180;
  const double cosine = std::cos(angle), sine = std::sin(angle);
  const auto width = static_cast<double>(image.width), height = static_cast<double>(image.height);
  GreyImage other;
  other.width = static_cast<std::size_t>(std::ceil(width * std::abs(cosine) + height * std::abs(sine)));
  other.height = static_cast<std::size_t>(std::ceil(width * std::abs(sine) + height * std::abs(cosine)));
  other.pixels.assign(other.width * other.height, kWhite);
  const auto new_width = static_cast<double>(other.width), new_height = static_cast<double>(other.height);
  for (std::size_t row = 0; row < other.height; ++row) {
    const double y = static_cast<double>(row) - new_height / 2;
    for (std::size_t column = 0; column < other.width; ++column) {
      const double x = static_cast<double>(column) - new_width / 2;
      const double from_x = x * cosine + y * sine + width / 2;
      const double from_y = y * cosine - x * sine + height / 2;
      if (from_x < 0 || from_y < 0 || from_x >= width || from_y >= height) continue;
      other.pixels[row * other.width + column] =
          image.pixels[static_cast<std::size_t>(from_y) * image.width + static_cast<std::size_t>(from_x)];
    }
  }
  return other;
}

}  // namespace kazasu::drivers
