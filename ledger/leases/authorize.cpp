#include "leases/authorize.hpp"

#include <algorithm>

#include "enrollment/terminal_keys.hpp"
#include "kazasu/values/limits.hpp"
#include "kazasu/values/time.hpp"
#include "posting/lots.hpp"

namespace kazasu::ledger {
namespace {

/// A checkout is over long before; an entry that comes later than this is booked as spent without a hold.
constexpr std::int64_t kHoldMs = 60LL * 60 * 1'000;

bool is_id(const std::string& text, bool may_be_empty = false) {
  return (may_be_empty || !text.empty()) && text.size() <= static_cast<std::size_t>(limits::kTextBytesMax);
}

Result<void> check(const v1::AuthorizeRequest& request) {
  const auto wrong = [](const char* field, const char* wanted) {
    return Error{ErrorCode::message_invalid, std::string{"AuthorizeRequest."} + field + ": not " + wanted};
  };
  if (!parse_date(request.business_date())) return wrong("business_date", "a date YYYY-MM-DD");
  if (!is_id(request.transaction_id())) return wrong("transaction_id", "1 to 256 bytes");
  if (!is_id(request.account_id())) return wrong("account_id", "1 to 256 bytes");
  if (!is_id(request.wallet(), true)) return wrong("wallet", "at most 256 bytes");
  if (request.points() < 0 || request.points() > limits::kPointsMax) return wrong("points", "within the limits");
  return {};
}

Reserve& hold_of(Account& account, const v1::AuthorizeRequest& request, const Enrollment& enrollment) {
  for (Reserve& reserve : account.reserves) {
    if (reserve.kind == Reserve::Kind::hold && reserve.wallet == request.wallet() &&
        reserve.terminal == enrollment.terminal && reserve.epoch == enrollment.epoch &&
        reserve.business_date == request.business_date() && reserve.transaction_id == request.transaction_id())
      return reserve;
  }
  Reserve& hold = account.reserves.emplace_back();
  hold.kind = Reserve::Kind::hold;
  hold.wallet = request.wallet();
  hold.terminal = enrollment.terminal;
  hold.epoch = enrollment.epoch;
  hold.business_date = request.business_date();
  hold.transaction_id = request.transaction_id();
  return hold;
}

/// What may be held: free, and good on the business date.
std::int64_t available(Account& account, const v1::AuthorizeRequest& request) {
  std::vector<Posting> none;
  const LotBook book{account, request.business_date(), none};
  std::int64_t good = 0;
  for (const std::size_t place : book.spendable(request.wallet(), false)) good += book.at(place).points;
  return std::min(good, book.free(request.wallet()));
}

}  // namespace

Result<v1::AuthorizeAnswer> authorize_in(Store& store, Clock& clock, const Client& client,
                                         const v1::AuthorizeRequest& request) {
  if (auto checked = check(request); !checked) return checked.error();
  const auto transaction = store.begin_write();
  const auto enrollment = enrollment_of(*transaction, client);
  if (!enrollment) return enrollment.error();
  const std::int64_t now = clock.wall_unix_ms();
  transaction->leases().remove_ended_holds(now);
  auto account = transaction->books().load(request.account_id());
  if (!account || account->provisional) {
    return Error{ErrorCode::redeem_not_allowed, "account_id: no member of this name has points to redeem"};
  }
  v1::AuthorizeAnswer answer;
  answer.set_ledger_unix_ms(now);
  Reserve& hold = hold_of(*account, request, *enrollment);
  // Asked again, the answer is the same; and a smaller request that comes late takes nothing back.
  if (request.points() > hold.granted || request.points() == 0) {
    hold.granted = 0;
    hold.changed = true;
    const std::int64_t most = available(*account, request);
    if (request.points() > most) {
      return Error{ErrorCode::redeem_not_allowed, std::to_string(std::max<std::int64_t>(0, most)) +
                                                      " points are free; the others are spent, leased or held"};
    }
    hold.granted = request.points();
    hold.ends_unix_ms = now + kHoldMs;
  }
  answer.set_points(hold.granted);
  answer.set_ends_unix_ms(hold.ends_unix_ms);
  transaction->books().save(*account);
  transaction->commit();
  return answer;
}

}  // namespace kazasu::ledger
