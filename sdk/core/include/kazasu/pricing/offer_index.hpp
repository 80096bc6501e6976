#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "kazasu/values/offer.hpp"
#include "kazasu/values/program.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu {

namespace pricing {
struct OfferTables;
}

/// A program and its offers, compiled so that a quote costs what matches and not what exists. Immutable: any number of
/// threads may quote with one index. Made once when the catalog changes.
class OfferIndex {
 public:
  /// Takes the offers in the order in which answers name them. Fails as `validate` does.
  static Result<std::shared_ptr<const OfferIndex>> build(Program program, std::vector<Offer> offers);

  ~OfferIndex();
  OfferIndex(const OfferIndex&) = delete;
  OfferIndex& operator=(const OfferIndex&) = delete;

  [[nodiscard]] const Program& program() const;
  [[nodiscard]] const std::vector<Offer>& offers() const;
  /// The offer with this id, or null; lives as long as the index.
  [[nodiscard]] const Offer* find(std::string_view id) const;
  /// Bytes of the compiled form, without the program and the offers themselves.
  [[nodiscard]] std::size_t compiled_bytes() const;

  /// For pricing's own use.
  [[nodiscard]] const pricing::OfferTables& tables() const { return *tables_; }

 private:
  explicit OfferIndex(std::unique_ptr<const pricing::OfferTables> tables);

  std::unique_ptr<const pricing::OfferTables> tables_;
};

}  // namespace kazasu
