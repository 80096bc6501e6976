// pricing.md, section 3, stage 1.
#include <algorithm>
#include <variant>

#include "pricing/discount.hpp"
#include "pricing/exact_math.hpp"

namespace kazasu::pricing {
namespace {

/// "Net descending, then line position, then unit position"; units lie in the array in the order of lines.
void order_by_net(const Units& units, std::vector<std::uint32_t>& listed) {
  std::sort(listed.begin(), listed.end(), [&](std::uint32_t a, std::uint32_t b) {
    return units.nets[a] != units.nets[b] ? units.nets[a] > units.nets[b] : a < b;
  });
}

struct UnitStage {
  const Candidate& candidate;
  const Layout& layout;
  Rounding rounding;
  Units& units;
  DiscountScratch& scratch;

  std::int64_t operator()(const reward::UnitPrice& reward) {
    return for_each_target_unit([&](std::int64_t net) { return net - std::min(net, reward.price.value()); });
  }

  std::int64_t operator()(const reward::AmountOffUnit& reward) {
    return for_each_target_unit([&](std::int64_t net) { return std::min(net, reward.amount.value()); });
  }

  std::int64_t operator()(const reward::PercentOff& reward) {
    std::int64_t total = 0;
    for (const std::uint32_t line : candidate.target) {
      const std::int64_t discount = divide(static_cast<Wide>(line_net(layout, units.nets, line)) * reward.basis_points, kWhole, rounding);
      take_off_line(discount, layout.lines[line], units, scratch);
      total += discount;
    }
    return total;
  }

  std::int64_t operator()(const reward::Bundle& reward) {
    const auto size = static_cast<std::size_t>(reward.buy + reward.get);
    std::vector<std::uint32_t>& listed = free_units();
    std::int64_t total = 0;
    for (std::size_t set = 0; may_take(set) && (set + 1) * size <= listed.size(); ++set) {
      for (std::size_t i = set * size; i < (set + 1) * size; ++i) {
        std::int64_t& net = units.nets[listed[i]];
        units.taken[listed[i]] = 1;
        if (i < set * size + static_cast<std::size_t>(reward.buy)) continue;
        const std::int64_t discount = divide(static_cast<Wide>(net) * reward.basis_points, kWhole, rounding);
        net -= discount;
        total += discount;
      }
    }
    return total;
  }

  std::int64_t operator()(const reward::MixMatch& reward) {
    const auto size = static_cast<std::size_t>(reward.quantity);
    std::vector<std::uint32_t>& listed = free_units();
    std::vector<std::uint32_t> in_set;
    std::int64_t total = 0;
    for (std::size_t set = 0; may_take(set) && (set + 1) * size <= listed.size(); ++set) {
      in_set.assign(listed.begin() + static_cast<std::ptrdiff_t>(set * size), listed.begin() + static_cast<std::ptrdiff_t>((set + 1) * size));
      std::int64_t sum = 0;
      for (const std::uint32_t unit : in_set) sum += units.nets[unit];
      const std::int64_t discount = sum - reward.price.value();
      if (discount <= 0) break;
      for (const std::uint32_t unit : in_set) units.taken[unit] = 1;
      take_off(discount, in_set, units, scratch);
      total += discount;
    }
    return total;
  }

  /// The others have their own stages.
  template <class Other>
  std::int64_t operator()(const Other&) {
    return 0;
  }

 private:
  static constexpr std::int64_t kWhole = 10'000;  // basis points of the whole

  [[nodiscard]] bool may_take(std::size_t taken) const {
    const std::int64_t limit = candidate.offer->limits.per_basket;
    return limit == 0 || static_cast<std::int64_t>(taken) < limit;
  }

  template <class DiscountOf>
  std::int64_t for_each_target_unit(DiscountOf discount_of) {
    std::vector<std::uint32_t>& listed = target_units(false);
    if (candidate.offer->limits.per_basket > 0) {
      order_by_net(units, listed);
      if (listed.size() > static_cast<std::size_t>(candidate.offer->limits.per_basket)) {
        listed.resize(static_cast<std::size_t>(candidate.offer->limits.per_basket));
      }
    }
    std::int64_t total = 0;
    for (const std::uint32_t unit : listed) {
      const std::int64_t discount = discount_of(units.nets[unit]);
      units.nets[unit] -= discount;
      total += discount;
    }
    return total;
  }

  std::vector<std::uint32_t>& target_units(bool only_free) {
    scratch.units.clear();
    for (const std::uint32_t line : candidate.target) {
      const Layout::LineUnits& range = layout.lines[line];
      for (std::uint32_t unit = range.first; unit < range.first + range.count; ++unit) {
        if (!only_free || units.taken[unit] == 0) scratch.units.push_back(unit);
      }
    }
    return scratch.units;
  }

  std::vector<std::uint32_t>& free_units() {
    std::vector<std::uint32_t>& listed = target_units(true);
    order_by_net(units, listed);
    return listed;
  }
};

}  // namespace

std::int64_t apply_in_unit_stage(const Candidate& candidate, const Layout& layout, Rounding rounding, Units& units, DiscountScratch& scratch) {
  return std::visit(UnitStage{candidate, layout, rounding, units, scratch}, candidate.offer->reward);
}

}  // namespace kazasu::pricing
