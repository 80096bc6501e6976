#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "kazasu/values/offer.hpp"
#include "kazasu/values/program.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu {

/// A program's offers, checked and compiled once per catalog. Immutable: any number of threads may quote with it.
class OfferIndex {
 public:
  /// Errors as of `validate`.
  static Result<std::shared_ptr<const OfferIndex>> build(Program program, std::vector<Offer> offers);

  [[nodiscard]] const Program& program() const { return program_; }
  [[nodiscard]] const std::vector<Offer>& offers() const { return offers_; }
  /// The offer of this id, or nullptr.
  [[nodiscard]] const Offer* find(std::string_view id) const;

 private:
  OfferIndex(Program program, std::vector<Offer> offers);

  Program program_;
  std::vector<Offer> offers_;
  std::vector<std::uint32_t> by_id_;  ///< positions in `offers_`, sorted by id
};

}  // namespace kazasu
