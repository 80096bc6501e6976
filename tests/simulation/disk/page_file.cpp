#include "disk/page_file.hpp"

#include <algorithm>
#include <cstring>

namespace kazasu::simulation {
bool is_zero(std::span<const std::uint8_t> bytes) {
  return bytes.empty() || (bytes[0] == 0 && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

bool PageFile::read(std::span<std::uint8_t> into, std::int64_t at) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const std::size_t place = static_cast<std::size_t>(at) + done;
    const std::size_t page = place / kPageBytes;
    const std::size_t offset = place % kPageBytes;
    const std::size_t part = std::min(into.size() - done, kPageBytes - offset);
    const auto target = into.subspan(done, part);
    if (page < pages_.size() && pages_[page]) {
      std::copy_n(pages_[page]->begin() + static_cast<std::ptrdiff_t>(offset), part, target.begin());
    } else {
      std::fill(target.begin(), target.end(), std::uint8_t{0});
    }
    done += part;
  }
  return at + static_cast<std::int64_t>(into.size()) <= size_;
}

void PageFile::write_in_page(std::size_t page, std::size_t offset, std::span<const std::uint8_t> bytes) {
  if (!pages_[page] && is_zero(bytes)) return;
  auto copy = pages_[page] ? std::make_shared<Page>(*pages_[page]) : std::make_shared<Page>();
  std::copy(bytes.begin(), bytes.end(), copy->begin() + static_cast<std::ptrdiff_t>(offset));
  pages_[page] = std::move(copy);
}

void PageFile::write(std::span<const std::uint8_t> bytes, std::int64_t at) {
  if (bytes.empty()) return;
  const std::int64_t end = at + static_cast<std::int64_t>(bytes.size());
  if (end > size_) resize(end);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const std::size_t place = static_cast<std::size_t>(at) + done;
    const std::size_t offset = place % kPageBytes;
    const std::size_t part = std::min(bytes.size() - done, kPageBytes - offset);
    write_in_page(place / kPageBytes, offset, bytes.subspan(done, part));
    done += part;
  }
}

void PageFile::write_zeros(std::int64_t count, std::int64_t at) {
  if (at + count > size_) resize(at + count);
  static constexpr Page kZeros{};
  for (std::int64_t done = 0; done < count;) {
    const std::size_t place = static_cast<std::size_t>(at + done);
    const std::size_t offset = place % kPageBytes;
    const std::size_t part = std::min(static_cast<std::size_t>(count - done), kPageBytes - offset);
    if (offset == 0 && part == kPageBytes) {
      pages_[place / kPageBytes].reset();
    } else {
      write_in_page(place / kPageBytes, offset, std::span{kZeros}.first(part));
    }
    done += static_cast<std::int64_t>(part);
  }
}

void PageFile::resize(std::int64_t size) {
  const auto whole = static_cast<std::size_t>(size) / kPageBytes;
  const std::size_t rest = static_cast<std::size_t>(size) % kPageBytes;
  if (size < size_ && rest > 0 && whole < pages_.size() && pages_[whole]) {
    auto cut = std::make_shared<Page>(*pages_[whole]);
    std::fill(cut->begin() + static_cast<std::ptrdiff_t>(rest), cut->end(), std::uint8_t{0});
    pages_[whole] = std::move(cut);
  }
  pages_.resize(whole + (rest > 0 ? 1 : 0));
  size_ = size;
}

}  // namespace kazasu::simulation
