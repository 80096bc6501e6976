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

/// Sets that are united as they turn out to be one (union-find). Of two the earlier one stays.
class UnitedSets {
 public:
  void clear() { parent_.clear(); }
  Number add() {
    parent_.push_back(size());
    return size() - 1;
  }
  [[nodiscard]] Number size() const { return static_cast<Number>(parent_.size()); }
  [[nodiscard]] Number root(Number set) {
    while (parent_[set] != set) set = parent_[set] = parent_[parent_[set]];
    return set;
  }
  /// Of two roots.
  Number unite(Number a, Number b) {
    const Number first = a < b ? a : b;
    parent_[a < b ? b : a] = first;
    return first;
  }

 private:
  std::vector<Number> parent_;
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
  /// A candidate of the stage at hand, with the set it fell into.
  struct Member {
    Number place;
    Number set;
  };

  Number unite_stage(Stage stage, Number first);
  void join(Number place);
  Number number_roots();
  template <class RangeOf>
  void list_lines(Number count, RangeOf range_of);
  void collect_parts();
  void collect_clusters();
  void each_part_a_cluster();

  const Candidates* candidates_ = nullptr;
  std::span<const std::uint8_t> dropped_;
  UnitedSets sets_;
  std::vector<Member> members_;
  bool every_line_joined_ = false;     ///< by an offer of this stage that targets every discountable line
  std::vector<Number> line_set_;       ///< line → a set that targets it, or kNone
  std::vector<Number> group_set_;      ///< group → a set that is in it; kNone between uses
  std::vector<Number> number_of_set_;  ///< set → part or cluster
  std::vector<Range> ranges_;          ///< of lines
  std::vector<Number> part_set_;       ///< part → its set
  std::vector<Number> cluster_of_place_;
  std::vector<Part> sorted_parts_;
};

}  // namespace kazasu::pricing
