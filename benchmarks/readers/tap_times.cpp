#include "tap_times.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <thread>

#include "bench_card.hpp"

namespace kazasu::bench {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

struct Quantiles {
  double p50 = 0, p90 = 0, p99 = 0, worst = 0;
};
Quantiles quantiles_of(std::vector<std::int64_t> ns) {
  if (ns.empty()) fail("nothing was measured");
  std::sort(ns.begin(), ns.end());
  const auto at = [&](std::size_t percent) { return static_cast<double>(ns[(ns.size() - 1) * percent / 100]) / 1e6; };
  return {at(50), at(90), at(99), at(100)};
}
Quantiles difference(const Quantiles& a, const Quantiles& b) {
  return {a.p50 - b.p50, a.p90 - b.p90, a.p99 - b.p99, a.worst - b.worst};
}

void print(const std::string& what, const Quantiles& times) {
  std::printf("  %-58s p50 %6.3f  p90 %6.3f  p99 %6.3f  worst %6.3f ms\n", what.c_str(), times.p50, times.p90,
              times.p99, times.worst);
}

}  // namespace

std::int64_t now_ns() {
  return Steady::now().time_since_epoch().count();
}

void wait_until(const char* what, const std::function<bool()>& condition) {
  const auto until = Steady::now() + 5s;
  while (!condition()) {
    if (Steady::now() > until) fail(std::string{"nothing came: "} + what);
    std::this_thread::sleep_for(100us);
  }
}

void pause(std::mt19937& random) {
  std::this_thread::sleep_for(std::chrono::microseconds{random() % 10'000});
}

void Stopwatch::on_sighting(Sighting sighting) {
  const auto* felica = std::get_if<FelicaSighting>(&sighting.seen);
  if (felica == nullptr || !felica->lite_s) fail("a card was seen without its proof");
  seen_at_ns = now_ns();
}

void Stopwatch::on_notice(DeviceNotice notice) {
  if (notice.kind == DeviceNotice::Kind::card_removed) ++removed;
  if (notice.kind == DeviceNotice::Kind::ready) ready = true;
}

void report(const std::string& way, const TapTimes& times) {
  const Quantiles with_sdk = quantiles_of(times.with_sdk), bare = quantiles_of(times.bare);
  const Quantiles added = difference(with_sdk, bare);
  const Quantiles tap_by_tap = difference(with_sdk, {bare.p50, bare.p50, bare.p50, bare.p50});
  print("kazasu", with_sdk);
  print("bare client with the same frames", bare);
  print("added by kazasu: quantile by quantile", added);
  print("added by kazasu: each tap less the bare client's median", tap_by_tap);
  std::printf(
      "{\"area\":\"readers\",\"way\":\"%s\",\"taps\":%zu,\"bare_taps\":%zu,\"added_p50_ms\":%.3f,\"added_p99_ms\":%.3f,"
      "\"tap_by_tap_p99_ms\":%.3f}\n",
      way.c_str(), times.with_sdk.size(), times.bare.size(), added.p50, added.p99, tap_by_tap.p99);
}

}  // namespace kazasu::bench
