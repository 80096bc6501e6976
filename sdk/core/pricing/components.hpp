#pragma once

#include <span>
#include <vector>

#include "pricing/basket_lines.hpp"
#include "pricing/candidates.hpp"
#include "pricing/offer_tables.hpp"

namespace kazasu::pricing {

/// Discount candidates of stage 1 that can influence each other: their targets share lines, or they share groups.
struct Part {
  Range candidates;  ///< places in Candidates::all, in order of application, in Components::places
  Range lines;       ///< their targets, ascending, in Components::lines
};

/// Parts that offers of stage 2 tie together, by their targets or by groups. Nothing in one cluster changes what the
/// offers of another give, so each is searched by itself.
struct Cluster {
  Range parts;       ///< in Components::parts
  Range candidates;  ///< of stage 2, in order of application, in Components::places
  Range lines;       ///< of all targets, ascending, in Components::lines
  Number size = 0;   ///< candidates in all
};

/// Splits the discount candidates that may be taken together (not exclusive) into independent sets.
/// Reused from quote to quote.
class Components {
 public:
  /// `dropped`, by place: candidates to leave aside.
  void split(const OfferTables& tables, const BasketLines& basket, const Candidates& candidates,
             std::span<const std::uint8_t> dropped);

  std::vector<Part> parts;
  std::vector<Cluster> clusters;
  std::vector<Number> places;
  std::vector<Number> lines;

  /// The cluster of a candidate, or kNone for one that is exclusive, dropped, or gives no discount.
  [[nodiscard]] Number cluster_of(Number place) const { return cluster_of_place_[place]; }
  [[nodiscard]] std::span<const Number> places_of(Range range) const {
    return std::span{places}.subspan(range.begin, range.end - range.begin);
  }
  [[nodiscard]] std::span<const Number> lines_of(Range range) const {
    return std::span{lines}.subspan(range.begin, range.end - range.begin);
  }

 private:
  Number root(Number place);
  void unite(Number a, Number b);
  void unite_stage(Stage stage);
  void collect_parts();
  void collect_clusters();
  void each_part_a_cluster();
  Range collect_lines(std::span<const Number> of_places);

  const BasketLines* basket_ = nullptr;
  const Candidates* candidates_ = nullptr;
  std::span<const std::uint8_t> dropped_;
  std::vector<Number> members_;      ///< places of the candidates of a stage
  std::vector<Number> parent_;       ///< union-find over places
  std::vector<Number> set_of_root_;  ///< by place
  Number shared_owner_ = kNone;      ///< a place that targets every discountable line
  std::vector<Number> line_owner_;   ///< line → a place that targets it
  std::vector<Number> group_owner_;  ///< group → a place that is in it
  std::vector<Number> part_of_;      ///< by place, stage 1 only
  std::vector<Number> cluster_of_part_;
  std::vector<Number> cluster_of_place_;
  std::vector<Part> sorted_parts_;
  std::vector<Number> targeted_;
  std::vector<std::uint8_t> line_seen_;
};

}  // namespace kazasu::pricing
