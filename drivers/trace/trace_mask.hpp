#pragma once

#include <array>

#include "kazasu/seams/entropy.hpp"
#include "kazasu/values/bytes.hpp"

/// Takes out of frames what a trace must not hold: identifiers, and the data of blocks (challenges, MACs, histories).
/// Lengths, codes, status flags and status words stay.
namespace kazasu::drivers::trace {

/// Zeros in place of block data wherever a FeliCa frame lies in `bytes`, whatever a reader's dialect puts around it.
void blank_data(Bytes& bytes);

/// Replaces identifiers by pseudonyms of the same length, the same for the life of the object: a card can be told from
/// another and known again, and nobody can tell whose it is.
class Pseudonyms {
 public:
  /// The key is random and never leaves the object; `entropy` failing leaves one that is not secret to this process
  /// alone, so all identifiers become zeros then.
  explicit Pseudonyms(Entropy& entropy);

  /// An IDm keeps its maker's two bytes, a UID its first.
  [[nodiscard]] Bytes of(BytesView identifier) const;
  /// The IDm in every FeliCa frame that lies in `bytes`, and the IDm that an ID block begins with.
  void replace_idms(Bytes& bytes) const;

 private:
  std::array<std::uint8_t, 32> key_{};
  bool keyed_ = false;
};

}  // namespace kazasu::drivers::trace
