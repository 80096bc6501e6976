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

/// An entry with its parts opened.
struct OpenedEntry {
  v1::Entry entry;
  v1::EntryBody body;
  std::optional<v1::MemberPart> member;
};

/// What is about to be recorded.
struct EntryDraft {
  v1::EntryKind kind = v1::ENTRY_KIND_UNSPECIFIED;
  v1::EntryBody body;  ///< without sealed_member
  std::optional<v1::MemberPart> member;
};

struct RecordedEntry {
  OpenedEntry entry;
  bool already_committed = false;
};

/// The terminal's journal and catalog, and what follows from them: the offer index, members as this terminal knows them
/// and what its own entries did since. Thread: one at a time.
class LocalStore {
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
  [[nodiscard]] catalog::Catalog& catalog() { return *catalog_; }
  [[nodiscard]] const sync::TerminalIdentity& identity() const { return identity_; }

  /// The current offers, compiled; `catalog_missing` before the first catalog.
  Result<std::shared_ptr<const OfferIndex>> offers() const;
  /// The name of the current offer set.
  [[nodiscard]] const proto::Digest& offer_set_name() const { return offer_set_name_; }
  /// Takes a new catalog's offers into use and forgets what it already shows.
  Result<void> catalog_changed();
  [[nodiscard]] Seller seller() const;

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
  Result<OpenedEntry> entry(std::uint64_t seq);
  /// The returns of a sale so far, oldest first.
  Result<std::vector<OpenedEntry>> returns_of(std::uint64_t sale_seq);
  Result<v1::OfferSet> offer_set(std::string_view name);

 private:
  LocalStore(sync::TerminalIdentity identity, Seams seams) : identity_(std::move(identity)), seams_(std::move(seams)) {}

  Result<void> rebuild_projections();
  Result<OpenedEntry> open_entry(v1::Entry entry);
  void project(const OpenedEntry& opened);
  void summarize(AttachedMember& attached) const;
  Result<Assurance> prove(const Sighting& sighting, const v1::CatalogMember& member, const IdentifierHash& hash) const;

  sync::TerminalIdentity identity_;
  Seams seams_;
  Bytes identifier_key_;
  Bytes journal_key_;
  std::unique_ptr<journal::Journal> journal_;
  std::unique_ptr<catalog::Catalog> catalog_;
  std::shared_ptr<const OfferIndex> offers_;
  proto::Digest offer_set_name_{};
  std::optional<std::vector<Line>> shelf_;
  PendingEffects pending_;
  std::map<std::uint64_t, std::vector<std::uint64_t>> returns_by_sale_;
};

}  // namespace kazasu
