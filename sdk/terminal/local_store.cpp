#include "local_store.hpp"

#include <algorithm>
#include <utility>

#include "kazasu/drivers/nfc/lite_s_proof.hpp"
#include "kazasu/drivers/scan/classify.hpp"
#include "kazasu/drivers/scan/retail.hpp"
#include "kazasu/proto/entry_hash.hpp"
#include "kazasu/proto/identifier_hash.hpp"
#include "kazasu/proto/offer_set.hpp"
#include "kazasu/proto/quote_messages.hpp"
#include "kazasu/proto/receipt_number.hpp"
#include "kazasu/proto/sealed.hpp"

namespace kazasu {
namespace {

constexpr std::size_t kEntriesPerRead = 1'000;
constexpr std::size_t kBytesPerRead = 16 * 1024 * 1024;
constexpr std::size_t kJournalIdentityMax = 64;
constexpr std::int64_t kMsPerHour = 3'600'000;

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

bool is_payment_code(const Sighting& sighting) {
  const auto* scan = std::get_if<ScanSighting>(&sighting.seen);
  return scan != nullptr && drivers::may_be_payment_code(drivers::classify_scan(*scan, {}));
}

Error why_no_identifier(const Sighting& sighting) {
  if (is_payment_code(sighting)) return {ErrorCode::payment_code, "hand the scan to the payment terminal"};
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
  if (auto rebuilt = store->rebuild_projections(); !rebuilt) return rebuilt.error();
  if (store->catalog_->version() > 0) {
    if (auto changed = store->catalog_changed(); !changed) return changed.error();
  }
  return store;
}

Result<void> LocalStore::rebuild_projections() {
  for (std::uint64_t seq = 1; seq <= journal_->head().seq;) {
    auto entries = journal_->read(seq, kEntriesPerRead, kBytesPerRead);
    if (!entries) return entries.error();
    if (entries->empty()) break;
    for (v1::Entry& entry : *entries) {
      seq = entry.seq() + 1;
      auto opened = open_entry(std::move(entry));
      if (!opened) return opened.error();
      project(*opened);
    }
  }
  return {};
}

void LocalStore::project(const OpenedEntry& opened) {
  pending_.add(opened.entry.seq(), opened.body, opened.member ? &*opened.member : nullptr);
  if (!opened.body.has_return_()) return;
  if (auto sale = proto::parse_receipt_number(opened.body.return_().sale_receipt_number())) {
    returns_by_sale_[sale->seq].push_back(opened.entry.seq());
  }
}

Result<OpenedEntry> LocalStore::open_entry(v1::Entry entry) {
  OpenedEntry opened{.entry = std::move(entry), .body = {}, .member = std::nullopt};
  const std::string where = "entry " + std::to_string(opened.entry.seq());
  if (!opened.body.ParseFromString(opened.entry.body()))
    return Error{ErrorCode::journal_corrupt, where + ": the body is not an EntryBody"};
  if (opened.body.sealed_member().empty()) return opened;
  const Bytes context =
      proto::entry_seal_context(identity_.terminal, opened.body.business_date(), opened.body.transaction_id());
  auto plain = proto::open_sealed(journal_key_, context, as_bytes(opened.body.sealed_member()));
  if (!plain) return Error{plain.error().code, where + ": " + plain.error().detail};
  if (!opened.member.emplace().ParseFromArray(plain->data(), static_cast<int>(plain->size()))) {
    return Error{ErrorCode::journal_corrupt, where + ": the sealed part is not a MemberPart"};
  }
  return opened;
}

Result<std::shared_ptr<const OfferIndex>> LocalStore::offers() const {
  if (!offers_) return Error{ErrorCode::catalog_missing, "no catalog has been received: enrol, or wait for the ledger"};
  return offers_;
}

Result<void> LocalStore::catalog_changed() {
  shelf_.reset();
  auto offer_set = catalog_->current_offer_set();
  if (!offer_set) return offer_set.error();
  auto program = proto::program_from_message(offer_set->program());
  if (!program) return program.error();
  auto offers = proto::offers_from_messages(offer_set->offers());
  if (!offers) return offers.error();
  auto index = OfferIndex::build(std::move(*program), std::move(*offers));
  if (!index) return index.error();
  offers_ = std::move(*index);
  offer_set_name_ = proto::name_offer_set(*offer_set).name;
  if (catalog_->covers_epoch() == identity_.epoch) pending_.forget_up_to(catalog_->covers_seq());
  return {};
}

Seller LocalStore::seller() const {
  const v1::StoreIdentity& store = catalog_->store();
  return {store.company(), store.store(), store.name(), store.registration_number(), store.program_name()};
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

Result<AttachedMember> LocalStore::find_member(const Sighting& sighting, std::span<const IdentificationMethod> methods,
                                               Date business_date) {
  const std::vector<Identifier> identifiers = identify(sighting, methods);
  if (identifiers.empty()) return why_no_identifier(sighting);
  const std::string date = format_date(business_date);
  AttachedMember attached;
  const std::vector<Wallet> wallets = offers_ ? offers_->program().wallets : std::vector<Wallet>{};
  const auto name_by = [&](const Identifier& identifier, const IdentifierHash& hash) {
    attached.part.set_identifier_hash(std::string{as_text(hash.bytes)});
    attached.part.set_identifier_key_version(identity_.identifier_key_version);
    attached.part.set_identifier_kind(identifier.kind);
    attached.summary.identified_by = identifier.kind;
  };
  for (const Identifier& identifier : identifiers) {
    const IdentifierHash hash = proto::hash_identifier(identifier_key_, identifier);
    auto member = catalog_->find_member(hash);
    if (!member) return member.error();
    if (!*member) continue;
    auto assurance = prove(sighting, **member, hash);
    if (!assurance) return assurance.error();
    name_by(identifier, hash);
    attached.part.set_account_id((*member)->account_id());
    attached.summary.known = true;
    pending_.apply_to(**member, account_key_of(attached.part), date);
    attached.view = view_of(**member, *assurance, date, wallets);
    break;
  }
  if (!attached.summary.known) {
    if (is_payment_code(sighting)) return why_no_identifier(sighting);
    name_by(identifiers.front(), proto::hash_identifier(identifier_key_, identifiers.front()));
    v1::CatalogMember nobody;
    pending_.apply_to(nobody, account_key_of(attached.part), date);
    attached.view = view_of(nobody, Assurance::claimed, date, wallets);
  }
  summarize(attached);
  return attached;
}

/// What staff see of the member, and what is safe to redeem with no network.
void LocalStore::summarize(AttachedMember& attached) const {
  MemberSummary& summary = attached.summary;
  summary.assurance = attached.view.assurance;
  summary.rank = attached.view.rank;
  summary.balance = attached.view.balance;
  for (const MemberWallet& wallet : attached.view.wallets) {
    const auto& known = offers_->program().wallets;
    const auto named =
        std::find_if(known.begin(), known.end(), [&](const Wallet& one) { return one.wallet == wallet.wallet; });
    summary.wallets.push_back({wallet.wallet, named->title, wallet.balance, {}});
  }
  summary.coupons = attached.view.coupons;
  const v1::RedeemPolicy& policy = catalog_->redeem_policy();
  const std::int64_t age_hours = (seams_.clock.wall_unix_ms() - catalog_->issued_unix_ms()) / kMsPerHour;
  const bool proves_enough = static_cast<int>(summary.assurance) >= static_cast<int>(policy.min_assurance());
  if (!summary.known || !proves_enough || age_hours > policy.catalog_age_hours()) return;
  const auto safe = [&](Points balance) {
    return std::max(Points{}, std::min(balance, Points{policy.per_checkout_points()}));
  };
  summary.redeemable_offline = safe(summary.balance);
  for (WalletSummary& wallet : summary.wallets) wallet.redeemable_offline = safe(wallet.balance);
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
  OpenedEntry opened{.entry = {}, .body = std::move(draft.body), .member = std::move(draft.member)};
  if (opened.member) {
    const Bytes context =
        proto::entry_seal_context(identity_.terminal, opened.body.business_date(), opened.body.transaction_id());
    auto sealed = proto::seal(journal_key_, context, as_bytes(opened.member->SerializeAsString()), seams_.entropy);
    if (!sealed) return sealed.error();
    opened.body.set_sealed_member(std::string{as_text(*sealed)});
  }
  auto entry = journal_->append({.kind = draft.kind,
                                 .wall_unix_ms = seams_.clock.wall_unix_ms(),
                                 .monotonic_ns = seams_.clock.monotonic_ns(),
                                 .transaction_id = opened.body.transaction_id(),
                                 .business_date = opened.body.business_date(),
                                 .body = opened.body.SerializeAsString()});
  if (!entry) return entry.error();
  opened.entry = std::move(*entry);
  project(opened);
  return RecordedEntry{std::move(opened), false};
}

Result<std::optional<OpenedEntry>> LocalStore::find_transaction(Date business_date, std::string_view transaction_id) {
  const auto seq = journal_->find(format_date(business_date), transaction_id);
  if (!seq) return std::optional<OpenedEntry>{};
  auto opened = entry(*seq);
  if (!opened) return opened.error();
  return std::optional{std::move(*opened)};
}

Result<OpenedEntry> LocalStore::entry(std::uint64_t seq) {
  auto entry = journal_->entry(seq);
  if (!entry) return entry.error();
  return open_entry(std::move(*entry));
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
  return catalog_->offer_set(name);
}

}  // namespace kazasu
