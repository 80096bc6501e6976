#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kazasu::simulators {

/// What the reader driver asks the simulated reader.
enum class ReaderRequest : std::uint8_t { presence = 1, power_up, power_down, atr, transmit };

/// Messages over a unix stream socket: kind (requests only), length (32 bits, big endian), body.
class ReaderLink {
 public:
  /// Connects and says with one byte what the connection is for: 'R' requests, 'E' card events.
  ReaderLink(const std::string& socket, char purpose);
  explicit ReaderLink(int descriptor) : descriptor_(descriptor) {}
  ~ReaderLink();
  ReaderLink(ReaderLink&& other) noexcept;
  ReaderLink& operator=(ReaderLink&&) = delete;

  [[nodiscard]] bool open() const { return descriptor_ >= 0; }
  [[nodiscard]] int descriptor() const { return descriptor_; }

  bool send(std::uint8_t kind, const std::vector<std::uint8_t>& body);
  bool receive(std::uint8_t& kind, std::vector<std::uint8_t>& body);
  /// Answers have no kind of their own.
  bool answer(const std::vector<std::uint8_t>& body) { return send(0, body); }
  bool receive(std::vector<std::uint8_t>& body);

 private:
  int descriptor_;
};

}  // namespace kazasu::simulators
