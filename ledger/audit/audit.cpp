#include "audit/audit.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "audit/signatures.hpp"
#include "kazasu/proto/entry_hash.hpp"
#include "leases/budget_spends.hpp"

namespace kazasu::ledger {
namespace {

constexpr std::size_t kProblemsMax = 100;

/// What an entry says that its postings must come to, less what was found.
struct Expected {
  std::string account_id;
  bool exactly = false;  ///< whether the sums below are what must be posted; an adjusted return may come to less
  struct Sums {
    std::int64_t redeemed = 0;
    std::int64_t awarded = 0;
  };
  std::map<std::string, Sums> wallets{};  ///< the program's own is ""
};

Expected expected_of(const IntakeEntry& taken) {
  Expected expected{.account_id = taken.account_id};
  v1::EntryBody body;
  if (!body.ParseFromString(taken.entry.body())) return expected;
  if (body.has_checkout()) {
    expected.exactly = true;
    const v1::Quote& quote = body.checkout().quote();
    expected.wallets[{}] = {quote.redeemed_points(), quote.awarded_points()};
    for (const v1::QuotedWallet& wallet : quote.wallets()) {
      expected.wallets[wallet.wallet()] = {wallet.redeemed_points(), wallet.awarded_points()};
    }
  } else if (taken.verdict.decision() == v1::Verdict::ACCEPTED) {
    expected.exactly = true;
    const v1::ReturnAmounts& booked = body.return_().booked();
    expected.wallets[{}] = {-booked.points_restored(), -booked.points_taken_back()};
    for (const v1::ReturnedWallet& wallet : booked.wallets()) {
      expected.wallets[wallet.wallet()] = {-wallet.points_restored(), -wallet.points_taken_back()};
    }
  }
  return expected;
}

class Auditor {
 public:
  explicit Auditor(Transaction& transaction) : transaction_(transaction) {}

  Audit run() {
    transaction_.intake().each_exception([this](const LedgerException& one) {
      if (one.reason == "budget_exceeded") budget_exceeded_.insert(proto::format_receipt_number(one.id));
      if (one.reason == "lease_exceeded") lease_exceeded_.insert(proto::format_receipt_number(one.id));
    });
    check_journals();
    check_postings();
    check_posted_once();
    check_lots();
    check_reserves();
    for (std::string& found : check_signatures(transaction_)) problem(std::move(found));
    check_budgets();
    return std::move(audit_);
  }

 private:
  void problem(std::string what) {
    if (audit_.problems.size() < kProblemsMax) audit_.problems.push_back(std::move(what));
  }

  /// Each journal: sequences without gaps, each hash that of its entry and all before it, one verdict for each entry.
  void check_journals() {
    std::string terminal;
    std::uint64_t epoch = 0;
    std::uint64_t seq = 0;
    proto::Digest before{};
    std::set<std::uint64_t> verdicts;
    transaction_.intake().each_entry([&](const IntakeEntry& taken) {
      if (taken.id.terminal != terminal) verdicts.clear();
      if (taken.id.terminal != terminal || taken.id.epoch != epoch) {
        terminal = taken.id.terminal;
        epoch = taken.id.epoch;
        seq = 0;
        before = proto::kGenesisHash;
        ++audit_.journals;
      }
      ++audit_.entries;
      const std::string number = proto::format_receipt_number(taken.id);
      if (taken.id.seq != seq + 1) problem(number + ": entries are missing before it");
      seq = taken.id.seq;
      before = proto::entry_hash(terminal, epoch, before, taken.entry);
      if (as_text(before) != taken.entry.hash()) problem(number + ": its hash is not that of what is stored");
      if (!verdicts.insert(taken.verdict.number()).second) problem(number + ": its verdict number is there twice");
      if (!taken.account_id.empty() && taken.verdict.decision() != v1::Verdict::REFUSED)
        expected_.emplace(number, expected_of(taken));
      note_leased(taken);
    });
  }

  /// Each posting moves points between a book of its account and another; sums by book are kept for the lots.
  void check_postings() {
    std::string account;
    proto::EntryId entry;
    std::int64_t n = 0;
    std::int64_t joined = 0;
    transaction_.books().each_posting([&](const RecordedPosting& row) {
      ++audit_.postings;
      const Posting& posting = row.posting;
      const std::string number = proto::format_receipt_number(row.entry);
      const bool same = row.account_id == account && row.entry == entry;
      n = same ? n + 1 : 1;
      account = row.account_id;
      entry = row.entry;
      if (row.n != n) problem(number + ": its postings are not numbered from 1 without gaps");
      if (posting.points <= 0 || posting.debit == posting.credit) problem(number + ": a posting moves nothing");
      if (row.entry.terminal != kLedgerItself) compare(number, row);
      move(posting.debit, row, -posting.points);
      move(posting.credit, row, posting.points);
      if (posting.kind == PostingKind::join) joined += posting.credit == kJoined ? posting.points : -posting.points;
    });
    if (joined != 0) problem("joins: what left provisional accounts did not all arrive");
  }

  void compare(const std::string& number, const RecordedPosting& row) {
    const auto found = expected_.find(number);
    if (found == expected_.end() || found->second.account_id != row.account_id) {
      problem(number + ": posted to an account that is not its entry's");
      return;
    }
    const Posting& posting = row.posting;
    Expected::Sums& sums = found->second.wallets[posting.wallet];
    if (posting.credit == kRedeemed) sums.redeemed -= posting.points;
    if (posting.debit == kRedeemed) sums.redeemed += posting.points;
    if (posting.debit == kIssued) sums.awarded -= posting.points;
    if (posting.credit == kIssued) sums.awarded += posting.points;
  }

  /// Every entry's points were posted, and posted once.
  void check_posted_once() {
    for (const auto& [number, left] : expected_) {
      const bool any = std::any_of(left.wallets.begin(), left.wallets.end(),
                                   [](const auto& one) { return one.second.redeemed != 0 || one.second.awarded != 0; });
      if (left.exactly && any) problem(number + ": its postings are not what the entry says");
    }
  }

  /// What a terminal says to have spent under its leases.
  void note_leased(const IntakeEntry& taken) {
    v1::EntryBody body;
    if (taken.verdict.decision() == v1::Verdict::REFUSED || !body.ParseFromString(taken.entry.body())) return;
    const std::string number = proto::format_receipt_number(taken.id);
    if (!budget_exceeded_.contains(number)) note_budgets(taken.id, body.checkout());
    if (lease_exceeded_.contains(number)) return;
    const v1::SpendFunding& funding = body.checkout().funding();
    std::int64_t unleased = body.checkout().quote().redeemed_points();
    for (const v1::WalletFunding& one : funding.wallets()) {
      leased_[{taken.account_id, one.wallet(), taken.id.terminal, taken.id.epoch, funding.generation()}] +=
          one.leased_points();
      if (one.wallet().empty()) unleased -= one.leased_points();
    }
    const bool own_only = body.checkout().quote().wallets().empty();
    if (own_only && body.checkout().quote().redeemed_points() > 0 && unleased == 0 &&
        taken.verdict.reason() == "overdraft")
      problem(number + ": a spend within its lease overdrew the account");
  }

  /// What a checkout took of budgets within its terminal's shares.
  void note_budgets(const proto::EntryId& id, const v1::CheckoutContent& content) {
    for (const v1::AppliedOffer& applied : content.quote().applied()) {
      if (!within_shares(content, applied.offer())) continue;
      for (const BudgetKind kind : {BudgetKind::uses, BudgetKind::amount, BudgetKind::points}) {
        const std::int64_t spend = spend_of(applied, kind);
        budget_used_[{applied.offer(), kind}] += spend;
        budget_spent_[{applied.offer(), kind, id.terminal, id.epoch, content.funding().generation()}] += spend;
      }
    }
  }

  /// All shares and all that was used within shares come to no more than each budget.
  void check_budgets() {
    std::map<std::pair<std::string, BudgetKind>, std::int64_t> leased;
    transaction_.budgets().each_lease([&](const BudgetLease& lease) {
      leased[{lease.offer, lease.kind}] += lease.left();
      const auto said = budget_spent_.find({lease.offer, lease.kind, lease.terminal, lease.epoch, lease.generation});
      if (lease.spent != (said == budget_spent_.end() ? 0 : said->second))
        problem(lease.offer + ": what " + lease.terminal + " took of its share is not what its entries say");
      const auto term = transaction_.leases().term(lease.terminal, lease.epoch);
      if (!term || term->ended || term->generation != lease.generation)
        problem(lease.offer + ": a share of " + lease.terminal + " is of no generation that runs");
    });
    for (const Budget& budget : transaction_.budgets().budgets()) {
      const std::pair place{budget.offer, budget.kind};
      if (budget.used + leased[place] > budget.ceiling)
        problem(budget.offer + ": more of its budget is used and leased than there is");
      if (budget.used > budget_used_[place]) problem(budget.offer + ": more is counted as used than its entries say");
    }
  }

  /// What is leased or held is there: the lots of each wallet come to at least that much, and what is left of a lease
  /// is what was granted less what its terminal's entries spent.
  void check_reserves() {
    std::map<std::pair<std::string, std::string>, std::int64_t> reserved;
    transaction_.leases().each_reserve([&](const std::string& account_id, const Reserve& reserve) {
      reserved[{account_id, reserve.wallet}] += reserve.left();
      if (reserve.kind != Reserve::Kind::lease) return;
      const auto spent =
          leased_.find({account_id, reserve.wallet, reserve.terminal, reserve.epoch, reserve.generation});
      if (reserve.spent != (spent == leased_.end() ? 0 : spent->second))
        problem(account_id + ": what " + reserve.terminal + " spent under its lease is not what its entries say");
      const auto term = transaction_.leases().term(reserve.terminal, reserve.epoch);
      if (!term || term->ended || term->generation != reserve.generation)
        problem(account_id + ": a lease of " + reserve.terminal + " is of no generation that runs");
    });
    for (const auto& [place, points] : reserved) {
      const auto account = transaction_.books().load(place.first);
      std::int64_t lots = 0;
      if (account) {
        for (const Lot& lot : account->lots)
          lots += lot.wallet == place.second ? std::max<std::int64_t>(0, lot.points) : 0;
      }
      if (points > lots)
        problem(place.first + ": " + std::to_string(points) + " points are leased or held, there are " +
                std::to_string(lots));
    }
  }

  void move(const std::string& book, const RecordedPosting& row, std::int64_t points) {
    if (book == kIssued) {
      audit_.issued -= points;
    } else if (book == kRedeemed) {
      audit_.redeemed += points;
    } else if (book == kExpired) {
      audit_.expired += points;
    } else if (book != kJoined) {
      audit_.outstanding += points;
      balance_[row.account_id][row.posting.wallet] += points;
    }
  }

  /// What each account has by its lots is what its postings come to.
  void check_lots() {
    std::int64_t outstanding = 0;
    transaction_.books().each_account([&](const AccountSummary& account) {
      ++audit_.accounts;
      std::map<std::string, std::int64_t> lots = account.wallets;
      lots[{}] = account.points;
      for (const auto& [wallet, points] : lots) outstanding += points;
      std::map<std::string, std::int64_t>& posted = balance_[account.account_id];
      for (const auto& [wallet, points] : posted) lots[wallet] -= points;
      if (std::any_of(lots.begin(), lots.end(), [](const auto& one) { return one.second != 0; }))
        problem(account.account_id + ": its lots are not what its postings come to");
      if (account.debt < 0) problem(account.account_id + ": its debt is below zero");
    });
    if (outstanding != audit_.outstanding) problem("the lots are not what the postings come to");
    if (audit_.issued != audit_.redeemed + audit_.expired + audit_.outstanding)
      problem("issued is not redeemed + expired + outstanding");
  }

  Transaction& transaction_;
  Audit audit_;
  std::map<std::string, Expected> expected_;
  std::set<std::string> budget_exceeded_;
  std::map<std::pair<std::string, BudgetKind>, std::int64_t> budget_used_;
  /// By offer, kind, terminal, epoch and generation.
  std::map<std::tuple<std::string, BudgetKind, std::string, std::uint64_t, std::uint64_t>, std::int64_t> budget_spent_;
  std::set<std::string> lease_exceeded_;  ///< what these entries say of a lease counts for nothing
  /// By account, wallet, terminal, epoch and generation.
  std::map<std::tuple<std::string, std::string, std::string, std::uint64_t, std::uint64_t>, std::int64_t> leased_;
  std::map<std::string, std::map<std::string, std::int64_t>> balance_;  ///< by account and wallet
};

}  // namespace

Audit audit(Store& store) {
  const auto transaction = store.begin_read();
  return Auditor{*transaction}.run();
}

}  // namespace kazasu::ledger
