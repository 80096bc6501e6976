#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kazasu::pricing {

/// Bitmaps of one length, one after another.
class BitRows {
 public:
  static constexpr std::size_t words_for(std::size_t bits) { return (bits + 63) / 64; }

  void start(std::size_t rows, std::size_t bits) {
    words_ = words_for(bits);
    rows_.assign(rows * words_, 0);
  }
  void set(std::size_t row, std::size_t bit) { rows_[row * words_ + bit / 64] |= std::uint64_t{1} << (bit % 64); }
  [[nodiscard]] std::span<const std::uint64_t> row(std::size_t number) const {
    return std::span{rows_}.subspan(number * words_, words_);
  }
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::size_t bytes() const { return rows_.capacity() * sizeof(rows_[0]); }

 private:
  std::size_t words_ = 0;
  std::vector<std::uint64_t> rows_;
};

inline bool has_bit(std::span<const std::uint64_t> words, std::size_t bit) {
  return (words[bit / 64] >> (bit % 64) & 1) != 0;
}

/// Writes the numbers of the bits that are set, ascending, to `numbers`, and returns how many; there must be room for
/// one number more than that. How many bits a word has follows no pattern that a processor could learn, so there is one
/// way through for every bit and every end of a word.
inline std::size_t list_bits(std::span<const std::uint64_t> words, std::uint32_t* numbers) {
  constexpr std::uint64_t kTop = std::uint64_t{1} << 63;
  std::uint32_t* next = numbers;
  std::uint64_t bits = words.empty() ? 0 : words.front();
  for (std::size_t word = 0; word < words.size();) {
    *next = static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits | kTop)));
    next += bits == 0 ? 0 : 1;
    bits &= bits - 1;
    const std::size_t ended = bits == 0 ? 1 : 0;
    word += ended;
    bits |= words[std::min(word, words.size() - 1)] & (std::uint64_t{0} - ended);
  }
  return static_cast<std::size_t>(next - numbers);
}

/// Calls `use(bit)`, a 32-bit number, for each bit that is set, ascending.
template <class Use>
void each_bit(std::span<const std::uint64_t> words, Use use) {
  for (std::size_t word = 0; word < words.size(); ++word) {
    for (std::uint64_t bits = words[word]; bits != 0; bits &= bits - 1) {
      use(static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(bits))));
    }
  }
}

}  // namespace kazasu::pricing
