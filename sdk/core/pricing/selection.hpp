#pragma once

#include <span>
#include <vector>

#include "pricing/alternatives.hpp"
#include "pricing/cluster_search.hpp"
#include "pricing/components.hpp"
#include "pricing/options.hpp"
#include "pricing/points_choice.hpp"
#include "pricing/tax.hpp"

namespace kazasu::pricing {

/// The offers taken, as places in Candidates::all, in order of application (pricing.md, section 5).
struct Selection {
  std::vector<Number> discounts;
  std::vector<Number> points;
  std::vector<Int> line_nets;
  Int total = 0;
  Int awarded = 0;
  bool optimal = true;
  Int gap = 0;  ///< with `optimal` false: no selection has a total lower by more
};

/// Finds the best selection: the same as by trying every one. Reused from quote to quote.
class SelectionSearch {
 public:
  struct Input {
    const OfferTables* tables = nullptr;
    const SaleFacts* facts = nullptr;
    const BasketLines* basket = nullptr;
    const Candidates* candidates = nullptr;
    SearchBounds bounds;
  };
  /// `nets` are those at the start and come back so.
  /// Leaves points_choice() in the state of the selection.
  void run(const Input& input, NetState& nets, OfferStages& stages, Selection& best);

  [[nodiscard]] const Components& components() const { return components_; }
  [[nodiscard]] PointsChoice& points_choice() { return points_; }

 private:
  void split_into_clusters(NetState& nets, OfferStages& stages);
  void search_clusters();
  void try_combinations(std::span<const Int> start);
  void try_combination(std::span<const Int> start);
  void try_exclusive(NetState& nets, OfferStages& stages);
  void consider(std::span<const Int> line_nets, std::span<const Number> discounts);
  [[nodiscard]] bool better(std::span<const Number> discounts);
  void add_gap(std::span<const Int> start);
  [[nodiscard]] Int total(std::span<const Int> line_nets);

  Input input_;
  Selection* best_ = nullptr;
  bool any_ = false;
  bool points_are_of_best_ = false;
  BasketAlternatives alternatives_;
  Components components_;
  ClusterSearch clusters_;
  Options options_;
  PointsChoice points_;
  std::vector<std::uint8_t> dropped_;  ///< by place: in no selection that could be the best
  std::vector<ClusterAnswer> answers_;
  std::vector<Number> at_;  ///< by cluster: the option of the combination
  std::vector<Int> line_nets_;
  std::vector<std::uint64_t> picked_;  ///< bitmap over places
  std::vector<Number> picks_;
  std::vector<Int> sums_;
  std::vector<Number> ids_, best_ids_, both_;
};

}  // namespace kazasu::pricing
