#include "integration/libnfc_bench.hpp"

using namespace kazasu;

void LibnfcBench::start(const std::filesystem::path& trace_directory) {
  auto opened = drivers::open_libnfc_reader("libnfc:pn532_uart:" + chip_.path().string(),
                                            drivers::plan_polling(methods_), clock_, entropy_, trace_directory);
  REQUIRE(opened.ok());
  device_ = std::move(*opened);
  REQUIRE(device_->start(sensed_).ok());
}

void LibnfcBench::start_ready(const std::filesystem::path& trace_directory) {
  start(trace_directory);
  expect_notice(DeviceNotice::Kind::ready, sensed_);
}
