#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kazasu/v1/catalog.pb.h"
#include "kazasu/v1/journal.pb.h"
#include "kazasu/values/identifier.hpp"
#include "kazasu/values/points.hpp"

namespace kazasu {

/// What this terminal's own entries did to one member that the catalog does not show yet: a projection of the journal,
/// rebuilt at open and kept up with each commit.
class PendingEffects {
 public:
  /// Takes in one entry. `member` is its opened MemberPart, or nothing for a guest.
  void add(std::uint64_t seq, const v1::EntryBody& body, const v1::MemberPart* member);
  /// The catalog has caught up with everything up to `seq`.
  void forget_up_to(std::uint64_t seq);

  /// What the entries redeemed at the shop's risk, beyond leases and holds.
  struct Risk {
    std::int64_t points = 0;
    std::int64_t checkouts = 0;  ///< with points of any wallet
  };
  [[nodiscard]] Risk risk_of(const std::string& account_id, const std::string& wallet) const;
  [[nodiscard]] std::int64_t risk_of_all(const std::string& wallet) const;

  /// Applies what is pending for the member to the catalog's row: spent points leave its lots, used coupons its hand,
  /// usage counts and stamps rise, coupons that it issued may be used.
  void apply_to(v1::CatalogMember& member, const std::string& account_id, const std::string& business_date) const;

 private:
  struct Effect {
    std::uint64_t seq = 0;
    std::string business_date;
    std::map<std::string, std::int64_t> points_spent;    ///< by wallet
    std::map<std::string, std::int64_t> points_awarded;  ///< by wallet
    std::map<std::string, std::int64_t> points_risked;   ///< by wallet, above 0 only
    bool checkout = false;
    std::vector<v1::AppliedOffer> used_offers;
    std::vector<v1::IssuedCoupon> issued;
    std::vector<v1::IssuedCoupon> withdrawn;
    std::vector<std::string> released_coupons;
  };
  std::multimap<std::string, Effect> by_account_;
  std::map<std::string, std::int64_t> risked_;  ///< by wallet, of all accounts
};

/// How postings name a member: the account, or the identifier's hash while the account is not known.
std::string account_key_of(const v1::MemberPart& member);

}  // namespace kazasu
