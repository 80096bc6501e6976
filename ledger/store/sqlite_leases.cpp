#include "store/sqlite_leases.hpp"

namespace kazasu::ledger {
namespace {

/// Counts no further: old habits give way to new ones, and sums of shares stay small.
constexpr std::int64_t kVisitsMax = 1'000;

LeaseTerm term_from(const Query& row) {
  return {row.text(0),    row.natural(1), row.natural(2),     row.integer(3),
          row.integer(4), row.integer(5), row.integer(6) != 0};
}

std::vector<std::string> texts(Query& query) {
  std::vector<std::string> found;
  while (query.next()) found.push_back(query.text(0));
  return found;
}

}  // namespace

std::optional<LeaseTerm> SqliteLeases::term(const std::string& terminal, std::uint64_t epoch) {
  Query query = connection_.query(
      "SELECT terminal, epoch, generation, granted_unix_ms, renew_unix_ms, not_after_unix_ms, ended FROM lease_term "
      "WHERE terminal=? AND epoch=?");
  if (!query.bind(terminal, epoch).next()) return std::nullopt;
  return term_from(query);
}

void SqliteLeases::put_term(const LeaseTerm& term) {
  connection_
      .query(
          "INSERT INTO lease_term VALUES(?,?,?,?,?,?,?) ON CONFLICT(terminal, epoch) DO UPDATE SET "
          "generation=excluded.generation, granted_unix_ms=excluded.granted_unix_ms, "
          "renew_unix_ms=excluded.renew_unix_ms, not_after_unix_ms=excluded.not_after_unix_ms, ended=excluded.ended")
      .bind(term.terminal, term.epoch, term.generation, term.granted_unix_ms, term.renew_unix_ms,
            term.not_after_unix_ms, term.ended)
      .run();
}

void SqliteLeases::each_running_term(const std::function<void(const LeaseTerm&)>& visit) {
  Query query = connection_.query(
      "SELECT terminal, epoch, generation, granted_unix_ms, renew_unix_ms, not_after_unix_ms, ended FROM lease_term "
      "WHERE ended=0 ORDER BY terminal, epoch");
  while (query.next()) visit(term_from(query));
}

std::vector<v1::PointsLease> SqliteLeases::leases_since(const std::string& terminal, std::uint64_t epoch,
                                                        std::uint64_t version) {
  Query query = connection_.query(
      "SELECT account_id, wallet, granted FROM lease WHERE terminal=? AND epoch=? AND version>? ORDER BY account_id, "
      "wallet");
  query.bind(terminal, epoch, version);
  std::vector<v1::PointsLease> leases;
  while (query.next()) {
    v1::PointsLease& lease = leases.emplace_back();
    lease.set_account_id(query.text(0));
    lease.set_wallet(query.text(1));
    lease.set_points(query.integer(2));
  }
  return leases;
}

std::vector<std::string> SqliteLeases::leased_in_debt(const std::string& terminal, std::uint64_t epoch) {
  Query query = connection_.query(
      "SELECT DISTINCT lease.account_id FROM lease JOIN lot ON lot.account_id=lease.account_id AND "
      "lot.wallet=lease.wallet AND lot.points<0 WHERE terminal=? AND epoch=? ORDER BY 1");
  return texts(query.bind(terminal, epoch));
}

void SqliteLeases::remove_leases(const std::string& terminal, std::uint64_t epoch) {
  connection_.query("DELETE FROM lease WHERE terminal=? AND epoch=?").bind(terminal, epoch).run();
}

void SqliteLeases::remove_ended_holds(std::int64_t now_unix_ms) {
  connection_.query("DELETE FROM hold WHERE ends_unix_ms<=?").bind(now_unix_ms).run();
}

void SqliteLeases::each_reserve(const std::function<void(const std::string&, const Reserve&)>& visit) {
  Query leases = connection_.query(
      "SELECT account_id, wallet, terminal, epoch, generation, granted, spent, version FROM lease ORDER BY account_id, "
      "wallet");
  while (leases.next()) {
    Reserve lease;
    lease.wallet = leases.text(1);
    lease.terminal = leases.text(2);
    lease.epoch = leases.natural(3);
    lease.generation = leases.natural(4);
    lease.granted = leases.integer(5);
    lease.spent = leases.integer(6);
    lease.version = leases.natural(7);
    visit(leases.text(0), lease);
  }
  Query holds = connection_.query(
      "SELECT account_id, wallet, terminal, epoch, business_date, transaction_id, granted, spent, ends_unix_ms FROM "
      "hold ORDER BY account_id, wallet");
  while (holds.next()) {
    Reserve hold;
    hold.kind = Reserve::Kind::hold;
    hold.wallet = holds.text(1);
    hold.terminal = holds.text(2);
    hold.epoch = holds.natural(3);
    hold.business_date = holds.text(4);
    hold.transaction_id = holds.text(5);
    hold.granted = holds.integer(6);
    hold.spent = holds.integer(7);
    hold.ends_unix_ms = holds.integer(8);
    visit(holds.text(0), hold);
  }
}

void SqliteLeases::count_visit(const std::string& account_id, const std::string& store, const std::string& terminal,
                               const std::string& business_date) {
  connection_
      .query(
          "INSERT INTO visit VALUES(?,?,?,1,?) ON CONFLICT(account_id, store, terminal) DO UPDATE SET "
          "count=min(count+1,?), last_date=max(last_date, excluded.last_date)")
      .bind(account_id, store, terminal, business_date, kVisitsMax)
      .run();
}

std::vector<Visits> SqliteLeases::visits(const std::string& account_id) {
  Query query =
      connection_.query("SELECT store, terminal, count FROM visit WHERE account_id=? ORDER BY store, terminal");
  query.bind(account_id);
  std::vector<Visits> visits;
  while (query.next()) visits.push_back({query.text(0), query.text(1), query.integer(2)});
  return visits;
}

std::vector<std::string> SqliteLeases::shoppers(const std::string& store, const std::string& from, std::size_t max) {
  Query query = connection_.query(
      "SELECT account_id FROM visit WHERE store=? AND last_date>=? GROUP BY account_id ORDER BY max(last_date) DESC, "
      "account_id LIMIT ?");
  return texts(query.bind(store, from, max));
}

std::vector<std::string> SqliteLeases::terminals_of(const std::string& store) {
  Query query = connection_.query("SELECT DISTINCT terminal FROM enrollment WHERE store=? ORDER BY terminal");
  return texts(query.bind(store));
}

}  // namespace kazasu::ledger
