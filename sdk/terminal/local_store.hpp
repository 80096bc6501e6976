#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "budget_promise.hpp"
#include "entry_source.hpp"
#include "kazasu/catalog/catalog.hpp"
#include "kazasu/journal/journal.hpp"
#include "kazasu/pricing/offer_index.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/entropy.hpp"
#include "kazasu/seams/key_store.hpp"
#include "kazasu/sync/enrollment.hpp"
#include "kazasu/terminal/configuration.hpp"
#include "kazasu/terminal/member_summary.hpp"
#include "kazasu/terminal/receipt.hpp"
#include "kazasu/v1/journal.pb.h"
#include "kazasu/values/member_view.hpp"
#include "lease_book.hpp"
#include "one_time_codes.hpp"
#include "pending_effects.hpp"
#include "terminal_clock.hpp"

namespace kazasu {

/// A member as one checkout holds it.
struct AttachedMember {
  v1::MemberPart part;  ///< without the view
  MemberView view;
  MemberSummary summary;
};

/// What sales are priced by from one catalog to the next. A checkout keeps the one it began with.
struct PricingBasis {
  std::shared_ptr<const OfferIndex> offers;
  journal::Document offer_set;
  journal::Document store_identity;
  std::uint64_t catalog_version = 0;
  std::vector<std::string> budgeted_offers;  ///< those that have a budget
};

/// Points of one wallet that the ledger holds for a transaction (docs/leases.md).
struct PointsHold {
  std::string wallet;
  std::int64_t points = 0;
};

/// What is about to be recorded.
struct EntryDraft {
  v1::EntryKind kind = v1::ENTRY_KIND_UNSPECIFIED;
  v1::EntryBody body;  ///< without sealed_member
  std::optional<v1::MemberPart> member;
  std::shared_ptr<const PricingBasis> basis;        ///< what the body names
  std::vector<PointsHold> holds{};                  ///< that are good now
  std::shared_ptr<const BudgetPromise> promised{};  ///< nothing: it was not prepared, or takes of no budget
};

struct RecordedEntry {
  OpenedEntry entry;
  bool already_committed = false;
};

/// The terminal's journal and catalog, and what follows from them: the offer index, members as this terminal knows them
/// and what its own entries did since. Thread: one at a time.
class LocalStore final : public EntrySource {
 public:
  struct Seams {
    Clock& clock;
    Entropy& entropy;
    KeyStore& keys;
    std::string vfs;  ///< a registered SQLite VFS for both files; "": the system's
  };

  /// Verifies the journal and rebuilds the projections.
  static Result<std::unique_ptr<LocalStore>> open(const std::filesystem::path& directory,
                                                  const sync::TerminalIdentity& identity, Seams seams);

  [[nodiscard]] journal::Journal& journal() { return *journal_; }
  /// A journal of an epoch that ended, with entries that the ledger does not have yet.
  struct EarlierJournal {
    std::uint64_t epoch = 0;
    std::unique_ptr<journal::Journal> journal;
    PendingEffects pending;
  };
  [[nodiscard]] std::vector<EarlierJournal>& earlier_journals() { return earlier_; }
  [[nodiscard]] catalog::Catalog& catalog() { return *catalog_; }
  [[nodiscard]] const sync::TerminalIdentity& identity() const { return identity_; }
  [[nodiscard]] const TerminalClock& clock() const { return clock_; }
  /// The ledger's time in an answer to what was asked at `asked`.
  Result<void> take_ledger_time(std::int64_t ledger_unix_ms, const ClockReading& asked);

  /// The current offers; `catalog_missing` before the first catalog.
  Result<std::shared_ptr<const PricingBasis>> basis() const;
  /// Takes a new catalog's offers into use and forgets what it already shows.
  Result<void> catalog_changed();
  [[nodiscard]] Seller seller() const { return seller_of(catalog_->store()); }
  [[nodiscard]] const std::string& terminal() const override { return identity_.terminal; }
  [[nodiscard]] std::uint64_t epoch() const override { return identity_.epoch; }

  /// `before`: the member of the same checkout so far, or null. A one-time code counts once; shown again to the
  /// checkout that it is attached to, it is the same showing.
  Result<AttachedMember> find_member(const Sighting& sighting, const Configuration& configuration, Date business_date,
                                     const AttachedMember* before);
  /// A product of the catalog under its own number or as a GTIN-14; `not_found` if there is none.
  Result<v1::CatalogProduct> find_product(std::string_view product);
  /// All products of the catalog, as lines of none; read when first asked for after a change.
  Result<std::span<const Line>> shelf();

  /// What this terminal may use now of the budgets of the basis's offers. What other checkouts were promised is not
  /// in it; what `own` was, is.
  [[nodiscard]] std::vector<BudgetLeft> budgets_left(const PricingBasis& basis, const BudgetPromise* own) const;
  /// Sets aside what the draft takes of budgets; nothing if it takes none.
  std::shared_ptr<const BudgetPromise> promise_budgets(const EntryDraft& draft);

  /// Whether what the draft redeems and takes of budgets can still be had: `redeem_not_allowed`; `total_mismatch` where
  /// an offer's budget was used up meanwhile. A draft that was recorded already passes.
  Result<void> check_funds(const EntryDraft& draft);
  /// While one of these is alive, leases are not ended: what a checkout was promised stays until it commits.
  [[nodiscard]] std::shared_ptr<const void> keep_leases();
  /// Ends the generation of leases, as an entry, if the ledger's time says that it is to be renewed; whether it did.
  Result<bool> end_leases_if_due();

  /// Records the draft, or finds what the same transaction id recorded before: `transaction_id_reused` if that was
  /// something else. Durable when it returns.
  Result<RecordedEntry> record(EntryDraft draft);
  Result<std::optional<OpenedEntry>> find_transaction(Date business_date, std::string_view transaction_id);
  Result<OpenedEntry> entry(std::uint64_t seq) override;
  /// The returns of a sale so far, oldest first.
  Result<std::vector<OpenedEntry>> returns_of(std::uint64_t sale_seq);
  Result<v1::OfferSet> offer_set(std::string_view name) override;
  Result<Seller> seller(std::string_view store_identity) override;

  /// Removes settled entries of more than `retention_days` ago from the journal, `entries_max` at most, and says how
  /// many. What returns that are kept, members that the catalog does not show yet, or the ledger still need stays.
  Result<std::uint64_t> remove_settled(std::int64_t retention_days, std::size_t entries_max);

 private:
  LocalStore(sync::TerminalIdentity identity, Seams seams)
      : identity_(std::move(identity)), seams_(std::move(seams)), clock_(seams_.clock) {}

  Result<void> rebuild_projections();
  Result<void> keep_named_documents();
  Result<void> open_earlier(const std::filesystem::path& directory);
  Result<void> check_not_behind() const;
  [[nodiscard]] std::uint64_t removable_up_to(std::uint64_t limit) const;
  void forget_up_to(std::uint64_t seq);
  void project(const OpenedEntry& opened);
  /// Applies what this terminal's entries did to the member and the catalog does not show.
  Result<void> apply_pending(v1::CatalogMember& member, const std::string& account_key, const std::string& date);
  Result<void> summarize(AttachedMember& attached);
  /// The generation of leases that may be spent under now; 0: none.
  [[nodiscard]] std::uint64_t usable_generation() const;
  /// What a known member's lease of a wallet has left.
  Result<std::int64_t> lease_left(const std::string& account_id, const std::string& wallet);
  /// What may be redeemed of a wallet at the shop's risk, whatever its balance.
  Result<std::int64_t> risk_left(const std::string& account_id, const std::string& wallet);
  [[nodiscard]] bool proves_enough(Assurance assurance) const;
  [[nodiscard]] BudgetLeft budget_left(const std::string& offer, const BudgetPromise* own) const;
  Result<void> fund_budgets(const EntryDraft& draft, v1::SpendFunding& funding) const;
  /// Where what the draft redeems comes from, and that what it takes of budgets is this terminal's.
  Result<v1::SpendFunding> fund(const EntryDraft& draft);
  Result<Assurance> prove(const Sighting& sighting, const v1::CatalogMember& member, const IdentifierHash& hash) const;

  sync::TerminalIdentity identity_;
  Seams seams_;
  TerminalClock clock_;
  Bytes identifier_key_;
  Bytes journal_key_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<catalog::Catalog> catalog_;
  std::optional<std::vector<Line>> shelf_;
  std::shared_ptr<const PricingBasis> basis_;
  std::vector<EarlierJournal> earlier_;
  PendingEffects pending_{[this](std::uint64_t seq) { return entry(seq); }};
  LeaseBook lease_book_;
  std::shared_ptr<const void> leases_kept_ = std::make_shared<int>();  ///< shared by who keeps them
  std::vector<std::weak_ptr<const BudgetPromise>> budget_promises_;
  std::map<std::uint64_t, std::vector<std::uint64_t>> returns_by_sale_;
  OneTimeCodes one_time_codes_;
  std::map<proto::Digest, std::uint64_t> last_naming_;  ///< document → the last entry that names it
};

}  // namespace kazasu
