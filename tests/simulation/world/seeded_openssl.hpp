#pragma once

#include <cstdint>

namespace kazasu::simulation {

/// While it is there, OpenSSL draws its random numbers from a seed: a signature by ECDSA has a byte more or less by
/// chance, a database page that holds it then splits or does not, and the disk's faults meet other writes. One at a
/// time in a process.
class SeededOpenssl {
 public:
  explicit SeededOpenssl(std::uint64_t seed);
  ~SeededOpenssl();
  SeededOpenssl(const SeededOpenssl&) = delete;
  SeededOpenssl& operator=(const SeededOpenssl&) = delete;
};

}  // namespace kazasu::simulation
