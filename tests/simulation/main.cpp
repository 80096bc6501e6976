#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "storage/sweeps.hpp"

using namespace kazasu::simulation;

int main(int count, char** words) {
  const std::string what = count > 1 ? words[1] : "";
  const std::uint64_t points = count > 2 ? std::strtoull(words[2], nullptr, 10) : 1000;
  const auto progress = [](std::uint64_t) {};
  const SweepReport report =
      what == "power-cuts" ? sweep_power_cuts(1, points, progress) : sweep_io_errors(1, points, progress);
  std::printf("%llu points: %s\n", static_cast<unsigned long long>(report.points),
              report.violation.empty() ? "no violation" : report.violation.c_str());
  return report.violation.empty() ? 0 : 1;
}
