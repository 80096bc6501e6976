#include "store/sqlite_books.hpp"

namespace kazasu::ledger {
namespace {

// kind, debit, credit, points, business_date, activates_on, expires_on, offer, about, for_lot, wallet
Posting posting_from(const Query& row, int column) {
  return {.kind = static_cast<PostingKind>(row.integer(column)),
          .debit = row.text(column + 1),
          .credit = row.text(column + 2),
          .points = row.integer(column + 3),
          .business_date = row.text(column + 4),
          .activates_on = row.text(column + 5),
          .expires_on = row.text(column + 6),
          .offer = row.text(column + 7),
          .about = row.text(column + 8),
          .for_lot = row.text(column + 9),
          .wallet = row.text(column + 10)};
}

std::vector<Posting> all_of(Query& query) {
  std::vector<Posting> postings;
  while (query.next()) postings.push_back(posting_from(query, 0));
  return postings;
}

}  // namespace

std::vector<Posting> SqliteBooks::of_entry(const std::string& account_id, const proto::EntryId& entry) {
  Query query = connection_.query(
      "SELECT kind, debit, credit, points, business_date, activates_on, expires_on, offer, about, for_lot, wallet FROM "
      "posting "
      "WHERE account_id=? AND terminal=? AND epoch=? AND seq=? ORDER BY n");
  return all_of(query.bind(account_id, entry.terminal, entry.epoch, entry.seq));
}

std::vector<Posting> SqliteBooks::about(const std::string& account_id, const std::string& receipt_number) {
  Query query = connection_.query(
      "SELECT kind, debit, credit, points, business_date, activates_on, expires_on, offer, about, for_lot, wallet FROM "
      "posting "
      "WHERE account_id=? AND about=? AND about<>'' ORDER BY terminal, epoch, seq, n");
  return all_of(query.bind(account_id, receipt_number));
}

std::vector<Posting> SqliteBooks::expired_after(const std::string& account_id, const std::string& date) {
  Query query = connection_.query(
      "SELECT kind, debit, credit, points, business_date, activates_on, expires_on, offer, about, for_lot, wallet FROM "
      "posting "
      "WHERE account_id=? AND kind IN (?,?) AND expires_on>=?");
  return all_of(query.bind(account_id, PostingKind::expire, PostingKind::unexpire, date));
}

std::optional<std::string> SqliteBooks::account_of(BytesView identifier_hash) {
  Query query = connection_.query("SELECT account_id FROM identifier WHERE hash=?");
  if (!query.bind(Blob{identifier_hash}).next()) return std::nullopt;
  return query.text(0);
}

std::optional<proto::ReferredMember> SqliteBooks::identifier_beginning(std::string_view hash_begin) {
  // The hashes that begin so are those from it on, up to the next beginning.
  std::string after{hash_begin};
  while (!after.empty() && after.back() == '\xff') after.pop_back();
  if (after.empty()) return std::nullopt;
  after.back() = static_cast<char>(after.back() + 1);
  Query query = connection_.query("SELECT account_id, hash FROM identifier WHERE hash>=? AND hash<? LIMIT 2");
  if (!query.bind(Blob{as_bytes(hash_begin)}, Blob{as_bytes(after)}).next()) return std::nullopt;
  proto::ReferredMember found{query.text(0), query.text(1)};
  if (query.next()) return std::nullopt;
  return found;
}

std::optional<Account> SqliteBooks::load(const std::string& account_id) {
  Account account;
  {
    Query query = connection_.query("SELECT provisional, first_visit FROM account WHERE account_id=?");
    if (!query.bind(account_id).next()) return std::nullopt;
    account.id = account_id;
    account.provisional = query.integer(0) != 0;
    account.first_visit = query.integer(1) != 0;
  }
  Query lots = connection_.query("SELECT lot, points, activates_on, expires_on, wallet FROM lot WHERE account_id=?");
  lots.bind(account_id);
  while (lots.next()) account.lots.push_back({lots.text(0), lots.integer(1), lots.text(2), lots.text(3), lots.text(4)});
  Query coupons = connection_.query("SELECT coupon, instance, available_on, used_by FROM coupon WHERE account_id=?");
  coupons.bind(account_id);
  while (coupons.next())
    account.coupons.push_back({coupons.text(0), coupons.text(1), coupons.text(2), coupons.text(3)});
  Query cards = connection_.query("SELECT offer, stamps FROM stamp_card WHERE account_id=?");
  cards.bind(account_id);
  while (cards.next()) account.cards.push_back({cards.text(0), cards.integer(1)});
  load_reserves(account);
  return account;
}

void SqliteBooks::load_reserves(Account& account) {
  Query leases = connection_.query(
      "SELECT wallet, terminal, epoch, generation, granted, spent, version FROM lease WHERE account_id=?");
  leases.bind(account.id);
  while (leases.next()) {
    Reserve& lease = account.reserves.emplace_back();
    lease.wallet = leases.text(0);
    lease.terminal = leases.text(1);
    lease.epoch = leases.natural(2);
    lease.generation = leases.natural(3);
    lease.granted = leases.integer(4);
    lease.spent = leases.integer(5);
    lease.version = leases.natural(6);
  }
  Query holds = connection_.query(
      "SELECT wallet, terminal, epoch, business_date, transaction_id, granted, spent, ends_unix_ms FROM hold WHERE "
      "account_id=?");
  holds.bind(account.id);
  while (holds.next()) {
    Reserve& hold = account.reserves.emplace_back();
    hold.kind = Reserve::Kind::hold;
    hold.wallet = holds.text(0);
    hold.terminal = holds.text(1);
    hold.epoch = holds.natural(2);
    hold.business_date = holds.text(3);
    hold.transaction_id = holds.text(4);
    hold.granted = holds.integer(5);
    hold.spent = holds.integer(6);
    hold.ends_unix_ms = holds.integer(7);
  }
}

void SqliteBooks::save_reserve(const std::string& account_id, const Reserve& reserve) {
  if (reserve.kind == Reserve::Kind::lease) {
    connection_
        .query(
            "INSERT INTO lease VALUES(?,?,?,?,?,?,?,?) ON CONFLICT(account_id, wallet, terminal, epoch) DO UPDATE SET "
            "generation=excluded.generation, granted=excluded.granted, spent=excluded.spent, version=excluded.version")
        .bind(account_id, reserve.wallet, reserve.terminal, reserve.epoch, reserve.generation, reserve.granted,
              reserve.spent, reserve.version)
        .run();
    return;
  }
  if (reserve.left() == 0) {
    connection_
        .query(
            "DELETE FROM hold WHERE account_id=? AND wallet=? AND terminal=? AND epoch=? AND business_date=? AND "
            "transaction_id=?")
        .bind(account_id, reserve.wallet, reserve.terminal, reserve.epoch, reserve.business_date,
              reserve.transaction_id)
        .run();
    return;
  }
  connection_
      .query(
          "INSERT INTO hold VALUES(?,?,?,?,?,?,?,?,?) ON CONFLICT(account_id, wallet, terminal, epoch, business_date, "
          "transaction_id) DO UPDATE SET granted=excluded.granted, spent=excluded.spent, "
          "ends_unix_ms=excluded.ends_unix_ms")
      .bind(account_id, reserve.wallet, reserve.terminal, reserve.epoch, reserve.business_date, reserve.transaction_id,
            reserve.granted, reserve.spent, reserve.ends_unix_ms)
      .run();
}

void SqliteBooks::add_account(const std::string& account_id, bool provisional) {
  connection_.query("INSERT INTO account VALUES(?,?,0,?)").bind(account_id, provisional, Blob{}).run();
}

void SqliteBooks::save(const Account& account) {
  if (account.changed) {
    connection_.query("UPDATE account SET first_visit=? WHERE account_id=?")
        .bind(account.first_visit, account.id)
        .run();
  }
  for (const Lot& lot : account.lots) {
    if (!lot.changed) continue;
    if (lot.points == 0) {
      connection_.query("DELETE FROM lot WHERE account_id=? AND lot=?").bind(account.id, lot.id).run();
      continue;
    }
    connection_
        .query("INSERT INTO lot VALUES(?,?,?,?,?,?) ON CONFLICT(account_id, lot) DO UPDATE SET points=excluded.points")
        .run(account.id, lot.id, lot.points, lot.activates_on, lot.expires_on, lot.wallet);
  }
  for (const HeldCoupon& coupon : account.coupons) {
    if (!coupon.changed) continue;
    connection_
        .query(
            "INSERT INTO coupon VALUES(?,?,?,?,?) ON CONFLICT(account_id, coupon, instance) DO UPDATE SET "
            "used_by=excluded.used_by")
        .bind(account.id, coupon.coupon, coupon.instance, coupon.available_on, coupon.used_by)
        .run();
  }
  for (const StampCard& card : account.cards) {
    if (!card.changed) continue;
    connection_
        .query(
            "INSERT INTO stamp_card VALUES(?,?,?) ON CONFLICT(account_id, offer) DO UPDATE SET stamps=excluded.stamps")
        .bind(account.id, card.offer, card.stamps)
        .run();
  }
  for (const Reserve& reserve : account.reserves) {
    if (reserve.changed) save_reserve(account.id, reserve);
  }
}

void SqliteBooks::add_postings(const std::string& account_id, const proto::EntryId& entry,
                               std::span<const Posting> postings) {
  std::int64_t n = 0;
  for (const Posting& posting : postings) {
    connection_.query("INSERT INTO posting VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        .run(account_id, entry.terminal, entry.epoch, entry.seq, ++n, posting.kind, posting.debit, posting.credit,
             posting.points, posting.business_date, posting.activates_on, posting.expires_on, posting.offer,
             posting.about, posting.for_lot, posting.wallet);
  }
}

void SqliteBooks::add_usage(const std::string& account_id, const UsageChange& change) {
  connection_
      .query(
          "INSERT INTO usage VALUES(?,?,?,?,?) ON CONFLICT(account_id, offer, business_date) DO UPDATE SET "
          "count=count+excluded.count, points=points+excluded.points")
      .run(account_id, change.offer, change.business_date, change.count, change.points);
}

void SqliteBooks::add_activity(const std::string& account_id, const ActivityChange& change) {
  connection_
      .query(
          "INSERT INTO activity VALUES(?,?,?,?,?) ON CONFLICT(account_id, wallet, business_date) DO UPDATE SET "
          "checkouts=checkouts+excluded.checkouts, points=points+excluded.points")
      .run(account_id, change.wallet, change.business_date, change.checkouts, change.points);
}

ActivityChange SqliteBooks::activity_on(const std::string& account_id, const std::string& wallet,
                                        const std::string& date) {
  Query query =
      connection_.query("SELECT checkouts, points FROM activity WHERE account_id=? AND wallet=? AND business_date=?");
  if (!query.bind(account_id, wallet, date).next()) return {wallet, date, 0, 0};
  return {wallet, date, query.integer(0), query.integer(1)};
}

UsageChange SqliteBooks::usage_on(const std::string& account_id, const std::string& offer, const std::string& date) {
  Query query = connection_.query("SELECT count, points FROM usage WHERE account_id=? AND offer=? AND business_date=?");
  if (!query.bind(account_id, offer, date).next()) return {offer, date, 0, 0};
  return {offer, date, query.integer(0), query.integer(1)};
}

UsageChange SqliteBooks::usage_in_all(const std::string& account_id, const std::string& offer) {
  Query query = connection_.query(
      "SELECT coalesce(sum(count), 0), coalesce(sum(points), 0) FROM usage WHERE account_id=? AND offer=?");
  if (!query.bind(account_id, offer).next()) return {offer, {}, 0, 0};
  return {offer, {}, query.integer(0), query.integer(1)};
}

std::vector<std::string> SqliteBooks::accounts_to_sweep(const std::string& after, const std::string& date) {
  Query query = connection_.query(
      "SELECT account_id FROM lot WHERE expires_on<>'' AND expires_on<? AND points>0 UNION "
      "SELECT account_id FROM coupon WHERE used_by='' AND available_on>? AND available_on<=?");
  query.bind(date, after, date);
  std::vector<std::string> accounts;
  while (query.next()) accounts.push_back(query.text(0));
  return accounts;
}

void SqliteBooks::each_account(const std::function<void(const AccountSummary&)>& visit) {
  Query query = connection_.query(
      "SELECT a.account_id, a.provisional, a.profile, coalesce(l.points, 0), coalesce(l.debt, 0), coalesce(l.lots, 0), "
      "(SELECT count(*) FROM coupon c WHERE c.account_id=a.account_id AND c.used_by='') FROM account a LEFT JOIN "
      "(SELECT account_id, sum(CASE WHEN wallet='' THEN points ELSE 0 END) AS points, "
      "sum(CASE WHEN lot=? THEN -points ELSE 0 END) AS debt, sum(lot<>? AND lot<>?||':'||wallet) AS lots "
      "FROM lot GROUP BY account_id) l USING(account_id) ORDER BY a.account_id");
  query.bind(kDebt, kDebt, kDebt);
  while (query.next()) {
    v1::CatalogMember profile;
    if (!profile.ParseFromString(query.text(2))) throw StoreFailure("an account's profile cannot be read");
    AccountSummary account{query.text(0),    query.integer(1) != 0, profile.rank(),   query.integer(3),
                           query.integer(4), query.integer(5),      query.integer(6), {}};
    Query wallets = connection_.query(
        "SELECT wallet, sum(points) FROM lot WHERE account_id=? AND wallet<>'' GROUP BY wallet ORDER BY wallet");
    wallets.bind(account.account_id);
    while (wallets.next()) account.wallets[wallets.text(0)] = wallets.integer(1);
    visit(account);
  }
}

void SqliteBooks::each_posting(const std::function<void(const RecordedPosting&)>& visit) {
  Query query = connection_.query(
      "SELECT account_id, terminal, epoch, seq, n, kind, debit, credit, points, business_date, activates_on, "
      "expires_on, offer, "
      "about, for_lot, wallet FROM posting ORDER BY account_id, terminal, epoch, seq, n");
  while (query.next()) {
    visit(
        {query.text(0), {query.text(1), query.natural(2), query.natural(3)}, query.integer(4), posting_from(query, 5)});
  }
}

}  // namespace kazasu::ledger
