#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace kazasu::benchmark {

/// A ledger that serves on a free port of 127.0.0.1 in a process of its own, until the object ends. Throws
/// std::runtime_error. Made before the process has other threads.
class LedgerChild {
 public:
  explicit LedgerChild(const std::filesystem::path& directory);
  ~LedgerChild();
  LedgerChild(const LedgerChild&) = delete;
  LedgerChild& operator=(const LedgerChild&) = delete;

  [[nodiscard]] std::string url() const { return "https://localhost:" + std::to_string(port_); }
  /// Seconds of processor time that it has used.
  [[nodiscard]] double cpu_seconds() const;

 private:
  pid_t child_ = -1;
  unsigned port_ = 0;
};

}  // namespace kazasu::benchmark
