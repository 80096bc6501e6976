#include "camera/helper/code_finder.hpp"

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace kazasu::drivers {
namespace {

ZXing::DecodeHints hints() {
  using enum ZXing::BarcodeFormat;
  ZXing::DecodeHints hints;
  hints.setFormats(EAN13 | EAN8 | UPCA | UPCE | Code128 | Code39 | Codabar | ITF | DataBar | DataBarExpanded | QRCode |
                   DataMatrix | Aztec | PDF417);
  hints.setTryHarder(true);
  hints.setTryRotate(true);
  hints.setReturnCodabarStartEnd(true);
  hints.setEanAddOnSymbol(ZXing::EanAddOnSymbol::Read);
  // With more than one, zxing-cpp 1.4 as Debian builds it can end the process: an assertion in Result::operator==.
  hints.setMaxNumberOfSymbols(1);
  return hints;
}

std::optional<FoundCode> code_of(const ZXing::Result& result) {
  using enum ZXing::BarcodeFormat;
  if (!result.isValid() || result.bytes().empty()) return std::nullopt;
  FoundCode code;
  const std::string identifier = result.symbologyIdentifier();
  if (identifier.size() == 3) code.scan.symbology = identifier.substr(1);
  code.scan.data.assign(result.bytes().begin(), result.bytes().end());
  code.easily_misread = result.format() == DataBar || result.format() == DataBarExpanded || result.format() == ITF ||
                        result.format() == Codabar;
  return code;
}

GreyImage seen_as(const GreyImage& image, FrameView view) {
  switch (view) {
    case FrameView::plain: return image;
    case FrameView::inverted: return inverted(image);
    case FrameView::turned_30: return turned(image, 30);
    case FrameView::turned_60: return turned(image, 60);
    case FrameView::every: break;
  }
  return image;
}

/// Adds the code in rows `first` to `end`, unless it is there already; whether there was one.
bool add_code(const GreyImage& image, std::size_t first, std::size_t end, std::vector<FoundCode>& codes) {
  static const ZXing::DecodeHints kHints = hints();
  if (image.width == 0 || end <= first) return false;
  try {
    const ZXing::ImageView pixels{image.pixels.data() + first * image.width, static_cast<int>(image.width),
                                  static_cast<int>(end - first), ZXing::ImageFormat::Lum};
    auto code = code_of(ZXing::ReadBarcode(pixels, kHints));
    if (!code) return false;
    const auto known = [&](const FoundCode& each) { return same_scan(each.scan, code->scan); };
    if (std::none_of(codes.begin(), codes.end(), known)) codes.push_back(std::move(*code));
    return true;
  } catch (const std::exception&) {
    return false;  // zxing-cpp throws on frames that it cannot take; the next frame may do
  }
}

std::vector<FoundCode> find_in_one_view(const GreyImage& image, FrameView view) {
  std::vector<FoundCode> codes;
  const GreyImage seen = seen_as(image, view);
  const std::size_t half = seen.height / 2;
  if (!add_code(seen, 0, seen.height, codes)) return codes;
  // Where one code is there may be another, as the two rows of a book.
  add_code(seen, 0, half, codes);
  add_code(seen, half, seen.height, codes);
  return codes;
}

}  // namespace

std::vector<FoundCode> find_codes(const GreyImage& image, FrameView view) {
  if (view != FrameView::every) return find_in_one_view(image, view);
  std::vector<FoundCode> codes;
  for (const FrameView one : {FrameView::plain, FrameView::inverted, FrameView::turned_30, FrameView::turned_60}) {
    for (FoundCode& code : find_in_one_view(image, one)) {
      const auto known = [&](const FoundCode& each) { return same_scan(each.scan, code.scan); };
      if (std::none_of(codes.begin(), codes.end(), known)) codes.push_back(std::move(code));
    }
  }
  return codes;
}

}  // namespace kazasu::drivers
