#include "store/sqlite_budgets.hpp"

namespace kazasu::ledger {
namespace {

/// When an offer was used so often at one terminal, all its counts are halved: they tell of lately.
constexpr std::int64_t kUsesMax = 1'000;

BudgetLease lease_from(const Query& row) {
  return {row.text(0),    static_cast<BudgetKind>(row.integer(1)),
          row.text(2),    row.natural(3),
          row.natural(4), row.integer(5),
          row.integer(6)};
}

}  // namespace

void SqliteBudgets::put_limit(const std::string& offer, BudgetKind kind, std::int64_t most) {
  // What is used or leased already stays so, whatever the program asks for from now on.
  connection_
      .query(
          "INSERT INTO budget VALUES(?1,?2,?3,?3,0,0,0) ON CONFLICT(offer, kind) DO UPDATE SET most=?3, "
          "ceiling=max(?3, "
          "used + (SELECT coalesce(sum(granted-spent),0) FROM budget_lease WHERE offer=?1 AND kind=?2))")
      .bind(offer, kind, most)
      .run();
}

void SqliteBudgets::close_others(const std::set<std::string>& offers) {
  for (const Budget& budget : budgets()) {
    if (budget.most > 0 && !offers.contains(budget.offer)) put_limit(budget.offer, budget.kind, 0);
  }
}

std::vector<Budget> SqliteBudgets::read(Query& query) {
  std::vector<Budget> budgets;
  while (query.next()) {
    budgets.push_back({query.text(0), static_cast<BudgetKind>(query.integer(1)), query.integer(2), query.integer(3),
                       query.integer(4), query.integer(5), query.integer(6), query.integer(7)});
  }
  return budgets;
}

std::vector<Budget> SqliteBudgets::budgets() {
  Query query = connection_.query(
      "SELECT offer, kind, most, ceiling, used, beyond, largest, (SELECT coalesce(sum(granted-spent),0) FROM "
      "budget_lease l WHERE l.offer=b.offer AND l.kind=b.kind) FROM budget b ORDER BY offer, kind");
  return read(query);
}

std::vector<Budget> SqliteBudgets::budgets_of(const std::string& offer) {
  Query query = connection_.query(
      "SELECT offer, kind, most, ceiling, used, beyond, largest, (SELECT coalesce(sum(granted-spent),0) FROM "
      "budget_lease l WHERE l.offer=b.offer AND l.kind=b.kind) FROM budget b WHERE offer=? ORDER BY kind");
  return read(query.bind(offer));
}

void SqliteBudgets::add_spend(const std::string& offer, BudgetKind kind, std::int64_t spend, bool within) {
  connection_
      .query("UPDATE budget SET used=used+?3, beyond=beyond+?4, largest=max(largest,?3+?4) WHERE offer=?1 AND kind=?2")
      .bind(offer, kind, within ? spend : 0, within ? 0 : spend)
      .run();
}

void SqliteBudgets::note_wanted(const std::string& offer, BudgetKind kind, std::int64_t wanted) {
  connection_.query("UPDATE budget SET largest=max(largest, min(most,?3)) WHERE offer=?1 AND kind=?2")
      .bind(offer, kind, wanted)
      .run();
}

std::optional<BudgetLease> SqliteBudgets::lease(const std::string& offer, BudgetKind kind, const std::string& terminal,
                                                std::uint64_t epoch) {
  Query query = connection_.query(
      "SELECT offer, kind, terminal, epoch, generation, granted, spent FROM budget_lease WHERE offer=? AND kind=? AND "
      "terminal=? AND epoch=?");
  if (!query.bind(offer, kind, terminal, epoch).next()) return std::nullopt;
  return lease_from(query);
}

std::vector<BudgetLease> SqliteBudgets::leases_of(const std::string& terminal, std::uint64_t epoch) {
  Query query = connection_.query(
      "SELECT l.offer, l.kind, l.terminal, l.epoch, l.generation, l.granted, l.spent FROM budget_lease l JOIN budget b "
      "ON b.offer=l.offer AND b.kind=l.kind WHERE l.terminal=? AND l.epoch=? AND b.most>0 ORDER BY l.offer, l.kind");
  query.bind(terminal, epoch);
  std::vector<BudgetLease> leases;
  while (query.next()) leases.push_back(lease_from(query));
  return leases;
}

void SqliteBudgets::each_lease(const std::function<void(const BudgetLease&)>& visit) {
  Query query = connection_.query(
      "SELECT offer, kind, terminal, epoch, generation, granted, spent FROM budget_lease ORDER BY offer, kind, "
      "terminal, epoch");
  while (query.next()) visit(lease_from(query));
}

std::vector<std::string> SqliteBudgets::wanting(const std::string& terminal, std::uint64_t epoch) {
  Query query = connection_.query(
      "SELECT DISTINCT b.offer FROM budget b LEFT JOIN budget_lease l ON l.offer=b.offer AND l.kind=b.kind AND "
      "l.terminal=? AND l.epoch=? WHERE b.most>b.used+b.beyond AND (l.offer IS NULL OR 2*(l.granted-l.spent)<l.granted "
      "OR "
      "l.granted-l.spent<b.largest) "
      "ORDER BY b.offer");
  query.bind(terminal, epoch);
  std::vector<std::string> offers;
  while (query.next()) offers.push_back(query.text(0));
  return offers;
}

void SqliteBudgets::put_lease(const BudgetLease& lease) {
  connection_
      .query(
          "INSERT INTO budget_lease VALUES(?,?,?,?,?,?,?) ON CONFLICT(offer, kind, terminal, epoch) DO UPDATE SET "
          "generation=excluded.generation, granted=excluded.granted, spent=excluded.spent")
      .bind(lease.offer, lease.kind, lease.terminal, lease.epoch, lease.generation, lease.granted, lease.spent)
      .run();
}

void SqliteBudgets::remove_leases(const std::string& terminal, std::uint64_t epoch) {
  connection_.query("DELETE FROM budget_lease WHERE terminal=? AND epoch=?").bind(terminal, epoch).run();
}

void SqliteBudgets::count_use(const std::string& offer, const std::string& store, const std::string& terminal) {
  connection_
      .query("INSERT INTO budget_use VALUES(?,?,?,1) ON CONFLICT(offer, store, terminal) DO UPDATE SET count=count+1")
      .bind(offer, store, terminal)
      .run();
  connection_
      .query(
          "UPDATE budget_use SET count=count/2 WHERE offer=?1 AND EXISTS(SELECT 1 FROM budget_use WHERE offer=?1 AND "
          "store=?2 AND terminal=?3 AND count>?4)")
      .bind(offer, store, terminal, kUsesMax)
      .run();
}

std::vector<Visits> SqliteBudgets::uses(const std::string& offer) {
  Query query = connection_.query(
      "SELECT e.store, e.terminal, 1 + coalesce((SELECT count FROM budget_use u WHERE u.offer=? AND u.store=e.store "
      "AND "
      "u.terminal=e.terminal), 0) FROM lease_term t JOIN enrollment e ON e.terminal=t.terminal AND e.epoch=t.epoch "
      "WHERE t.ended=0 ORDER BY e.store, e.terminal");
  query.bind(offer);
  std::vector<Visits> uses;
  while (query.next()) uses.push_back({query.text(0), query.text(1), query.integer(2)});
  return uses;
}

}  // namespace kazasu::ledger
