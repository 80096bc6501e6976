#pragma once

#include <zint.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
// libjpeg's header needs what <cstdio> declares.
#include <jpeglib.h>

#include "camera/helper/grey_image.hpp"

/// Pictures of codes, as cameras and files give them.
namespace kazasu::drivers {

/// A code as zint draws it, six pixels a module, with a quiet zone.
inline GreyImage draw(int symbology, std::string data, int input_mode = DATA_MODE, float scale = 3) {
  const std::unique_ptr<zint_symbol, decltype(&ZBarcode_Delete)> symbol{ZBarcode_Create(), &ZBarcode_Delete};
  symbol->symbology = symbology;
  symbol->input_mode = input_mode;
  symbol->scale = scale;
  symbol->whitespace_width = 10;
  symbol->whitespace_height = 10;
  symbol->show_hrt = 0;
  const int drawn = ZBarcode_Encode_and_Buffer(symbol.get(), reinterpret_cast<unsigned char*>(data.data()),
                                               static_cast<int>(data.size()), 0);
  INFO(symbol->errtxt);
  REQUIRE(drawn < ZINT_ERROR);
  GreyImage image{static_cast<std::size_t>(symbol->bitmap_width), static_cast<std::size_t>(symbol->bitmap_height), {}};
  for (std::size_t i = 0; i < image.width * image.height; ++i) image.pixels.push_back(symbol->bitmap[3 * i]);
  return image;
}

inline void write_file(const std::filesystem::path& file, BytesView bytes) {
  std::ofstream{file, std::ios::binary} << as_text(bytes);
}

inline Bytes jpeg_of(const GreyImage& image) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &memory, &size);
  jpeg.image_width = static_cast<JDIMENSION>(image.width);
  jpeg.image_height = static_cast<JDIMENSION>(image.height);
  jpeg.input_components = 1;
  jpeg.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    auto* row = const_cast<JSAMPLE*>(image.pixels.data() + jpeg.next_scanline * image.width);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  Bytes bytes{memory, memory + size};
  std::free(memory);
  return bytes;
}

/// As a camera sends a frame: without its Huffman tables (marker C4), which are always the standard's.
inline Bytes without_huffman_tables(const Bytes& jpeg) {
  Bytes frame{jpeg[0], jpeg[1]};
  std::size_t at = 2;
  while (at + 4 <= jpeg.size() && jpeg[at] == 0xFF && jpeg[at + 1] != 0xDA) {
    const std::size_t size = 2 + (std::size_t{jpeg[at + 2]} << 8 | jpeg[at + 3]);
    if (jpeg[at + 1] != 0xC4)
      frame.insert(frame.end(), jpeg.begin() + static_cast<std::ptrdiff_t>(at),
                   jpeg.begin() + static_cast<std::ptrdiff_t>(at + size));
    at += size;
  }
  frame.insert(frame.end(), jpeg.begin() + static_cast<std::ptrdiff_t>(at), jpeg.end());
  return frame;
}

inline void write_pgm(const std::filesystem::path& file, const GreyImage& image) {
  std::ofstream stream{file, std::ios::binary};
  stream << "P5\n# a picture\n" << image.width << ' ' << image.height << "\n255\n" << as_text(image.pixels);
}

}  // namespace kazasu::drivers
