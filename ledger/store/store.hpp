#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "kazasu/ledger/books.hpp"
#include "kazasu/ledger/records.hpp"
#include "kazasu/proto/columns.hpp"
#include "kazasu/proto/digest.hpp"
#include "kazasu/v1/catalog.pb.h"
#include "kazasu/v1/journal.pb.h"
#include "kazasu/v1/sync.pb.h"
#include "kazasu/values/bytes.hpp"

/// What the ledger keeps, apart from how. A store that fails throws StoreFailure; the ledger turns it into an Error at
/// its own edge, and the transaction is as if it had never begun.
namespace kazasu::ledger {

struct StoreFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct EnrollmentCode {
  std::string terminal;
  std::string store;
  std::int64_t expires_unix_ms = 0;
  std::int64_t used_unix_ms = 0;  ///< 0: not yet
};

class EnrollmentStore {
 public:
  virtual ~EnrollmentStore() = default;
  virtual void add_code(const proto::Digest& code_hash, const EnrollmentCode& code) = 0;
  virtual std::optional<EnrollmentCode> find_code(const proto::Digest& code_hash) = 0;
  virtual void mark_used(const proto::Digest& code_hash, std::int64_t unix_ms) = 0;
  virtual void add_enrollment(const Enrollment& enrollment) = 0;
  /// All of one terminal, by epoch.
  virtual std::vector<Enrollment> enrollments(const std::string& terminal) = 0;
  virtual void each_enrollment(const std::function<void(const Enrollment&)>& visit) = 0;
  /// The keys of one terminal after those of its enrolments, by epoch and number.
  virtual std::vector<TerminalKey> later_keys(const std::string& terminal) = 0;
  /// Adds it, or replaces the one of that number.
  virtual void put_key(const TerminalKey& key) = 0;
  virtual void add_batch_signature(const BatchSignature& signature) = 0;
  /// In the order terminal, epoch, last_seq.
  virtual void each_batch_signature(const std::function<void(const BatchSignature&)>& visit) = 0;
};

/// The last entry of a journal that the ledger has.
struct Head {
  std::uint64_t seq = 0;  ///< 0: none
  proto::Digest hash{};
};

class IntakeStore {
 public:
  virtual ~IntakeStore() = default;
  virtual Head head(const std::string& terminal, std::uint64_t epoch) = 0;
  virtual std::optional<proto::Digest> hash_of(const proto::EntryId& id) = 0;
  virtual std::optional<IntakeEntry> find(const proto::EntryId& id) = 0;
  virtual void add(const IntakeEntry& entry) = 0;
  virtual std::uint64_t last_verdict_number(const std::string& terminal) = 0;
  virtual std::vector<v1::Verdict> verdicts_since(const std::string& terminal, std::uint64_t number,
                                                  std::size_t max) = 0;
  /// Verdicts of the entries from `first` to `last`.
  virtual std::vector<v1::Verdict> verdicts_of(const std::string& terminal, std::uint64_t epoch, std::uint64_t first,
                                               std::uint64_t last) = 0;
  /// One that is there already is not added again.
  virtual void add_exception(const LedgerException& exception) = 0;
  /// In the order terminal, epoch, seq.
  virtual void each_entry(const std::function<void(const IntakeEntry&)>& visit) = 0;
  virtual void each_exception(const std::function<void(const LedgerException&)>& visit) = 0;
};

class BooksStore : public PostingHistory {
 public:
  virtual std::optional<std::string> account_of(BytesView identifier_hash) = 0;
  /// The identifier whose hash begins so, with its account; nothing if there is none or more than one.
  virtual std::optional<proto::ReferredMember> identifier_beginning(std::string_view hash_begin) = 0;
  /// With open lots and all coupons; nothing if there is no such account.
  virtual std::optional<Account> load(const std::string& account_id) = 0;
  virtual void add_account(const std::string& account_id, bool provisional) = 0;
  /// Writes what is marked as changed.
  virtual void save(const Account& account) = 0;
  virtual void add_postings(const std::string& account_id, const proto::EntryId& entry,
                            std::span<const Posting> postings) = 0;
  virtual void add_usage(const std::string& account_id, const UsageChange& change) = 0;
  virtual void add_activity(const std::string& account_id, const ActivityChange& change) = 0;
  /// Accounts with a lot whose last day is before `date`, or with a coupon that became available in (after, date].
  virtual std::vector<std::string> accounts_to_sweep(const std::string& after, const std::string& date) = 0;
  virtual void each_account(const std::function<void(const AccountSummary&)>& visit) = 0;
  virtual void each_posting(const std::function<void(const RecordedPosting&)>& visit) = 0;
};

/// What `load` brings of one member.
struct MemberRecord {
  std::string account_id;
  std::string rank;
  std::vector<std::string> segments;
  std::string birthday;
  bool first_visit = false;
  std::vector<std::string> areas;  ///< where the member shops; none: everywhere
};

struct IdentifierRecord {
  Bytes hash;  ///< 16 bytes
  std::uint32_t key_version = 0;
  std::string kind;
  Bytes sealed_secret;  ///< felica_lite_s: the card's key; member_number: of its one-time codes; empty: it can prove
                        ///< nothing
};

class CatalogStore {
 public:
  virtual ~CatalogStore() = default;
  /// A number by name; 0 if it was never set.
  virtual std::int64_t number(const std::string& name) = 0;
  virtual void set_number(const std::string& name, std::int64_t value) = 0;
  virtual std::string text(const std::string& name) = 0;
  virtual void set_text(const std::string& name, const std::string& value) = 0;

  virtual void put_offer_set(const proto::Digest& name, const std::string& bytes) = 0;
  /// Nothing where the set was never put.
  virtual std::optional<std::string> offer_set(const proto::Digest& name) = 0;
  virtual void put_coupon_id(const std::string& offer) = 0;
  virtual bool is_coupon(std::string_view offer) = 0;

  virtual void put_store(const v1::StoreIdentity& store) = 0;
  virtual std::optional<v1::StoreIdentity> find_store(const std::string& store) = 0;
  virtual void put_product(const v1::CatalogProduct& product, std::uint64_t version) = 0;
  virtual void products_since(std::uint64_t version, const std::function<void(const v1::CatalogProduct&)>& visit) = 0;
  /// Ids of the products that have not changed since `version`, ascending.
  virtual std::vector<std::string> products_until(std::uint64_t version) = 0;
  /// A product, if it has not changed since `version`.
  virtual std::optional<v1::CatalogProduct> product_until(std::string_view product, std::uint64_t version) = 0;
  /// The version in which a product changed last.
  virtual std::uint64_t products_version() = 0;

  /// Whether anything changed.
  virtual bool put_member(const MemberRecord& member) = 0;
  virtual void put_identifier(const std::string& account_id, const IdentifierRecord& identifier) = 0;
  virtual void mark_changed(const std::string& account_id, std::uint64_t version) = 0;
  /// Known accounts that changed after `version`, each once.
  virtual std::vector<std::string> members_since(std::uint64_t version) = 0;
  /// How many there are of them, counted no further than about `limit`.
  virtual std::uint64_t count_members_since(std::uint64_t version, std::uint64_t limit) = 0;
  /// All known accounts, one by one.
  virtual void each_member(const std::function<void(const std::string& account_id)>& visit) = 0;
  /// Profile only: rank, segments, birthday, first visit.
  virtual v1::CatalogMember profile(const std::string& account_id) = 0;
  virtual std::vector<IdentifierRecord> identifiers(const std::string& account_id) = 0;
  /// Of one account and offer: `today` is that of the last day of use.
  virtual std::vector<v1::MemberUsage> usage(const std::string& account_id) = 0;
  /// Of one account: each wallet's on the last day of it.
  virtual std::vector<v1::MemberActivity> activity(const std::string& account_id) = 0;
};

/// A terminal's generation of leases: the one that runs, or the last that was ended.
struct LeaseTerm {
  std::string terminal;
  std::uint64_t epoch = 0;
  std::uint64_t generation = 0;
  std::int64_t granted_unix_ms = 0;
  std::int64_t renew_unix_ms = 0;
  std::int64_t not_after_unix_ms = 0;
  bool ended = false;
};

/// How often a member has shopped at one terminal of a store.
struct Visits {
  std::string store;
  std::string terminal;
  std::int64_t count = 0;
};

/// Leases and holds by terminal, and where members shop. What is reserved of one account is part of it
/// (Account::reserves) and is written with it.
class LeaseStore {
 public:
  virtual ~LeaseStore() = default;
  virtual std::optional<LeaseTerm> term(const std::string& terminal, std::uint64_t epoch) = 0;
  virtual void put_term(const LeaseTerm& term) = 0;
  /// All that run.
  virtual void each_running_term(const std::function<void(const LeaseTerm&)>& visit) = 0;
  /// The terminal's leases that are new or have risen after `version`, by account.
  virtual std::vector<v1::PointsLease> leases_since(const std::string& terminal, std::uint64_t epoch,
                                                    std::uint64_t version) = 0;
  /// Accounts of the terminal's leases that also owe something.
  virtual std::vector<std::string> leased_in_debt(const std::string& terminal, std::uint64_t epoch) = 0;
  /// Removes the terminal's leases: what is left of them is free again.
  virtual void remove_leases(const std::string& terminal, std::uint64_t epoch) = 0;
  /// Removes holds that ended by then.
  virtual void remove_ended_holds(std::int64_t now_unix_ms) = 0;
  /// All leases and holds, by account and wallet.
  virtual void each_reserve(const std::function<void(const std::string& account_id, const Reserve&)>& visit) = 0;

  virtual void count_visit(const std::string& account_id, const std::string& store, const std::string& terminal,
                           const std::string& business_date) = 0;
  virtual std::vector<Visits> visits(const std::string& account_id) = 0;
  /// Accounts that shopped at the store on `from` or later, those that were there last first; at most `max`.
  virtual std::vector<std::string> shoppers(const std::string& store, const std::string& from, std::size_t max) = 0;
  /// The terminals that were ever enrolled for the store.
  virtual std::vector<std::string> terminals_of(const std::string& store) = 0;
};

/// A terminal's share of a budget.
struct BudgetLease {
  std::string offer;
  BudgetKind kind = BudgetKind::uses;
  std::string terminal;
  std::uint64_t epoch = 0;
  std::uint64_t generation = 0;
  std::int64_t granted = 0;
  std::int64_t spent = 0;  ///< by entries that were posted

  [[nodiscard]] std::int64_t left() const { return granted - spent; }
};

/// Budgets of offers and the terminals' shares of them.
class BudgetStore {
 public:
  virtual ~BudgetStore() = default;
  virtual void put_limit(const std::string& offer, BudgetKind kind, std::int64_t most) = 0;
  /// Nothing more is given out of the budgets of offers other than these.
  virtual void close_others(const std::set<std::string>& offers) = 0;
  virtual std::vector<Budget> budgets() = 0;
  virtual std::vector<Budget> budgets_of(const std::string& offer) = 0;
  virtual void add_spend(const std::string& offer, BudgetKind kind, std::int64_t spend, bool within) = 0;
  /// A checkout would have taken so much.
  virtual void note_wanted(const std::string& offer, BudgetKind kind, std::int64_t wanted) = 0;
  virtual std::optional<BudgetLease> lease(const std::string& offer, BudgetKind kind, const std::string& terminal,
                                           std::uint64_t epoch) = 0;
  /// Of budgets that are still given out: in the order of their offers.
  virtual std::vector<BudgetLease> leases_of(const std::string& terminal, std::uint64_t epoch) = 0;
  virtual void each_lease(const std::function<void(const BudgetLease&)>& visit) = 0;
  /// Offers of whose budgets the terminal has no share, or less left than half of what it was granted or than one
  /// checkout may take.
  virtual std::vector<std::string> wanting(const std::string& terminal, std::uint64_t epoch) = 0;
  virtual void put_lease(const BudgetLease& lease) = 0;
  /// What is left of the terminal's shares is free again.
  virtual void remove_leases(const std::string& terminal, std::uint64_t epoch) = 0;
  virtual void count_use(const std::string& offer, const std::string& store, const std::string& terminal) = 0;
  /// How often the offer was used lately at each terminal whose leases run, and once more for each.
  virtual std::vector<Visits> uses(const std::string& offer) = 0;
};

/// All of it at one moment. Rolled back unless committed.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual EnrollmentStore& enrollments() = 0;
  virtual IntakeStore& intake() = 0;
  virtual BooksStore& books() = 0;
  virtual CatalogStore& catalog() = 0;
  virtual LeaseStore& leases() = 0;
  virtual BudgetStore& budgets() = 0;
  /// Durable when it returns.
  virtual void commit() = 0;
};

/// Thread: any. Writing transactions wait for one another; readers wait for nobody and see the last commit.
class Store {
 public:
  virtual ~Store() = default;
  virtual std::unique_ptr<Transaction> begin_write() = 0;
  virtual std::unique_ptr<Transaction> begin_read() = 0;
  /// The same for what takes long: it keeps no other reader waiting.
  virtual std::unique_ptr<Transaction> begin_long_read() = 0;
};

}  // namespace kazasu::ledger
