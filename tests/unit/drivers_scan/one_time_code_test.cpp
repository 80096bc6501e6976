#include "kazasu/drivers/scan/one_time_code.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace kazasu;
using namespace kazasu::drivers;

namespace {

const Bytes kKey{'1', '2', '3', '4', '5', '6', '7', '8', '9', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '0'};

}  // namespace

TEST_CASE("a one-time code is taken once, in its own step and those around it") {
  const OtpSettings settings;
  const std::int64_t now = 1'111'111'109;
  for (int step = -3; step <= 3; ++step) {
    CAPTURE(step);
    const auto code = one_time_code(kKey, settings, now + 30 * step);
    REQUIRE(code);
    const auto accepted = verify_one_time_code(*code, kKey, settings, now, std::nullopt);
    CHECK(accepted.ok() == (step >= -1 && step <= 1));
    if (!accepted) continue;
    CHECK(accepted->drift == step);
    CHECK_FALSE(verify_one_time_code(*code, kKey, settings, now, accepted->step));
    CHECK(verify_one_time_code(*code, kKey, settings, now, accepted->step - 1));
  }
}

TEST_CASE("a code of other digits, another key or no key is refused") {
  const OtpSettings settings;
  const std::string code = *one_time_code(kKey, settings, 59);
  CHECK(code == "94287082");
  CHECK_FALSE(verify_one_time_code(code.substr(2), kKey, settings, 59, std::nullopt));
  CHECK_FALSE(verify_one_time_code(code + "0", kKey, settings, 59, std::nullopt));
  CHECK_FALSE(verify_one_time_code("", kKey, settings, 59, std::nullopt));
  CHECK_FALSE(verify_one_time_code(code, Bytes{1, 2, 3}, settings, 59, std::nullopt));
  CHECK(verify_one_time_code(code, Bytes{}, settings, 59, std::nullopt).error().code == ErrorCode::invalid_argument);
  CHECK(one_time_code(kKey, settings, -1).error().code == ErrorCode::invalid_argument);
  for (const OtpSettings& wrong :
       {OtpSettings{.digits = 5}, OtpSettings{.digits = 11}, OtpSettings{.step_seconds = 0},
        OtpSettings{.step_seconds = 3'601}, OtpSettings{.steps_back = 31}, OtpSettings{.steps_forward = 31}})
    CHECK(one_time_code(kKey, wrong, 59).error().code == ErrorCode::invalid_argument);
  CHECK(one_time_code(kKey, {.digits = 10}, 59)->size() == 10);
}
