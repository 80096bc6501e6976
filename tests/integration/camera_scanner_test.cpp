#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "camera/found_code.hpp"
#include "camera/helper/code_finder.hpp"
#include "camera_pictures.hpp"
#include "kazasu/drivers/scanner/camera_scanner.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "sensed.hpp"
#include "temporary_folder.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace std::chrono_literals;

namespace {

/// `E0 4901234567894 …`
std::string read(const std::vector<FoundCode>& codes) {
  std::string text;
  for (const FoundCode& code : codes)
    text += (text.empty() ? "" : " ") + code.scan.symbology + " " + std::string{as_text(code.scan.data)};
  return text;
}

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
    CHECK(read(find_codes(turned(linear, degrees), FrameView::every)) == "C0 123456789012345678901234");
  }
}

TEST_CASE("the two rows of a book are read from one picture") {
  const GreyImage upper = draw(BARCODE_EANX, "9784344405042"), lower = draw(BARCODE_EANX, "1920193005714");
  REQUIRE(upper.width == lower.width);
  GreyImage book{upper.width, upper.height + lower.height, upper.pixels};
  book.pixels.insert(book.pixels.end(), lower.pixels.begin(), lower.pixels.end());
  const std::string codes = read(find_codes(book, FrameView::every));
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
  const TemporaryFolder folder;
  write_pgm(folder / "1.pgm", draw(BARCODE_EANX, "4901234567894"));
  std::ofstream{folder / "2.png"} << "no picture";
  std::ofstream{folder / "3.pgm"} << "P5 100 100 255\nshort";
  write_pgm(folder / "4.pgm", inverted(draw(BARCODE_QRCODE, "MEMBER-0001")));
  write_file(folder / "5.jpg", jpeg_of(draw(BARCODE_EANX, "4901234567894")));
  write_file(folder / "6.jpg", Bytes{0xFF, 0xD8, 0xFF, 0xE0});
  SystemClock clock;
  Sensed sensed;
  auto camera = open_camera_scanner("camera:" + folder.path().string(), clock);
  REQUIRE(camera);
  REQUIRE((*camera)->start(sensed));
  CHECK(sensed.next_notice(5s).kind == DeviceNotice::Kind::ready);
  CHECK(as_text(std::get<ScanSighting>(sensed.next_sighting(5s).seen).data) == "4901234567894");
  for (int bad = 0; bad < 2; ++bad) CHECK(sensed.next_notice(5s).error.code == ErrorCode::file_unreadable);
  const Sighting member = sensed.next_sighting(5s);
  CHECK(member.device == (*camera)->uri());
  CHECK(std::get<ScanSighting>(member.seen).symbology == "Q1");
  CHECK(as_text(std::get<ScanSighting>(sensed.next_sighting(5s).seen).data) == "4901234567894");
  const DeviceNotice damaged = sensed.next_notice(5s);
  CHECK(damaged.error.code == ErrorCode::file_unreadable);
  CHECK(damaged.error.detail.find("6.jpg") != std::string::npos);
  CHECK(sensed.next_notice(5s).kind == DeviceNotice::Kind::lost);  // no more pictures
  const auto again = (*camera)->start(sensed);
  REQUIRE_FALSE(again);
  CHECK(again.error().detail.find("started already") != std::string::npos);
  (*camera)->stop();
  REQUIRE((*camera)->start(sensed));
  CHECK(sensed.next_notice(5s).kind == DeviceNotice::Kind::ready);
  CHECK(as_text(std::get<ScanSighting>(sensed.next_sighting(5s).seen).data) == "4901234567894");
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
  for (const char* uri : {"camera:video0", "camera:/dev/video0?width=10", "camera:/dev/video0?zoom=2",
                          "camera:/dev/video0?format=h264", "serial:/dev/x"})
    CHECK(open_camera_scanner(uri, clock).error().code == ErrorCode::configuration_invalid);
}
