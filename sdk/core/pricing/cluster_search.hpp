#pragma once

#include <span>
#include <vector>

#include "pricing/components.hpp"
#include "pricing/option_collector.hpp"
#include "pricing/sequence_search.hpp"

namespace kazasu::pricing {

/// The options of one cluster.
struct ClusterAnswer {
  Range options;         ///< in Options::all; nets parallel to the cluster's lines
  bool complete = true;  ///< everything was searched
  Int lowest_sum = 0;    ///< no option, found or not, has a lower sum of nets
};

/// Finds what is worth keeping of a cluster: each part by itself, then every combination of what is left of the parts
/// with the offers of stage 2. Reused from quote to quote.
class ClusterSearch {
 public:
  struct Input {
    const OfferTables* tables = nullptr;
    const BasketLines* basket = nullptr;
    const Candidates* candidates = nullptr;
    const Components* components = nullptr;
    bool points_matter = false;  ///< points can tell selections of one total apart
    SearchBounds bounds;
  };
  void prepare(const Input& input, NetState& nets, OfferStages& stages);
  /// Marks in `dropped`, by place, offers of big parts that no option worth keeping takes. Returns whether there are
  /// any.
  bool reduce(const Cluster& cluster, Options& options, std::span<std::uint8_t> dropped);
  ClusterAnswer run(const Cluster& cluster, Options& options);

 private:
  /// By group, or nothing where no group is wanted.
  [[nodiscard]] std::span<const std::uint8_t> groups_wanted() const {
    return groups_wanted_.empty() ? std::span<const std::uint8_t>{} : std::span{wanted_groups_};
  }
  enum WantedBy : std::uint8_t { kBasketStage = 1, kPoints = 2 };

  AfterUnits after_units(const Cluster& cluster);
  void set_margins(const Cluster& cluster);
  [[nodiscard]] OptionPurpose purpose_of(const Part& part, bool basket_stage_follows) const;
  Range search_part(const Part& part, Options& options, bool basket_stage_follows);
  void combine_parts(const Cluster& cluster, Options& options);
  void try_combination(const Cluster& cluster, Options& options);
  [[nodiscard]] Int lowest_sum_with_basket_stage(const Cluster& cluster);
  [[nodiscard]] Discount discount(Number place) const;
  [[nodiscard]] std::span<const Number> lines_of_part(const Cluster& cluster, std::size_t part) const;

  Input input_;
  NetState* nets_ = nullptr;
  OfferStages* stages_ = nullptr;
  SequenceSearch sequence_;
  OptionCollector collector_;
  Margin before_basket_stage_, final_;
  SearchBudget budget_;

  std::vector<std::uint8_t> wanted_groups_;  ///< by group: WantedBy
  std::vector<Number> groups_wanted_;        ///< those that are not 0
  std::vector<Int> most_off_;                ///< by place of stage 2, at the starting nets
  std::vector<Int> lowest_;                  ///< by line: after stage 1
  std::vector<Range> part_options_;
  std::vector<Number> at_;  ///< by part of the cluster: the option of the combination
  std::vector<Number> picks_;
  std::vector<Int> part_lowest_;  ///< by part of the cluster: the lowest sum of nets, found or not
};

}  // namespace kazasu::pricing
