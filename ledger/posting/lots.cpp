#include "posting/lots.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace kazasu::ledger {

std::string_view name_of(PostingKind kind) {
  switch (kind) {
    case PostingKind::opening: return "opening";
    case PostingKind::award: return "award";
    case PostingKind::redeem: return "redeem";
    case PostingKind::take_back: return "take_back";
    case PostingKind::restore: return "restore";
    case PostingKind::expire: return "expire";
    case PostingKind::unexpire: return "unexpire";
    case PostingKind::repay: return "repay";
    case PostingKind::join: return "join";
  }
  return "unknown";
}

Lot debt_lot(const std::string& wallet) {
  const std::string id{kDebt};
  return {.id = wallet.empty() ? id : id + ":" + wallet, .wallet = wallet};
}

bool is_debt(const Lot& lot) {
  return lot.id == debt_lot(lot.wallet).id;
}

std::string issued_instance(const std::string& receipt_number, std::int64_t number) {
  return receipt_number + "-" + std::to_string(number);
}

std::vector<std::size_t> LotBook::spendable(const std::string& wallet, bool pending_too) const {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < account_.lots.size(); ++i) {
    const Lot& lot = account_.lots[i];
    const bool active = lot.activates_on <= business_date_;
    const bool good = lot.expires_on.empty() || business_date_ <= lot.expires_on;
    if (lot.wallet == wallet && lot.points > 0 && !is_debt(lot) && good && (active || pending_too)) places.push_back(i);
  }
  const auto key = [this](std::size_t place) {
    const Lot& lot = account_.lots[place];
    return std::tuple{lot.activates_on <= business_date_, lot.expires_on.empty(), std::string_view{lot.expires_on},
                      std::string_view{lot.activates_on}, std::string_view{lot.id}};
  };
  std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  return places;
}

std::vector<std::size_t> LotBook::spendable_under_reserve(const std::string& wallet) const {
  std::vector<std::size_t> places = spendable(wallet, false);
  for (std::size_t i = 0; i < account_.lots.size(); ++i) {
    const Lot& lot = account_.lots[i];
    const bool more = lot.wallet == wallet && lot.points > 0 && !is_debt(lot);
    if (more && std::find(places.begin(), places.end(), i) == places.end()) places.push_back(i);
  }
  return places;
}

std::int64_t LotBook::free(const std::string& wallet) const {
  std::int64_t points = 0;
  for (const Lot& lot : account_.lots) {
    if (lot.wallet == wallet && !is_debt(lot)) points += lot.points;
  }
  for (const Reserve& reserve : account_.reserves) {
    if (reserve.wallet == wallet) points -= reserve.left();
  }
  return std::max<std::int64_t>(0, points);
}

const Lot* LotBook::find(std::string_view lot_id) const {
  const auto found =
      std::find_if(account_.lots.begin(), account_.lots.end(), [&](const Lot& lot) { return lot.id == lot_id; });
  return found == account_.lots.end() ? nullptr : &*found;
}

Lot& LotBook::open(const Lot& lot) {
  const auto found =
      std::find_if(account_.lots.begin(), account_.lots.end(), [&](const Lot& one) { return one.id == lot.id; });
  if (found != account_.lots.end()) return *found;
  Lot& opened = account_.lots.emplace_back(lot);
  opened.points = 0;
  return opened;
}

void LotBook::record(PostingKind kind, const Lot& lot, std::string_view debit, std::string_view credit,
                     std::int64_t points, Posting details) {
  details.kind = kind;
  details.debit = debit;
  details.credit = credit;
  details.points = points;
  details.business_date = business_date_;
  details.activates_on = lot.activates_on;
  details.expires_on = lot.expires_on;
  details.wallet = lot.wallet;
  postings_.push_back(std::move(details));
}

void LotBook::move_out(PostingKind kind, const Lot& lot, std::string_view to, std::int64_t points, Posting details) {
  if (points == 0) return;
  Lot& book = open(lot);
  book.points -= points;
  book.changed = true;
  record(kind, book, book.id, to, points, std::move(details));
}

void LotBook::move_in(PostingKind kind, const Lot& lot, std::string_view from, std::int64_t points, Posting details) {
  if (points == 0) return;
  Lot& book = open(lot);
  book.points += points;
  book.changed = true;
  record(kind, book, from, book.id, points, std::move(details));
}

void LotBook::repay_debt(const std::string& lot_id) {
  const Lot* source = find(lot_id);
  const Lot owed = debt_lot(source == nullptr ? std::string{} : source->wallet);
  const Lot* debt = find(owed.id);
  if (debt == nullptr || source == nullptr || debt->points >= 0 || source->points <= 0) return;
  const std::int64_t points = std::min({-debt->points, source->points, free(source->wallet)});
  if (points == 0) return;
  const Lot from = *source;
  move_out(PostingKind::repay, from, owed.id, points);
  Lot& repaid = open(owed);
  repaid.points += points;
  repaid.changed = true;
}

void LotBook::repay_debts(const std::string& wallet) {
  for (const std::size_t place : spendable(wallet, false)) repay_debt(std::string{account_.lots[place].id});
}

}  // namespace kazasu::ledger
