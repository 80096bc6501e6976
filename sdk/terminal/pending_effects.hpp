#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "entry_source.hpp"
#include "kazasu/journal/entry_index.hpp"
#include "kazasu/v1/catalog.pb.h"
#include "kazasu/v1/journal.pb.h"
#include "kazasu/values/identifier.hpp"
#include "kazasu/values/points.hpp"

namespace kazasu {

/// What this terminal's own entries did to one member that the catalog does not show yet: a projection of the journal,
/// rebuilt at open and kept up with each commit. A backlog may be of a million entries: of most it is only known that
/// they are there, and a member's are read again when he comes; those of the members who came last stay known.
class PendingEffects {
 public:
  using ReadEntry = std::function<Result<OpenedEntry>(std::uint64_t seq)>;
  /// `read_entry` reads an entry that was added. `effects_kept`: about so many stay known.
  explicit PendingEffects(ReadEntry read_entry, std::size_t effects_kept = 2'048)
      : read_entry_(std::move(read_entry)), effects_kept_(effects_kept) {}

  /// Takes in one entry, in the journal's order. `member` is its opened MemberPart, or nothing for a guest.
  void add(std::uint64_t seq, const v1::EntryBody& body, const v1::MemberPart* member);
  /// The catalog has caught up with everything up to `seq`. Of provisional members it shows nothing: what the terminal
  /// gave them under the offers' limits it knows by its own entries alone, as long as the journal has them.
  void forget_up_to(std::uint64_t seq);
  /// The journal has no entries up to `seq` any more.
  void removed_up_to(std::uint64_t seq) { of_provisional_.forget_up_to(seq); }

  /// What the entries redeemed at the shop's risk, beyond leases and holds.
  struct Risk {
    std::int64_t points = 0;
    std::int64_t checkouts = 0;  ///< with points of any wallet
  };
  Result<Risk> risk_of(const std::string& account_id, const std::string& wallet);
  [[nodiscard]] std::int64_t risk_of_all(const std::string& wallet) const;

  /// Applies what is pending for the member to the catalog's row: spent points leave its lots, used coupons its hand,
  /// usage counts and stamps rise, coupons that it issued may be used.
  Result<void> apply_to(v1::CatalogMember& member, const std::string& account_id, const std::string& business_date);

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
  /// A member whose effects are known, all of them.
  struct Known {
    std::string account_id;
    std::vector<Effect> effects;
  };
  struct Risked {
    std::uint64_t seq = 0;
    std::string wallet;
    std::int64_t points = 0;
  };
  static Effect effect_of(std::uint64_t seq, const v1::EntryBody& body);
  /// Reads them if they are not known; they stay so until the next call.
  Result<const std::vector<Effect>*> effects_of(const std::string& account_id);
  journal::EntryIndex& index_of(std::string_view account_id);
  void keep_within_bounds();

  ReadEntry read_entry_;
  std::size_t effects_kept_;
  std::uint64_t forgotten_up_to_ = 0;
  journal::EntryIndex by_account_;
  journal::EntryIndex of_provisional_;  ///< by account as well
  std::list<Known> known_;              ///< who came last first
  std::unordered_map<std::string_view, std::list<Known>::iterator> known_by_account_;
  std::size_t effects_known_ = 0;                      ///< and a member counts as one
  std::deque<Risked> risked_;                          ///< above 0 only, in the order of the entries
  std::map<std::string, std::int64_t> risked_of_all_;  ///< by wallet
};

/// How postings name a member: the account, or the identifier's hash while the account is not known.
std::string account_key_of(const v1::MemberPart& member);

}  // namespace kazasu
