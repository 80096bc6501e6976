#include <zint.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "camera/code_finder.hpp"
#include "kazasu/drivers/scanner/camera_scanner.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "sensed.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// A code as zint draws it, six pixels a module, with a quiet zone.
GreyImage draw(int symbology, std::string data, int input_mode = DATA_MODE) {
  const std::unique_ptr<zint_symbol, decltype(&ZBarcode_Delete)> symbol{ZBarcode_Create(), &ZBarcode_Delete};
  symbol->symbology = symbology;
  symbol->input_mode = input_mode;
  symbol->scale = 3;
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

/// `E0 4901234567894 …`
std::string read(const std::vector<FoundCode>& codes) {
  std::string text;
  for (const FoundCode& code : codes)
    text += (text.empty() ? "" : " ") + code.scan.symbology + " " + std::string{as_text(code.scan.data)};
  return text;
}

void write_pgm(const fs::path& file, const GreyImage& image) {
  std::ofstream stream{file, std::ios::binary};
  stream << "P5\n# a picture\n" << image.width << ' ' << image.height << "\n255\n" << as_text(image.pixels);
}

struct Folder {
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "kazasu_camera_XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    root = pattern;
  }
  ~Folder() { fs::remove_all(root); }
  fs::path root;
};

}  // namespace

TEST_CASE("a camera reads what a scanner would send, with the AIM identifier") {
  CHECK(read(find_codes(draw(BARCODE_EANX, "4901234567894"), FrameView::plain)) == "E0 4901234567894");
  CHECK(read(find_codes(draw(BARCODE_EANX, "4901234"), FrameView::plain)) == "E4 49012347");
  CHECK(read(find_codes(draw(BARCODE_CODE128, "MEMBER-0001"), FrameView::plain)) == "C0 MEMBER-0001");
  CHECK(read(find_codes(draw(BARCODE_GS1_128, "[01]04912345678904[10]ABC[21]S1", GS1_MODE), FrameView::plain)) ==
        "C1 010491234567890410ABC\x1D"
        "21S1");
  CHECK(read(find_codes(draw(BARCODE_QRCODE, "https://example.jp/m?id=1"), FrameView::plain)) ==
        "Q1 https://example.jp/m?id=1");
  CHECK(read(find_codes(draw(BARCODE_DATAMATRIX, "[01]04912345678904[10]ABC", GS1_MODE), FrameView::plain)) ==
        "d2 010491234567890410ABC");
  CHECK(read(find_codes(draw(BARCODE_CODABAR, "A12345678901B"), FrameView::plain)) == "F0 A12345678901B");
  CHECK(read(find_codes(draw(BARCODE_DBAR_EXP, "[01]94901234567897[3103]001500[10]A[17]261231", GS1_MODE),
                        FrameView::plain)) ==
        "e0 01949012345678973103001500"
        "10A\x1D"
        "17261231");
  CHECK(find_codes({64, 64, Bytes(64 * 64, 255)}, FrameView::plain).empty());
  CHECK(find_codes({}, FrameView::plain).empty());
}

TEST_CASE("dark screens and codes askew are read by looking again") {
  const GreyImage qr = draw(BARCODE_QRCODE, "MEMBER-0001");
  CHECK(find_codes(inverted(qr), FrameView::plain).empty());
  CHECK(read(find_codes(inverted(qr), FrameView::inverted)) == "Q1 MEMBER-0001");
  const GreyImage linear = draw(BARCODE_CODE128, "123456789012345678901234");
  for (const int degrees : {0, 15, 30, 45, 60, 75, 90}) {
    CAPTURE(degrees);
    CHECK(read(find_codes_every_way(turned(linear, degrees))) == "C0 123456789012345678901234");
  }
}

TEST_CASE("the two rows of a book are read from one picture") {
  const GreyImage upper = draw(BARCODE_EANX, "9784344405042"), lower = draw(BARCODE_EANX, "1920193005714");
  REQUIRE(upper.width == lower.width);
  GreyImage book{upper.width, upper.height + lower.height, upper.pixels};
  book.pixels.insert(book.pixels.end(), lower.pixels.begin(), lower.pixels.end());
  const std::string codes = read(find_codes_every_way(book));
  CHECK(codes.find("E0 9784344405042") != std::string::npos);
  CHECK(codes.find("E0 1920193005714") != std::string::npos);
}

TEST_CASE("codes that are misread easily are taken when they are seen twice within a second") {
  TwoFrames two_frames;
  const FoundCode qr{{"Q1", {'A'}}, false};
  const FoundCode one{{"e0", {'1'}}, true}, two{{"e0", {'2'}}, true};
  CHECK(two_frames.accepts(qr, 0));
  CHECK_FALSE(two_frames.accepts(one, 0));
  CHECK_FALSE(two_frames.accepts(two, 100));
  CHECK_FALSE(two_frames.accepts(one, 200));
  CHECK(two_frames.accepts(one, 300));
  CHECK_FALSE(two_frames.accepts(one, 1'000'000'300));
}

TEST_CASE("elements in brackets become elements with separators") {
  CHECK(elements_of_brackets("(01)04912345678904(10)A(B)C(21)S") ==
        "010491234567890410A(B)C\x1D"
        "21S");
  CHECK(elements_of_brackets("(8110)1061414") == "81101061414");
  CHECK(elements_of_brackets("0104912345678904") == "0104912345678904");
  CHECK(elements_of_brackets("(") == "(");
}

TEST_CASE("a folder of pictures is a camera that has seen them") {
  Folder folder;
  write_pgm(folder.root / "1.pgm", draw(BARCODE_EANX, "4901234567894"));
  std::ofstream{folder.root / "2.png"} << "no picture";
  std::ofstream{folder.root / "3.pgm"} << "P5 100 100 255\nshort";
  write_pgm(folder.root / "4.pgm", inverted(draw(BARCODE_QRCODE, "MEMBER-0001")));
  SystemClock clock;
  Sensed sensed;
  auto camera = open_camera_scanner("camera:" + folder.root.string(), clock);
  REQUIRE(camera);
  REQUIRE((*camera)->start(sensed));
  CHECK(sensed.next_notice(5s).kind == DeviceNotice::Kind::ready);
  CHECK(as_text(std::get<ScanSighting>(sensed.next_sighting(5s).seen).data) == "4901234567894");
  for (int bad = 0; bad < 2; ++bad) CHECK(sensed.next_notice(5s).error.code == ErrorCode::file_unreadable);
  const Sighting member = sensed.next_sighting(5s);
  CHECK(member.device == (*camera)->uri());
  CHECK(std::get<ScanSighting>(member.seen).symbology == "Q1");
  (*camera)->stop();
}

TEST_CASE("a camera that is not there is not found, and its URI is checked") {
  SystemClock clock;
  Sensed sensed;
  auto camera = open_camera_scanner("camera:/dev/video_of_nobody", clock);
  REQUIRE(camera);
  REQUIRE((*camera)->start(sensed));
  CHECK(sensed.next_notice(2s).error.code == ErrorCode::device_not_found);
  const auto before = std::chrono::steady_clock::now();
  (*camera)->stop();
  CHECK(std::chrono::steady_clock::now() - before < 100ms);
  auto null = open_camera_scanner("camera:/dev/null", clock);
  REQUIRE((*null)->start(sensed));
  CHECK(sensed.next_notice(2s).error.code == ErrorCode::configuration_invalid);
  for (const char* uri : {"camera:video0", "camera:/dev/video0?width=10", "camera:/dev/video0?zoom=2", "serial:/dev/x"})
    CHECK(open_camera_scanner(uri, clock).error().code == ErrorCode::configuration_invalid);
}
