#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kazasu/drivers/scan/line_framer.hpp"

/// A line into a framer, and what comes out as text: scans in brackets, faults by name.
template <class Framer>
struct FramedLine {
  template <class Framing>
  explicit FramedLine(Framing framing) : framer(std::move(framing)) {}

  FramedLine& at(std::int64_t ms, std::string_view bytes) { return at(ms, kazasu::as_bytes(bytes)); }
  FramedLine& at(std::int64_t ms, kazasu::BytesView bytes) {
    framer.feed(bytes, ms * kMs, scans);
    return *this;
  }
  FramedLine& byte_by_byte(std::int64_t ms, std::string_view bytes) {
    for (const char& byte : bytes) at(ms++, std::string_view{&byte, 1});
    return *this;
  }
  FramedLine& silent_until(std::int64_t ms) {
    framer.pass_time(ms * kMs, scans);
    return *this;
  }
  [[nodiscard]] std::string out() const {
    std::string text;
    for (const kazasu::drivers::FramedScan& scan : scans) {
      text += scan.fault ? "<" + std::string{name_of(*scan.fault)} + ">"
                         : "[" + scan.symbology + (scan.symbology.empty() ? "" : " ") +
                               std::string{kazasu::as_text(scan.data)} + "]";
    }
    return text;
  }

  static constexpr std::int64_t kMs = 1'000'000;
  Framer framer;
  std::vector<kazasu::drivers::FramedScan> scans;
};
