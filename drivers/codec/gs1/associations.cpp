#include <algorithm>

#include "codec/gs1/ai.hpp"
#include "kazasu/drivers/scan/gs1.hpp"

namespace kazasu::drivers {
namespace {

/// Calls `each` with the pieces of `list`; stops and is true when it is.
template <class Each>
bool any_piece(std::string_view list, char separator, Each each) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(separator), list.size());
    if (each(list.substr(0, end))) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

/// `pattern` as in "01" or "31nn".
bool matches(std::string_view ai, std::string_view pattern) {
  return ai.size() == pattern.size() && std::equal(ai.begin(), ai.end(), pattern.begin(),
                                                   [](char c, char wanted) { return wanted == 'n' || c == wanted; });
}

class Associations {
 public:
  explicit Associations(std::span<const Gs1Element> elements) : elements_(elements) {}

  std::vector<Gs1AssociationProblem> run() && {
    for (std::size_t i = 0; i < elements_.size(); ++i) {
      const Gs1Element& element = elements_[i];
      if (differs_from_earlier(i)) add(element.ai, Gs1AssociationProblem::Kind::repeated_differently);
      const gs1::Ai* ai = gs1::find_whole_ai(element.ai);
      if (ai == nullptr) continue;
      if (any_piece(ai->requires_ais, ';', [&](std::string_view groups) { return !has_one_of(groups); }))
        add(element.ai, Gs1AssociationProblem::Kind::needs_another);
      if (any_piece(ai->excludes_ais, ',', [&](std::string_view other) { return has(other, element.ai); }))
        add(element.ai, Gs1AssociationProblem::Kind::excludes);
    }
    return std::move(problems_);
  }

 private:
  [[nodiscard]] bool has(std::string_view pattern, std::string_view except = {}) const {
    return std::any_of(elements_.begin(), elements_.end(),
                       [&](const Gs1Element& each) { return each.ai != except && matches(each.ai, pattern); });
  }
  /// "01+21,02": one group of which all are there.
  [[nodiscard]] bool has_one_of(std::string_view groups) const {
    return any_piece(groups, ',', [&](std::string_view group) {
      return !any_piece(group, '+', [&](std::string_view wanted) { return !has(wanted); });
    });
  }
  [[nodiscard]] bool differs_from_earlier(std::size_t at) const {
    return std::any_of(elements_.begin(), elements_.begin() + static_cast<std::ptrdiff_t>(at),
                       [&](const Gs1Element& earlier) {
                         return earlier.ai == elements_[at].ai && earlier.value != elements_[at].value;
                       });
  }
  void add(const std::string& ai, Gs1AssociationProblem::Kind kind) {
    const auto same = [&](const Gs1AssociationProblem& each) { return each.ai == ai && each.kind == kind; };
    if (std::none_of(problems_.begin(), problems_.end(), same)) problems_.push_back({ai, kind});
  }

  std::span<const Gs1Element> elements_;
  std::vector<Gs1AssociationProblem> problems_;
};

}  // namespace

std::string_view name_of(Gs1AssociationProblem::Kind kind) {
  switch (kind) {
    case Gs1AssociationProblem::Kind::needs_another: return "requires";
    case Gs1AssociationProblem::Kind::excludes: return "excludes";
    case Gs1AssociationProblem::Kind::repeated_differently: return "repeated_differently";
  }
  return "";
}

std::vector<Gs1AssociationProblem> gs1_association_problems(std::span<const Gs1Element> elements) {
  return Associations{elements}.run();
}

}  // namespace kazasu::drivers
