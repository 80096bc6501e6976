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

#include "entry_source.hpp"
#include "kazasu/catalog/catalog.hpp"
#include "kazasu/identify/identify.hpp"
#include "kazasu/journal/journal.hpp"
#include "kazasu/pricing/offer_index.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/entropy.hpp"
#include "kazasu/seams/key_store.hpp"
#include "kazasu/sync/enrollment.hpp"
#include "kazasu/terminal/member_summary.hpp"
#include "kazasu/terminal/receipt.hpp"
#include "kazasu/v1/journal.pb.h"
#include "kazasu/values/member_view.hpp"
#include "pending_effects.hpp"

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
};

/// What is about to be recorded.
struct EntryDraft {
  v1::EntryKind kind = v1::ENTRY_KIND_UNSPECIFIED;
  v1::EntryBody body;  ///< without sealed_member
  std::optional<v1::MemberPart> member;
  std::shared_ptr<const PricingBasis> basis;  ///< what the body names
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
  };
  [[nodiscard]] std::vector<EarlierJournal>& earlier_journals() { return earlier_; }
  [[nodiscard]] catalog::Catalog& catalog() { return *catalog_; }
  [[nodiscard]] const sync::TerminalIdentity& identity() const { return identity_; }

  /// The current offers; `catalog_missing` before the first catalog.
  Result<std::shared_ptr<const PricingBasis>> basis() const;
  /// Takes a new catalog's offers into use and forgets what it already shows.
  Result<void> catalog_changed();
  [[nodiscard]] Seller seller() const { return seller_of(catalog_->store()); }
  [[nodiscard]] const std::string& terminal() const override { return identity_.terminal; }
  [[nodiscard]] std::uint64_t epoch() const override { return identity_.epoch; }

  Result<AttachedMember> find_member(const Sighting& sighting, std::span<const IdentificationMethod> methods,
                                     Date business_date);
  /// A product of the catalog under its own number or as a GTIN-14; `not_found` if there is none.
  Result<v1::CatalogProduct> find_product(std::string_view product);
  /// All products of the catalog, as lines of none; read when first asked for after a change.
  Result<std::span<const Line>> shelf();

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
  LocalStore(sync::TerminalIdentity identity, Seams seams) : identity_(std::move(identity)), seams_(std::move(seams)) {}

  Result<void> rebuild_projections();
  Result<void> keep_named_documents();
  Result<void> open_earlier(const std::filesystem::path& directory);
  Result<void> check_not_behind() const;
  [[nodiscard]] std::uint64_t removable_up_to(std::uint64_t limit) const;
  void forget_up_to(std::uint64_t seq);
  void project(const OpenedEntry& opened);
  void summarize(AttachedMember& attached) const;
  Result<Assurance> prove(const Sighting& sighting, const v1::CatalogMember& member, const IdentifierHash& hash) const;

  sync::TerminalIdentity identity_;
  Seams seams_;
  Bytes identifier_key_;
  Bytes journal_key_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<catalog::Catalog> catalog_;
  std::optional<std::vector<Line>> shelf_;
  std::shared_ptr<const PricingBasis> basis_;
  std::vector<EarlierJournal> earlier_;
  PendingEffects pending_;
  PendingEffects earlier_pending_;  ///< of what waits in the earlier journals
  std::map<std::uint64_t, std::vector<std::uint64_t>> returns_by_sale_;
  std::map<proto::Digest, std::uint64_t> last_naming_;  ///< document → the last entry that names it
};

}  // namespace kazasu
