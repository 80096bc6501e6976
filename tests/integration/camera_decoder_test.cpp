#include <signal.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <random>
#include <thread>

#include "camera/decoder_message.hpp"
#include "camera/image_decoder.hpp"
#include "camera/pixel_format.hpp"
#include "camera_pictures.hpp"
#include "kazasu/drivers/scanner/camera_scanner.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "sensed.hpp"
#include "temporary_folder.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace std::chrono_literals;

namespace {

const std::string kHelper = KAZASU_BINARY_DIR "/kazasu-camera-helper";

/// A decoder that nobody stops.
struct Bench {
  FileDescriptor stop{eventfd(0, EFD_CLOEXEC)};
  ImageDecoder decoder{kHelper, stop.get()};
};

Picture grey(const GreyImage& image) {
  return {.coding = Picture::Coding::grey, .width = image.width, .height = image.height, .bytes = image.pixels};
}
Picture compressed(Bytes bytes) {
  return {.coding = Picture::Coding::compressed, .bytes = std::move(bytes)};
}

std::string read(const Result<std::vector<FoundCode>>& codes) {
  if (!codes) return describe(codes.error());
  std::string text;
  for (const FoundCode& code : *codes) text += code.scan.symbology + " " + std::string{as_text(code.scan.data)} + ";";
  return text;
}

GreyImage noise(std::size_t side) {
  GreyImage image{side, side, Bytes(side * side)};
  std::mt19937 random{7};
  for (auto& pixel : image.pixels) pixel = static_cast<std::uint8_t>(random());
  return image;
}

/// The helper of this process's only camera; waits for it.
pid_t running_helper() {
  for (int tries = 0; tries < 1'000; ++tries) {
    for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
      std::ifstream stat{entry.path() / "stat"};
      std::string id, name, state, parent;
      stat >> id >> name >> state >> parent;
      if (name.starts_with("(kazasu-camera") && parent == std::to_string(getpid())) return std::stoi(id);
    }
    std::this_thread::sleep_for(5ms);
  }
  FAIL("no camera helper runs");
  return -1;
}

}  // namespace

TEST_CASE("a camera's helper reads grey pictures, JPEG frames with and without tables, and files") {
  Bench bench;
  const GreyImage image = draw(BARCODE_EANX, "4901234567894");
  const Bytes jpeg = jpeg_of(image), frame = without_huffman_tables(jpeg);
  REQUIRE(frame.size() < jpeg.size());
  CHECK(read(bench.decoder.find(grey(image), FrameView::plain, 10s)) == "E0 4901234567894;");
  CHECK(read(bench.decoder.find(compressed(jpeg), FrameView::plain, 10s)) == "E0 4901234567894;");
  CHECK(read(bench.decoder.find(compressed(frame), FrameView::plain, 10s)) == "E0 4901234567894;");
  CHECK(read(bench.decoder.find(grey(inverted(draw(BARCODE_QRCODE, "M1"))), FrameView::every, 10s)) == "Q1 M1;");
  CHECK(read(bench.decoder.find(grey(draw(BARCODE_DBAR_EXP, "[01]94901234567897[3103]001500[10]A[17]261231", GS1_MODE)),
                                FrameView::plain, 10s)) ==
        "e0 01949012345678973103001500"
        "10A\x1D"
        "17261231;");
  CHECK(read(bench.decoder.find({}, FrameView::plain, 10s)).empty());
}

TEST_CASE("a JPEG that is cut off, damaged or too large is no picture, and the next is read") {
  Bench bench;
  const GreyImage image = draw(BARCODE_EANX, "4901234567894");
  const Bytes jpeg = jpeg_of(image);
  const auto refused = [&](const Bytes& bytes) {
    const auto codes = bench.decoder.find(compressed(bytes), FrameView::plain, 10s);
    return !codes && codes.error().code == ErrorCode::file_unreadable;
  };
  for (const std::size_t size : {std::size_t{3}, std::size_t{100}, jpeg.size() / 2, jpeg.size() - 20})
    CHECK(refused({jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(size)}));
  const pid_t helper = bench.decoder.process();
  std::mt19937 random{1};
  for (int i = 0; i < 200; ++i) {  // whatever it is, it ends no one
    Bytes damaged = jpeg;
    for (int hits = 0; hits < 4; ++hits) damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
    (void)bench.decoder.find(compressed(damaged), FrameView::plain, 10s);
  }
  CHECK(bench.decoder.process() == helper);
  Bytes large = jpeg;
  const Bytes sizes{0xFF, 0xC0, 0x00, 0x0B, 0x08};
  auto at = std::search(large.begin(), large.end(), sizes.begin(), sizes.end());
  REQUIRE(at != large.end());
  std::fill(at + 5, at + 9, std::uint8_t{0xFF});  // 65535 x 65535
  CHECK(refused(large));
  CHECK(read(bench.decoder.find(compressed(jpeg), FrameView::plain, 10s)) == "E0 4901234567894;");
}

TEST_CASE("a helper that dies over a picture is one error, and the next picture is read by another") {
  Bench bench;
  const Picture code = grey(draw(BARCODE_EANX, "4901234567894"));
  REQUIRE(bench.decoder.find(code, FrameView::plain, 10s));
  const pid_t first = bench.decoder.process();
  REQUIRE(kill(first, SIGABRT) == 0);
  const auto died = bench.decoder.find(code, FrameView::plain, 10s);
  REQUIRE_FALSE(died);
  CHECK(died.error().code == ErrorCode::scan_invalid);
  CHECK(died.error().detail.starts_with("decoder_failed: the camera helper has ended: signal 6"));
  CHECK(read(bench.decoder.find(code, FrameView::plain, 10s)) == "E0 4901234567894;");
  CHECK(bench.decoder.process() != first);
}

TEST_CASE("a helper that hangs over a picture is killed, and the next picture is read by another") {
  Bench bench;
  const Picture code = grey(draw(BARCODE_EANX, "4901234567894"));
  REQUIRE(bench.decoder.find(code, FrameView::plain, 10s));
  REQUIRE(kill(bench.decoder.process(), SIGSTOP) == 0);
  const auto before = std::chrono::steady_clock::now();
  const auto hung = bench.decoder.find(code, FrameView::plain, 300ms);
  REQUIRE_FALSE(hung);
  CHECK(hung.error().detail.find("did not answer within 300 ms") != std::string::npos);
  CHECK(std::chrono::steady_clock::now() - before < 3s);
  CHECK(read(bench.decoder.find(code, FrameView::plain, 10s)) == "E0 4901234567894;");
}

TEST_CASE("a camera survives a helper that is killed over a picture: one event, and the next picture is read") {
  const TemporaryFolder folder;
  write_pgm(folder / "1.pgm", noise(2'500));  // some seconds of work
  write_pgm(folder / "2.pgm", draw(BARCODE_EANX, "4901234567894"));
  SystemClock clock;
  Sensed sensed;
  auto camera = open_camera_scanner("camera:" + folder.path().string() + "?helper=" + kHelper, clock);
  REQUIRE(camera);
  REQUIRE((*camera)->start(sensed));
  CHECK(sensed.next_notice(5s).kind == DeviceNotice::Kind::ready);
  const pid_t first = running_helper();
  REQUIRE(kill(first, SIGKILL) == 0);
  const DeviceNotice notice = sensed.next_notice(10s);
  CHECK(notice.kind == DeviceNotice::Kind::failed);
  CHECK(notice.error.code == ErrorCode::scan_invalid);
  CHECK(notice.error.detail.find("1.pgm") != std::string::npos);
  CHECK(as_text(std::get<ScanSighting>(sensed.next_sighting(10s).seen).data) == "4901234567894");
  CHECK(running_helper() != first);
  CHECK(sensed.next_notice(5s).kind == DeviceNotice::Kind::lost);  // no more pictures
  (*camera)->stop();
  CHECK(sensed.quiet_for(100ms));
}

TEST_CASE("a camera that is at work on a picture stops at once, and its helper with it") {
  const TemporaryFolder folder;
  write_pgm(folder / "1.pgm", noise(2'500));
  SystemClock clock;
  Sensed sensed;
  auto camera = open_camera_scanner("camera:" + folder.path().string(), clock);
  REQUIRE((*camera)->start(sensed));
  const pid_t helper = running_helper();
  std::this_thread::sleep_for(100ms);
  const auto before = std::chrono::steady_clock::now();
  (*camera)->stop();
  CHECK(std::chrono::steady_clock::now() - before < 500ms);  // 100 ms where nothing else runs
  CHECK(kill(helper, 0) != 0);
}

TEST_CASE("a helper that is not there is told for each picture") {
  const TemporaryFolder folder;
  write_pgm(folder / "1.pgm", draw(BARCODE_EANX, "4901234567894"));
  SystemClock clock;
  Sensed sensed;
  auto camera = open_camera_scanner("camera:" + folder.path().string() + "?helper=/nowhere/helper", clock);
  REQUIRE((*camera)->start(sensed));
  CHECK(sensed.next_notice(5s).kind == DeviceNotice::Kind::ready);
  const DeviceNotice notice = sensed.next_notice(5s);
  CHECK(notice.error.code == ErrorCode::device_not_found);
  CHECK(notice.error.detail.find("/nowhere/helper") != std::string::npos);
}

TEST_CASE("frames of every raw format are the brightness of their pixels") {
  const auto layout = [](std::size_t format, std::size_t stride) {
    return FrameLayout{kPixelFormats[format], 2, 2, stride};
  };
  const Bytes wanted{1, 2, 3, 4};
  CHECK(picture_of_frame(layout(0, 3), Bytes{1, 2, 99, 3, 4, 99}).bytes == wanted);                  // GREY
  CHECK(picture_of_frame(layout(1, 2), Bytes{1, 2, 3, 4, 88, 88}).bytes == wanted);                  // NV12
  CHECK(picture_of_frame(layout(2, 4), Bytes{1, 88, 2, 88, 3, 88, 4, 88}).bytes == wanted);          // YUYV
  CHECK(picture_of_frame(layout(3, 5), Bytes{88, 1, 88, 2, 99, 88, 3, 88, 4, 99}).bytes == wanted);  // UYVY
  CHECK(picture_of_frame(layout(0, 3), Bytes{1, 2, 99, 3, 4}).bytes.empty());  // shorter than two rows
  CHECK(picture_of_frame(layout(2, 2), Bytes(100)).bytes.empty());             // rows too short for their pixels
  const Picture jpeg = picture_of_frame(layout(4, 0), Bytes{0xFF, 0xD8, 1});
  CHECK(jpeg.coding == Picture::Coding::compressed);
  CHECK(jpeg.bytes == Bytes{0xFF, 0xD8, 1});
}

TEST_CASE("what camera and helper tell each other arrives as it was sent, and rubbish is refused") {
  const DecodeRequest request{
      .view = FrameView::turned_60, .coding = Picture::Coding::grey, .bytes = 921'600, .width = 1'280, .height = 720};
  const auto came = parse_decode_request(encode(request));
  REQUIRE(came);
  CHECK(came->view == request.view);
  CHECK(came->bytes == request.bytes);
  CHECK(came->width == request.width);
  Bytes whole = encode(request);
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(parse_decode_request(BytesView{whole}.first(size)));
  whole[0] = 9;
  CHECK_FALSE(parse_decode_request(whole));  // no such view
  CHECK_FALSE(parse_decode_request(encode({.bytes = 5, .width = 2, .height = 2})));
  CHECK_FALSE(parse_decode_request(encode({.coding = Picture::Coding::compressed, .bytes = 0})));
  const std::vector<FoundCode> codes{{{"E0", {'1'}}, false}, {{"", {}}, true}};
  const auto parsed = parse_codes(encode_codes(codes));
  REQUIRE(parsed);
  REQUIRE(parsed->size() == 2);
  CHECK(same_scan((*parsed)[0].scan, codes[0].scan));
  CHECK((*parsed)[1].easily_misread);
  CHECK_FALSE(parse_codes(Bytes{1}));
  CHECK_FALSE(parse_codes(Bytes{17}));
}
