#include "cli/commands.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <iostream>

#include "cli/listing.hpp"
#include "kazasu/ledger/server.hpp"
#include "kazasu/proto/entry_clock.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu::ledger::commands {
namespace {

std::string utc(std::int64_t unix_ms) {
  return format_timestamp({unix_ms, 0});
}

std::string decision_of(const v1::Verdict& verdict) {
  return v1::Verdict::Decision_Name(verdict.decision());
}

/// Prints a listing that `fill` filled.
Result<void> print(Listing& listing, const Result<void>& filled, bool as_json) {
  if (!filled) return filled.error();
  std::cout << listing.text(as_json);
  return {};
}

}  // namespace

Result<void> load(Home& home, const std::string& folder, bool as_json) {
  auto loaded = home.ledger().load(folder);
  if (!loaded) return loaded.error();
  Listing listing{{"catalog_version", "stores", "offers", "products", "members", "new_lots", "joined"}};
  listing.add({loaded->catalog_version, loaded->stores, loaded->offers, loaded->products, loaded->members,
               loaded->new_lots, loaded->joined});
  std::cout << listing.text(as_json);
  return {};
}

Result<void> code(Home& home, const std::string& terminal, const std::string& store) {
  auto issued = home.ledger().issue_code(terminal, store);
  if (!issued) return issued.error();
  std::cout << *issued << '\n';
  return {};
}

Result<void> serve(Home& home, const ServeArguments& arguments) {
  spdlog::set_default_logger(spdlog::stderr_color_mt("ledger"));
  spdlog::set_level(spdlog::level::from_str(arguments.log_level));
  auto identity = load_server_identity(home.keys());
  if (!identity) return identity.error();
  // Blocked before any thread begins, so that all of them inherit it and only sigwait sees the signals.
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  auto server =
      Server::start({.address = arguments.address, .port = arguments.port}, *identity, home.ledger(), home.clock());
  if (!server) return server.error();
  std::cout << "listening on https://" << arguments.address << ':' << (*server)->port() << std::endl;
  int signal = 0;
  sigwait(&ending, &signal);
  spdlog::info("ending: requests under way are finished first");
  (*server)->stop();
  return {};
}

Result<void> accounts(Home& home, bool as_json) {
  Listing listing{{"account", "provisional", "rank", "points", "debt", "open_lots", "coupons_held", "wallets"}};
  const auto filled = home.ledger().each_account([&](const AccountSummary& one) {
    listing.add({one.account_id, one.provisional, one.rank, one.points, one.debt, one.open_lots, one.coupons_held,
                 nlohmann::ordered_json(one.wallets)});
  });
  return print(listing, filled, as_json);
}

namespace {

std::string name_of(BudgetKind kind) {
  switch (kind) {
    case BudgetKind::uses: return "uses";
    case BudgetKind::amount: return "amount";
    case BudgetKind::points: return "points";
  }
  return "?";
}

/// By how much the terminal's wall clock was wrong when it recorded the entry, as far as the terminal knew.
std::int64_t clock_error_s(const v1::Entry& entry) {
  v1::EntryBody body;
  return body.ParseFromString(entry.body()) ? proto::wall_error_s(body.clock()) : 0;
}

}  // namespace

Result<void> entries(Home& home, bool as_json) {
  Listing listing{{"receipt", "kind", "business_date", "account", "decision", "points_difference", "reason", "received",
                   "clock_error_s"}};
  const auto filled = home.ledger().each_entry([&](const IntakeEntry& one) {
    listing.add({proto::format_receipt_number(one.id),
                 v1::EntryKind_IsValid(one.entry.kind()) ? v1::EntryKind_Name(one.entry.kind()) : "?",
                 one.business_date, one.account_id, decision_of(one.verdict), one.verdict.points_difference(),
                 one.verdict.reason(), utc(one.received_unix_ms), clock_error_s(one.entry)});
  });
  return print(listing, filled, as_json);
}

Result<void> postings(Home& home, bool as_json) {
  Listing listing{{"account", "receipt", "n", "kind", "debit", "credit", "points", "business_date", "activates_on",
                   "expires_on", "offer", "about", "wallet"}};
  const auto filled = home.ledger().each_posting([&](const RecordedPosting& row) {
    const Posting& one = row.posting;
    listing.add({row.account_id, proto::format_receipt_number(row.entry), row.n, name_of(one.kind), one.debit,
                 one.credit, one.points, one.business_date, one.activates_on, one.expires_on, one.offer, one.about,
                 one.wallet});
  });
  return print(listing, filled, as_json);
}

Result<void> exceptions(Home& home, bool as_json) {
  Listing listing{{"receipt", "reason", "hash", "recorded"}};
  const auto filled = home.ledger().each_exception([&](const LedgerException& one) {
    listing.add({proto::format_receipt_number(one.id), one.reason, one.hash_hex, utc(one.recorded_unix_ms)});
  });
  return print(listing, filled, as_json);
}

Result<void> budgets(Home& home, bool as_json) {
  Listing listing{{"offer", "of", "budget", "used", "beyond", "leased", "free"}};
  const auto filled = home.ledger().each_budget([&](const Budget& one) {
    listing.add({one.offer, name_of(one.kind), one.most, one.used, one.beyond, one.leased,
                 std::max<std::int64_t>(0, one.free())});
  });
  return print(listing, filled, as_json);
}

Result<void> terminals(Home& home, bool as_json) {
  Listing listing{{"terminal", "epoch", "company", "store", "enrolled", "entries"}};
  const auto filled = home.ledger().each_enrollment([&](const Enrollment& one, std::uint64_t head_seq) {
    listing.add({one.terminal, one.epoch, one.company, one.store, utc(one.enrolled_unix_ms), head_seq});
  });
  return print(listing, filled, as_json);
}

Result<void> keys(Home& home, bool as_json) {
  Listing listing{{"terminal", "epoch", "key", "introduced", "used", "from_seq"}};
  const auto filled = home.ledger().each_key([&](const TerminalKey& one) {
    const bool used = one.used_unix_ms != 0;
    listing.add({one.terminal, one.epoch, one.number, utc(one.introduced_unix_ms), used ? utc(one.used_unix_ms) : "",
                 used ? one.from_seq : 0});
  });
  return print(listing, filled, as_json);
}

Result<bool> verify(Home& home, bool as_json) {
  auto audit = home.ledger().verify();
  if (!audit) return audit.error();
  if (as_json) {
    const nlohmann::ordered_json report{{"whole", audit->problems.empty()},  {"journals", audit->journals},
                                        {"entries", audit->entries},         {"postings", audit->postings},
                                        {"accounts", audit->accounts},       {"issued", audit->issued},
                                        {"redeemed", audit->redeemed},       {"expired", audit->expired},
                                        {"outstanding", audit->outstanding}, {"problems", audit->problems}};
    std::cout << report.dump(2) << '\n';
  } else {
    std::cout << "journals " << audit->journals << ", entries " << audit->entries << ", postings " << audit->postings
              << ", accounts " << audit->accounts << '\n'
              << "issued " << audit->issued << " = redeemed " << audit->redeemed << " + expired " << audit->expired
              << " + outstanding " << audit->outstanding << '\n';
    for (const std::string& problem : audit->problems) std::cout << "PROBLEM: " << problem << '\n';
    std::cout << (audit->problems.empty() ? "the books are whole\n" : "the books are NOT whole\n");
  }
  return audit->problems.empty();
}

}  // namespace kazasu::ledger::commands
