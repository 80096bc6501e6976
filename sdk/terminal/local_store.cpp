#include "local_store.hpp"

#include <algorithm>
#include <utility>

#include "kazasu/drivers/nfc/lite_s_proof.hpp"
#include "kazasu/drivers/scan/classify.hpp"
#include "kazasu/drivers/scan/retail.hpp"
#include "kazasu/proto/deterministic.hpp"
#include "kazasu/proto/identifier_hash.hpp"
#include "kazasu/proto/offer_set.hpp"
#include "kazasu/proto/quote_messages.hpp"
#include "kazasu/proto/receipt_number.hpp"
#include "kazasu/proto/sealed.hpp"
#include "past_sale.hpp"
#include "set_aside.hpp"

namespace kazasu {
namespace {

constexpr std::size_t kEntriesPerRead = 256;
constexpr std::size_t kBytesPerRead = 1024 * 1024;
constexpr std::size_t kJournalIdentityMax = 64;
constexpr std::string_view kStoreIdentityDomain = "kazasu.store-identity.v1";
/// The monotonic clock is recorded in whole milliseconds: finer ones are noise, and do not compress.
constexpr std::int64_t kNsPerMs = 1'000'000;

Result<Bytes> secret(KeyStore& keys, std::string_view name) {
  return keys.load(name);
}

bool usable_on(const v1::CatalogLot& lot, const std::string& business_date) {
  return lot.activates_on() <= business_date && (lot.expires_on().empty() || business_date <= lot.expires_on());
}

/// The row as pricing sees it; lots that are pending or expired on the business date count for nothing.
MemberView view_of(const v1::CatalogMember& member, Assurance assurance, const std::string& business_date,
                   const std::vector<Wallet>& wallets) {
  MemberView view;
  view.rank = member.rank();
  view.segments.assign(member.segments().begin(), member.segments().end());
  if (const auto birthday = parse_date("2000-" + member.birthday())) {
    view.birthday = MonthDay{static_cast<std::int32_t>(static_cast<unsigned>(birthday->month())),
                             static_cast<std::int32_t>(static_cast<unsigned>(birthday->day()))};
  }
  view.first_visit = member.first_visit();
  view.assurance = assurance;
  // Lots of a wallet that the program does not have, or no longer, count for nothing.
  for (const Wallet& wallet : wallets) view.wallets.push_back({wallet.wallet, {}, {}});
  const auto wallet_of = [&](const std::string& name) {
    return std::find_if(view.wallets.begin(), view.wallets.end(),
                        [&](const MemberWallet& one) { return one.wallet == name; });
  };
  for (const auto& lot : member.lots()) {
    if (!usable_on(lot, business_date)) continue;
    if (lot.wallet().empty()) view.balance += Points{lot.points()};
    if (const auto wallet = wallet_of(lot.wallet()); wallet != view.wallets.end()) {
      wallet->balance += Points{lot.points()};
    }
  }
  for (const auto& activity : member.activity()) {
    if (activity.business_date() != business_date) continue;
    if (activity.wallet().empty()) {
      view.awarded_today = Points{activity.awarded_points()};
      view.checkouts_today = activity.checkouts();
    } else if (const auto wallet = wallet_of(activity.wallet()); wallet != view.wallets.end()) {
      wallet->awarded_today = Points{activity.awarded_points()};
    }
  }
  view.coupons.assign(member.coupons().begin(), member.coupons().end());
  for (const auto& usage : member.usage()) {
    view.usage.push_back({usage.offer(), usage.business_date() == business_date ? usage.today() : 0, usage.total(),
                          std::max<std::int64_t>(0, usage.stamps()), Points{usage.points()}});
  }
  return view;
}

bool is_payment_code(const Sighting& sighting, const Configuration& configuration) {
  const auto* scan = std::get_if<ScanSighting>(&sighting.seen);
  if (scan == nullptr) return false;
  const auto known = drivers::scan_configuration(configuration.identification_methods, configuration.scan_rules);
  return drivers::may_be_payment_code(drivers::classify_scan(*scan, known));
}

/// The documents of the basis that the journal does not hold yet: mostly none.
std::vector<journal::Document> documents_wanted(const journal::Journal& journal,
                                                const std::shared_ptr<const PricingBasis>& basis) {
  std::vector<journal::Document> wanted;
  if (!basis) return wanted;
  for (const journal::Document* document : {&basis->offer_set, &basis->store_identity}) {
    if (!journal.holds_document(document->name)) wanted.push_back(*document);
  }
  return wanted;
}

/// The secret of the identifier's one-time codes; "" if it has none.
std::string one_time_key_of(const v1::CatalogMember& member, const IdentifierHash& hash) {
  for (const auto& identifier : member.identifiers()) {
    if (identifier.hash() == as_text(hash.bytes)) return identifier.one_time_key();
  }
  return {};
}

Error why_no_identifier(const Sighting& sighting, const Configuration& configuration) {
  if (is_payment_code(sighting, configuration))
    return {ErrorCode::payment_code, "hand the scan to the payment terminal"};
  return {ErrorCode::not_found, "no identification method of this terminal reads what the device saw"};
}

}  // namespace

Result<std::unique_ptr<LocalStore>> LocalStore::open(const std::filesystem::path& directory,
                                                     const sync::TerminalIdentity& identity, Seams seams) {
  if (identity.terminal.size() > kJournalIdentityMax)
    return Error{ErrorCode::limit_exceeded, "the terminal's name is too long"};
  std::unique_ptr<LocalStore> store{new LocalStore{identity, seams}};
  auto identifier_key = secret(seams.keys, sync::kIdentifierKey);
  if (!identifier_key) return identifier_key.error();
  store->identifier_key_ = std::move(*identifier_key);
  auto journal_key = secret(seams.keys, sync::kJournalKey);
  if (!journal_key) return journal_key.error();
  store->journal_key_ = std::move(*journal_key);

  auto journal = journal::Journal::open(
      {.file = directory / "journal.db", .terminal = identity.terminal, .epoch = identity.epoch, .vfs = seams.vfs});
  if (!journal) return journal.error();
  store->journal_ = std::move(*journal);
  auto catalog = catalog::Catalog::open(
      {.file = directory / "catalog.db", .seal_key = store->journal_key_, .vfs = seams.vfs}, seams.entropy);
  if (!catalog) return catalog.error();
  store->catalog_ = std::move(*catalog);
  if (auto checked = store->check_not_behind(); !checked) return checked.error();
  if (const auto& anchor = store->journal_->time_anchor()) store->clock_.resume(*anchor);
  if (auto rebuilt = store->rebuild_projections(); !rebuilt) return rebuilt.error();
  if (auto kept = store->keep_named_documents(); !kept) return kept.error();
  if (auto opened = seams.vfs.empty() ? store->open_earlier(directory) : Result<void>{}; !opened) return opened.error();
  if (store->catalog_->version() > 0) {
    if (auto changed = store->catalog_changed(); !changed) return changed.error();
  }
  return store;
}

Result<void> LocalStore::take_ledger_time(std::int64_t ledger_unix_ms, const ClockReading& asked) {
  clock_.take_ledger_time(ledger_unix_ms, asked);
  const auto anchor = clock_.anchor_due();
  if (!anchor) return {};
  if (auto kept = journal_->keep_time(*anchor); !kept) return kept;
  clock_.kept(*anchor);
  return {};
}

Result<void> LocalStore::rebuild_projections() {
  if (catalog_->covers_epoch() == identity_.epoch) pending_.forget_up_to(catalog_->covers_seq());
  for (std::uint64_t seq = journal_->removed().seq + 1; seq <= journal_->head().seq;) {
    auto entries = journal_->read(seq, kEntriesPerRead, kBytesPerRead);
    if (!entries) return entries.error();
    if (entries->empty()) break;
    for (v1::Entry& entry : *entries) {
      seq = entry.seq() + 1;
      auto opened = open_entry(std::move(entry), identity_.terminal, journal_key_);
      if (!opened) return opened.error();
      project(*opened);
    }
  }
  return {};
}

void LocalStore::project(const OpenedEntry& opened) {
  clock_.recorded(opened.entry, opened.body);
  pending_.add(opened.entry.seq(), opened.body, opened.member ? &*opened.member : nullptr);
  if (opened.member && opened.member->one_time_unix_s() > 0)
    one_time_codes_.recorded(opened.member->identifier_hash(), opened.member->one_time_unix_s());
  lease_book_.add(opened.entry.seq(), opened.body, opened.member ? &*opened.member : nullptr);
  const auto names = [&](const std::string& name) {
    if (const auto digest = proto::digest_from(as_bytes(name), "name")) last_naming_[*digest] = opened.entry.seq();
  };
  if (opened.body.has_checkout()) {
    names(opened.body.checkout().offer_set());
    names(opened.body.checkout().store_identity());
  }
  if (!opened.body.has_return_()) return;
  names(opened.body.return_().store_identity());
  if (auto sale = proto::parse_receipt_number(opened.body.return_().sale_receipt_number())) {
    returns_by_sale_[sale->seq].push_back(opened.entry.seq());
  }
}

/// A journal from before it held documents takes over what its entries name while the catalog still has it.
Result<void> LocalStore::keep_named_documents() {
  std::vector<journal::Document> found;
  for (const auto& [name, seq] : last_naming_) {
    if (journal_->holds_document(name)) continue;
    if (auto offer_set = catalog_->offer_set(as_text(name))) {
      found.push_back({std::string{proto::kOfferSetDomain}, name, proto::name_offer_set(*offer_set).bytes});
    }
  }
  return journal_->add_documents(found);
}

Result<void> LocalStore::open_earlier(const std::filesystem::path& directory) {
  for (const auto& [epoch, file] : earlier_journal_files(directory)) {
    if (epoch >= identity_.epoch) continue;
    auto journal = journal::Journal::open({.file = file, .terminal = identity_.terminal, .epoch = epoch, .vfs = {}});
    // What another terminal left in this folder is not this one's to send.
    if (!journal && journal.error().code == ErrorCode::invalid_argument) continue;
    // Never taken for the current journal's damage.
    if (!journal) return Error{ErrorCode::journal_failed, file.filename().string() + ": " + journal.error().detail};
    if ((*journal)->acknowledged().seq == (*journal)->head().seq) continue;
    PendingEffects pending{[this, &from = **journal](std::uint64_t seq) -> Result<OpenedEntry> {
      auto entry = from.entry(seq);
      if (!entry) return entry.error();
      return open_entry(std::move(*entry), identity_.terminal, journal_key_);
    }};
    Result<void> added;
    auto visited = (*journal)->for_each_unacknowledged([&](const v1::Entry& entry) {
      auto opened = open_entry(entry, identity_.terminal, journal_key_);
      if (!opened) {
        added = opened.error();
      } else {
        clock_.recorded(opened->entry, opened->body);
        pending.add(entry.seq(), opened->body, opened->member ? &*opened->member : nullptr);
      }
    });
    if (!visited) return visited;
    if (!added) return added;
    earlier_.push_back({epoch, std::move(*journal), std::move(pending)});
  }
  return {};
}

/// The ledger's catalog shows entries of this epoch that the journal does not have: an earlier state of it was
/// restored.
Result<void> LocalStore::check_not_behind() const {
  const std::uint64_t covered = catalog_->covers_epoch() == identity_.epoch ? catalog_->covers_seq() : 0;
  if (covered <= journal_->head().seq) return {};
  return Error{
      ErrorCode::journal_forked,
      "journal.db ends at entry " + std::to_string(journal_->head().seq) + ", the ledger has entries up to " +
          std::to_string(covered) +
          " of this epoch: an earlier state was restored. What to do: run `kazasu journal salvage`, then enrol "
          "this terminal again"};
}

Result<std::shared_ptr<const PricingBasis>> LocalStore::basis() const {
  if (!basis_) return Error{ErrorCode::catalog_missing, "no catalog has been received: enrol, or wait for the ledger"};
  return basis_;
}

Result<void> LocalStore::catalog_changed() {
  shelf_.reset();
  clock_.catalog_issued(catalog_->issued_unix_ms());
  auto offer_set = catalog_->current_offer_set();
  if (!offer_set) return offer_set.error();
  auto index = index_of(*offer_set);
  if (!index) return index.error();
  PricingBasis basis;
  basis.offers = std::move(*index);
  proto::NamedOfferSet named = proto::name_offer_set(*offer_set);
  basis.offer_set = {std::string{proto::kOfferSetDomain}, named.name, std::move(named.bytes)};
  basis.store_identity.bytes = proto::serialize_deterministically(catalog_->store());
  basis.store_identity.domain = kStoreIdentityDomain;
  basis.store_identity.name = proto::sha256({as_bytes(kStoreIdentityDomain), as_bytes(basis.store_identity.bytes)});
  basis.catalog_version = catalog_->version();
  for (const Offer& offer : basis.offers->offers()) {
    if (offer.budget.limits()) basis.budgeted_offers.push_back(offer.id);
  }
  basis_ = std::make_shared<const PricingBasis>(std::move(basis));
  if (catalog_->covers_epoch() == identity_.epoch) pending_.forget_up_to(catalog_->covers_seq());
  // What the ledger took of earlier epochs is in the catalogs that it makes after that.
  std::erase_if(earlier_, [](const EarlierJournal& earlier) {
    return earlier.journal->acknowledged().seq == earlier.journal->head().seq;
  });
  return {};
}

Result<Assurance> LocalStore::prove(const Sighting& sighting, const v1::CatalogMember& member,
                                    const IdentifierHash& hash) const {
  const auto* felica = std::get_if<FelicaSighting>(&sighting.seen);
  if (felica == nullptr || !felica->lite_s) return Assurance::claimed;
  for (const auto& identifier : member.identifiers()) {
    if (identifier.hash() != as_text(hash.bytes) || identifier.card_key().empty()) continue;
    auto proved = drivers::verify_lite_s_proof(*felica->lite_s, as_bytes(identifier.card_key()));
    if (!proved) return proved.error();
    // A card that fails its proof is a copy: it is refused, not taken for a lesser identification.
    if (!*proved)
      return Error{ErrorCode::signature_invalid,
                   "the card does not prove the key of the member card that it claims to be"};
    return Assurance::authenticated;
  }
  return Assurance::claimed;
}

Result<void> LocalStore::apply_pending(v1::CatalogMember& member, const std::string& account_key,
                                       const std::string& date) {
  for (EarlierJournal& earlier : earlier_) {
    if (auto applied = earlier.pending.apply_to(member, account_key, date); !applied) return applied;
  }
  return pending_.apply_to(member, account_key, date);
}

Result<AttachedMember> LocalStore::find_member(const Sighting& sighting, const Configuration& configuration,
                                               Date business_date, const AttachedMember* before) {
  const std::vector<Identifier> identifiers = identify(sighting, configuration.identification_methods);
  if (identifiers.empty()) return why_no_identifier(sighting, configuration);
  const std::string date = format_date(business_date);
  AttachedMember attached;
  const std::vector<Wallet> wallets = basis_ ? basis_->offers->program().wallets : std::vector<Wallet>{};
  const auto name_by = [&](const Identifier& identifier, const IdentifierHash& hash) {
    attached.part.set_identifier_hash(std::string{as_text(hash.bytes)});
    attached.part.set_identifier_key_version(identity_.identifier_key_version);
    attached.part.set_identifier_kind(identifier.kind);
    attached.summary.identified_by = identified_by(attached.part);
  };
  for (const Identifier& identifier : identifiers) {
    const IdentifierHash hash = proto::hash_identifier(identifier_key_, identifier);
    auto member = catalog_->find_member(hash);
    if (!member) return member.error();
    if (!*member) continue;
    auto assurance = prove(sighting, **member, hash);
    if (!assurance) return assurance.error();
    name_by(identifier, hash);
    if (const std::string key = one_time_key_of(**member, hash); !identifier.one_time_code.empty() && !key.empty()) {
      OneTimeCodes::Shown shown{.identifier_hash = as_text(hash.bytes), .code = identifier.one_time_code, .key = key};
      if (before != nullptr && before->part.identifier_hash() == shown.identifier_hash)
        shown.attached_unix_s = before->part.one_time_unix_s();
      // A code that was used, or of another time, is no lesser identification but a copy of someone's screen.
      auto verdict = one_time_codes_.check(shown, configuration.identification_methods, clock_);
      if (!verdict) return verdict.error();
      assurance = verdict->assurance;
      if (verdict->begins_unix_s) attached.part.set_one_time_unix_s(*verdict->begins_unix_s);
      attached.summary.identified_by = identified_by(attached.part);
    }
    attached.part.set_account_id((*member)->account_id());
    attached.summary.known = true;
    if (auto applied = apply_pending(**member, account_key_of(attached.part), date); !applied) return applied.error();
    attached.view = view_of(**member, *assurance, date, wallets);
    break;
  }
  if (!attached.summary.known) {
    if (is_payment_code(sighting, configuration)) return why_no_identifier(sighting, configuration);
    name_by(identifiers.front(), proto::hash_identifier(identifier_key_, identifiers.front()));
    v1::CatalogMember nobody;
    if (auto applied = apply_pending(nobody, account_key_of(attached.part), date); !applied) return applied.error();
    attached.view = view_of(nobody, Assurance::claimed, date, wallets);
  }
  if (auto summarized = summarize(attached); !summarized) return summarized.error();
  return attached;
}

Result<v1::CatalogProduct> LocalStore::find_product(std::string_view product) {
  auto found = catalog_->find_product(product);
  if (!found) return found.error();
  if (*found) return **found;
  if (const auto gtin = drivers::gtin14_of(product)) {
    auto by_gtin = catalog_->find_product(*gtin);
    if (!by_gtin) return by_gtin.error();
    if (*by_gtin) return **by_gtin;
  }
  return Error{ErrorCode::not_found, "the catalog has no product of this code"};
}

Result<std::span<const Line>> LocalStore::shelf() {
  if (shelf_) return std::span<const Line>{*shelf_};
  auto products = catalog_->products();
  if (!products) return products.error();
  shelf_.emplace();
  for (const v1::CatalogProduct& product : *products) {
    Line& line = shelf_->emplace_back();
    line.product = product.product();
    line.name = product.name();
    line.unit_price = Money{product.unit_price_minor()};
    line.tax_class = product.tax_class();
    line.categories.assign(product.categories().begin(), product.categories().end());
    line.brand = product.brand();
  }
  return std::span<const Line>{*shelf_};
}

Result<RecordedEntry> LocalStore::record(EntryDraft draft) {
  const auto business_date = parse_date(draft.body.business_date());
  if (!business_date) return Error{ErrorCode::invalid_argument, "business_date: not a date"};
  auto earlier = find_transaction(*business_date, draft.body.transaction_id());
  if (!earlier) return earlier.error();
  if (*earlier) {
    if ((*earlier)->body.request_digest() != draft.body.request_digest()) {
      return Error{ErrorCode::transaction_id_reused, "the transaction id names another content in this business date"};
    }
    return RecordedEntry{std::move(**earlier), true};
  }
  auto funding = fund(draft);
  if (!funding) return funding.error();
  if (!funding->wallets().empty() || !funding->budgets().empty())
    *draft.body.mutable_checkout()->mutable_funding() = std::move(*funding);
  OpenedEntry opened{.entry = {}, .body = std::move(draft.body), .member = std::move(draft.member)};
  if (opened.member) {
    const Bytes context =
        proto::entry_seal_context(identity_.terminal, opened.body.business_date(), opened.body.transaction_id());
    // A transaction id names one entry of a business date: the context never comes twice with another member.
    auto sealed = proto::seal_derived(journal_key_, context, as_bytes(opened.member->SerializeAsString()));
    if (!sealed) return sealed.error();
    opened.body.set_sealed_member(std::string{as_text(*sealed)});
  }
  const ClockReading now = clock_.read();
  *opened.body.mutable_clock() = clock_.entry_clock(now);
  auto entry = journal_->append({.kind = draft.kind,
                                 .wall_unix_ms = now.wall_unix_ms,
                                 .monotonic_ns = now.monotonic_ns / kNsPerMs * kNsPerMs,
                                 .transaction_id = opened.body.transaction_id(),
                                 .business_date = opened.body.business_date(),
                                 .body = opened.body.SerializeAsString(),
                                 .documents = documents_wanted(*journal_, draft.basis)});
  if (!entry) return entry.error();
  opened.entry = std::move(*entry);
  project(opened);
  return RecordedEntry{std::move(opened), false};
}

Result<std::optional<OpenedEntry>> LocalStore::find_transaction(Date business_date, std::string_view transaction_id) {
  const auto seq = journal_->find(format_date(business_date), transaction_id);
  if (!seq) return seq.error();
  if (!*seq) return std::optional<OpenedEntry>{};
  auto opened = entry(**seq);
  if (!opened) return opened.error();
  return std::optional{std::move(*opened)};
}

Result<OpenedEntry> LocalStore::entry(std::uint64_t seq) {
  auto entry = journal_->entry(seq);
  if (!entry) return entry.error();
  return open_entry(std::move(*entry), identity_.terminal, journal_key_);
}

Result<std::vector<OpenedEntry>> LocalStore::returns_of(std::uint64_t sale_seq) {
  std::vector<OpenedEntry> returns;
  const auto found = returns_by_sale_.find(sale_seq);
  if (found == returns_by_sale_.end()) return returns;
  for (const std::uint64_t seq : found->second) {
    auto opened = entry(seq);
    if (!opened) return opened.error();
    returns.push_back(std::move(*opened));
  }
  return returns;
}

Result<v1::OfferSet> LocalStore::offer_set(std::string_view name) {
  const auto digest = proto::digest_from(as_bytes(name), "offer_set");
  if (!digest) return digest.error();
  if (!journal_->holds_document(*digest)) return catalog_->offer_set(name);
  auto bytes = journal_->document(*digest);
  if (!bytes) return bytes.error();
  v1::OfferSet offer_set;
  if (offer_set.ParseFromString(*bytes)) return offer_set;
  return Error{ErrorCode::journal_corrupt, "journal.db: an offer set is not such a message"};
}

Result<Seller> LocalStore::seller(std::string_view store_identity) {
  if (store_identity.empty()) return seller();
  const auto digest = proto::digest_from(as_bytes(store_identity), "store_identity");
  if (!digest) return digest.error();
  auto bytes = journal_->document(*digest);
  if (!bytes) return bytes.error();
  v1::StoreIdentity store;
  if (store.ParseFromString(*bytes)) return seller_of(store);
  return Error{ErrorCode::journal_corrupt, "journal.db: a store's identity is not such a message"};
}

}  // namespace kazasu
