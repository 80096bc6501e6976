#pragma once

#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include "pricing/components.hpp"
#include "pricing/discount.hpp"
#include "pricing/selection.hpp"

namespace kazasu::pricing {

/// One way to take a component's offers.
struct Option {
  std::vector<std::uint32_t> discounts;  ///< into SaleContext::discounts, ascending
  std::vector<std::int64_t> nets;        ///< of all units, with this component's discounts alone
};

struct ComponentAnswer {
  std::vector<Option> best;      ///< all with the lowest total that can differ in what is compared after it
  std::int64_t lower_bound = 0;  ///< no selection of the component comes below; equal to the best total when it was searched whole
  std::int64_t total = 0;        ///< of `best`
  bool complete = true;
};

/// Branch and bound over one component. Offers are decided in their order of application, so that a node's nets are exact
/// and what an undecided offer would take off now bounds what it can take off later (discount.hpp).
class ComponentSearch {
 public:
  ComponentSearch(const SaleContext& context, const Component& component, const std::set<std::string_view>& points_groups, const SearchBounds& bounds);
  ComponentAnswer run();

 private:
  void visit(std::size_t position, const Units& units);
  void include(std::size_t position, const Units& units);
  [[nodiscard]] std::int64_t bound(std::size_t position, const Units& units);
  void keep(const Units& units);
  [[nodiscard]] bool group_taken(const Candidate& candidate) const;
  [[nodiscard]] bool interchangeable(const Option& a, const Option& b) const;

  const SaleContext& context_;
  const Component& component_;
  const std::set<std::string_view>& points_groups_;
  const SearchBounds& bounds_;
  DiscountScratch scratch_;
  std::vector<std::uint32_t> chosen_;
  std::int64_t nodes_ = 0;
  ComponentAnswer answer_;
};

}  // namespace kazasu::pricing
