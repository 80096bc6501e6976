#include "camera/code_finder.hpp"

#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "codec/gs1/ai.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::int64_t kTwoFramesNs = 1'000'000'000;

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
  if (result.format() == DataBarExpanded) {
    const std::string elements = elements_of_brackets(as_text(code.scan.data));
    code.scan.data.assign(elements.begin(), elements.end());
  }
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
  }
  return image;
}

bool same(const ScanSighting& one, const ScanSighting& other) {
  return one.symbology == other.symbology && one.data == other.data;
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
    const auto known = [&](const FoundCode& each) { return same(each.scan, code->scan); };
    if (std::none_of(codes.begin(), codes.end(), known)) codes.push_back(std::move(*code));
    return true;
  } catch (const std::exception&) {
    return false;  // zxing-cpp throws on frames that it cannot take; the next frame may do
  }
}

}  // namespace

std::string elements_of_brackets(std::string_view text) {
  if (!text.starts_with('(')) return std::string{text};
  std::string elements;
  bool needs_separator = false;
  while (!text.empty()) {
    const std::size_t close = text.find(')');
    const gs1::Ai* ai = text.front() == '(' && close != std::string_view::npos
                            ? gs1::find_whole_ai(text.substr(1, close - 1))
                            : nullptr;
    if (ai != nullptr) {
      if (needs_separator) elements += '\x1D';
      elements += text.substr(1, close - 1);
      needs_separator = !ai->predefined;
      text.remove_prefix(close + 1);
      if (text.empty()) break;
    }
    // A bracket that opens no AI is a character of the value.
    const std::size_t next = std::min(text.find('(', ai == nullptr ? 1 : 0), text.size());
    elements += text.substr(0, next);
    text.remove_prefix(next);
  }
  return elements;
}

std::vector<FoundCode> find_codes(const GreyImage& image, FrameView view) {
  std::vector<FoundCode> codes;
  const GreyImage seen = seen_as(image, view);
  const std::size_t half = seen.height / 2;
  if (!add_code(seen, 0, seen.height, codes)) return codes;
  // Where one code is there may be another, as the two rows of a book.
  add_code(seen, 0, half, codes);
  add_code(seen, half, seen.height, codes);
  return codes;
}

std::vector<FoundCode> find_codes_every_way(const GreyImage& image) {
  std::vector<FoundCode> codes;
  for (const FrameView view : {FrameView::plain, FrameView::inverted, FrameView::turned_30, FrameView::turned_60}) {
    for (FoundCode& code : find_codes(image, view)) {
      const auto known = [&](const FoundCode& each) { return same(each.scan, code.scan); };
      if (std::none_of(codes.begin(), codes.end(), known)) codes.push_back(std::move(code));
    }
  }
  return codes;
}

bool TwoFrames::accepts(const FoundCode& code, std::int64_t monotonic_ns) {
  if (!code.easily_misread) return true;
  const bool again = any_ && same(code.scan, last_) && monotonic_ns - last_ns_ < kTwoFramesNs;
  last_ = code.scan;
  any_ = true;
  last_ns_ = monotonic_ns;
  return again;
}

}  // namespace kazasu::drivers
