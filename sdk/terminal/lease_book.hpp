#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "kazasu/v1/journal.pb.h"
#include "kazasu/values/quote.hpp"

namespace kazasu {

/// What this terminal's own entries spent under its leases, and which generations they ended: a projection of the
/// journal, rebuilt at open and kept up with each commit. What a lease has left is what was granted less what is here,
/// whatever the ledger has seen of it (docs/leases.md).
class LeaseBook {
 public:
  /// Takes in one entry, in the journal's order. `member` is its opened MemberPart, or nothing for a guest.
  void add(std::uint64_t seq, const v1::EntryBody& body, const v1::MemberPart* member);

  /// Nothing is spent under the generations up to this one.
  [[nodiscard]] std::uint64_t ended() const { return ended_; }
  [[nodiscard]] std::int64_t spent(std::uint64_t generation, const std::string& account_id,
                                   const std::string& wallet) const;
  /// What was used of an offer's budget.
  [[nodiscard]] BudgetLeft used(std::uint64_t generation, const std::string& offer) const;
  /// The first entry that spent under a generation that is not ended: from it on the journal must be kept.
  [[nodiscard]] std::optional<std::uint64_t> first_needed() const;

 private:
  struct Spent {
    std::int64_t points = 0;
    std::uint64_t first_seq = 0;
  };
  struct Used {
    BudgetLeft sum;
    std::uint64_t first_seq = 0;
  };
  std::uint64_t ended_ = 0;
  std::map<std::pair<std::uint64_t, std::string>, Used> used_;                  ///< by generation and offer
  std::map<std::tuple<std::uint64_t, std::string, std::string>, Spent> spent_;  ///< by generation, account and wallet
};

}  // namespace kazasu
