#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace kazasu::simulation {

bool is_zero(std::span<const std::uint8_t> bytes);

/// The content of one file. Copies share their pages until one of them is written: a state of a disk can be kept for
/// every operation. Pages of zeros take no memory.
class PageFile {
 public:
  [[nodiscard]] std::int64_t size() const { return size_; }
  /// Bytes past the end read as zeros. Returns whether all of them are inside the file.
  bool read(std::span<std::uint8_t> into, std::int64_t at) const;
  void write(std::span<const std::uint8_t> bytes, std::int64_t at);
  void write_zeros(std::int64_t count, std::int64_t at);
  void resize(std::int64_t size);

 private:
  static constexpr std::size_t kPageBytes = 4096;
  using Page = std::array<std::uint8_t, kPageBytes>;

  void write_in_page(std::size_t page, std::size_t offset, std::span<const std::uint8_t> bytes);

  std::int64_t size_ = 0;
  std::vector<std::shared_ptr<const Page>> pages_;  ///< null: zeros
};

}  // namespace kazasu::simulation
