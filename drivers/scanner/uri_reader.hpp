#pragma once

#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "codec/scan_content.hpp"
#include "kazasu/drivers/device_uri.hpp"
#include "kazasu/values/bytes.hpp"

namespace kazasu::drivers {

inline constexpr std::size_t kUriMarkBytesMax = 16;

/// Reads the parameters of one URI; the first one that is wrong is what `problem` tells.
class UriReader {
 public:
  explicit UriReader(const DeviceUri& uri) : uri_(uri) {}

  [[nodiscard]] const std::optional<Error>& problem() const { return problem_; }

  void number(const std::string& name, unsigned low, unsigned high, unsigned& value) {
    const std::string* text = find(name);
    if (text == nullptr) return;
    unsigned parsed = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), parsed);
    if (error != std::errc{} || end != text->data() + text->size() || parsed < low || parsed > high) {
      return refuse(name, std::to_string(low) + " to " + std::to_string(high));
    }
    value = parsed;
  }

  void milliseconds(const std::string& name, unsigned low, unsigned high, std::chrono::milliseconds& value) {
    auto parsed = static_cast<unsigned>(value.count());
    number(name, low, high, parsed);
    value = std::chrono::milliseconds{parsed};
  }

  template <class Value, std::size_t kCount>
  void choice(const std::string& name, const std::array<std::pair<std::string_view, Value>, kCount>& choices,
              Value& value) {
    const std::string* text = find(name);
    if (text == nullptr) return;
    std::string allowed;
    for (const auto& [word, meaning] : choices) {
      if (*text == word) {
        value = meaning;
        return;
      }
      allowed += (allowed.empty() ? "" : ", ") + std::string{word};
    }
    refuse(name, allowed);
  }

  /// The value of a mark that is given as hex digits after 0x.
  [[nodiscard]] std::optional<Bytes> hex(const std::string& name) const {
    const std::string* text = find(name);
    Bytes bytes;
    if (text == nullptr || !text->starts_with("0x") || !from_hex(std::string_view{*text}.substr(2), bytes))
      return std::nullopt;
    if (bytes.empty() || bytes.size() > kUriMarkBytesMax) return std::nullopt;
    return bytes;
  }

 private:
  [[nodiscard]] const std::string* find(const std::string& name) const {
    const auto found = uri_.parameters.find(name);
    return found == uri_.parameters.end() ? nullptr : &found->second;
  }

  void refuse(const std::string& name, const std::string& allowed) {
    if (!problem_)
      problem_ = Error{ErrorCode::configuration_invalid, uri_.scheme + ": " + name + " must be one of: " + allowed};
  }

  const DeviceUri& uri_;
  std::optional<Error> problem_;
};

/// What every scanner's URI may say: `aim` (auto, true, false), `payload` (text, binary), `repeat_ms` (0 to 10000).
struct ScanContentSettings {
  AimMode aim = AimMode::detect;
  PayloadMode payload = PayloadMode::text;
  std::chrono::milliseconds repeat{0};
};
void read_content(UriReader& reader, ScanContentSettings& settings);

}  // namespace kazasu::drivers
