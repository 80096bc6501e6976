#pragma once

#include "kazasu/ledger/books.hpp"

namespace kazasu::ledger {

/// Writes postings of one entry and keeps the account's lots in step with them.
class LotBook {
 public:
  LotBook(Account& account, std::string business_date, std::vector<Posting>& postings)
      : account_(account), business_date_(std::move(business_date)), postings_(postings) {}

  /// The places of the wallet's lots that may be spent on the business date, in the order in which they are spent:
  /// first to expire first ("" is never, so last), then first to activate, then by id. `pending_too` admits lots that
  /// are not active yet, first.
  [[nodiscard]] std::vector<std::size_t> spendable(const std::string& wallet, bool pending_too) const;
  /// All lots of the wallet, those that may be spent on the business date first: what was leased or held is there
  /// whatever the dates of the lots that are left.
  [[nodiscard]] std::vector<std::size_t> spendable_under_reserve(const std::string& wallet) const;

  /// Moves points between a lot and a program's book and records it. The lot is opened if it is not there.
  void move_out(PostingKind kind, const Lot& lot, std::string_view to, std::int64_t points, Posting details = {});
  void move_in(PostingKind kind, const Lot& lot, std::string_view from, std::int64_t points, Posting details = {});

  /// Pays the debt, if there is one, out of the lot, as far as the wallet's points are free.
  void repay_debt(const std::string& lot_id);
  /// The same out of all lots of the wallet, those that expire first first.
  void repay_debts(const std::string& wallet);

  /// What may be taken from the wallet's lots for anything but a lease or a hold.
  [[nodiscard]] std::int64_t free(const std::string& wallet) const;

  [[nodiscard]] const Lot& at(std::size_t place) const { return account_.lots[place]; }
  [[nodiscard]] const Lot* find(std::string_view lot_id) const;

 private:
  Lot& open(const Lot& lot);
  void record(PostingKind kind, const Lot& lot, std::string_view debit, std::string_view credit, std::int64_t points,
              Posting details);

  Account& account_;
  std::string business_date_;
  std::vector<Posting>& postings_;
};

/// The lot that stands for what the account owes in a wallet.
Lot debt_lot(const std::string& wallet);
bool is_debt(const Lot& lot);

/// Names a coupon by the sale that issued it; `number` counts from 1 over all that the sale issued.
std::string issued_instance(const std::string& receipt_number, std::int64_t number);

}  // namespace kazasu::ledger
