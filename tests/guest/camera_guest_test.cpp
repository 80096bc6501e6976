#include <poll.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <filesystem>

#include "camera/video_stream.hpp"
#include "kazasu/drivers/scanner/camera_scanner.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "sensed.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace std::chrono_literals;

namespace {

/// vivid's first device: a camera that shows a test picture.
constexpr const char* kCamera = "/dev/video0";

void skip_without_camera() {
  if (!std::filesystem::exists(kCamera)) SKIP(kCamera << " is not there; ./run test --guest has it");
}

}  // namespace

TEST_CASE("a V4L2 camera gives grey frames of the size that was asked for") {
  skip_without_camera();
  auto stream = VideoStream::open({.path = kCamera, .width = 640, .height = 480, .format = {}});
  REQUIRE(stream);
  int whole = 0;
  for (int frame = 0; frame < 5; ++frame) {
    pollfd wanted{(*stream)->descriptor(), POLLIN, 0};
    REQUIRE(poll(&wanted, 1, 2'000) == 1);
    const auto image = (*stream)->next();
    REQUIRE(image);
    if (image->bytes.empty()) continue;
    CHECK(image->coding == Picture::Coding::grey);
    ++whole;
    CHECK(image->width == 640);
    CHECK(image->height == 480);
    const auto [darkest, brightest] = std::minmax_element(image->bytes.begin(), image->bytes.end());
    CHECK(*brightest - *darkest > 100);  // colour bars
  }
  CHECK(whole >= 4);
}

TEST_CASE("a camera that sees no code is ready and quiet, stops at once, and is busy for a second one") {
  skip_without_camera();
  SystemClock clock;
  Sensed sensed, second;
  auto camera = open_camera_scanner(std::string{"camera:"} + kCamera + "?width=640&height=480", clock);
  REQUIRE(camera);
  REQUIRE((*camera)->start(sensed));
  CHECK(sensed.next_notice(5s).kind == DeviceNotice::Kind::ready);
  CHECK(sensed.quiet_for(1s));
  auto other = open_camera_scanner(std::string{"camera:"} + kCamera, clock);
  REQUIRE((*other)->start(second));
  CHECK(second.next_notice(2s).error.code == ErrorCode::device_busy);
  (*other)->stop();
  (*camera)->stop();
}
