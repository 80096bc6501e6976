// kazasu journal show, verify
#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "journal/commands.hpp"
#include "journal_archive.hpp"
#include "kazasu/proto/entry_clock.hpp"
#include "kazasu/proto/receipt_number.hpp"
#include "kazasu/values/time.hpp"
#include "progress_bar.hpp"
#include "tool_error.hpp"

namespace kazasu::tools {
namespace {

struct Arguments {
  std::string place;
  bool json = false;
};

/// What an entry says that is not personal.
nlohmann::ordered_json describe_entry(const journal::JournalReader& reader, const v1::Entry& entry) {
  nlohmann::ordered_json row;
  row["receipt"] = proto::format_receipt_number({reader.terminal(), reader.epoch(), entry.seq()});
  row["kind"] = kind_name(entry.kind());
  row["recorded"] = format_timestamp({entry.wall_unix_ms(), 0});
  v1::EntryBody body;
  if (body.ParseFromString(entry.body())) {
    row["transaction_id"] = body.transaction_id();
    row["business_date"] = body.business_date();
    row["clerk"] = body.clerk();
    row["member"] = !body.sealed_member().empty();
    if (const std::int64_t error_s = proto::wall_error_s(body.clock()); error_s != 0) row["clock_error_s"] = error_s;
    if (body.has_checkout()) {
      row["total"] = body.checkout().quote().total();
      row["awarded_points"] = body.checkout().quote().awarded_points();
      row["redeemed_points"] = body.checkout().quote().redeemed_points();
      for (const std::string& offer : body.checkout().funding().budgets()) row["within_budgets"].push_back(offer);
    } else if (body.has_return_()) {
      row["sale"] = body.return_().sale_receipt_number();
      row["refund"] = body.return_().booked().refund();
    } else if (body.has_leases_ended()) {
      row["leases_ended"] = body.leases_ended().generation();
    }
  }
  row["acknowledged"] = entry.seq() <= reader.acknowledged_seq();
  row["hash"] = to_hex(as_bytes(entry.hash()));
  return row;
}

void print_row(const nlohmann::ordered_json& row) {
  const std::string amount = row.contains("total")    ? row["total"].dump()
                             : row.contains("refund") ? "-" + row["refund"].dump()
                                                      : "";
  std::printf("%-16s %-8s %s  %-14s %8s  %s%s%s\n", row["receipt"].get<std::string>().c_str(),
              row["kind"].get<std::string>().c_str(), row.value("business_date", "").c_str(),
              row.value("transaction_id", "").c_str(), amount.c_str(), row.value("member", false) ? "member " : "",
              row.contains("clock_error_s") ? ("clock wrong by " + row["clock_error_s"].dump() + " s ").c_str() : "",
              row["acknowledged"].get<bool>() ? "" : "waits for sync");
}

void show(const Arguments& arguments) {
  auto archive = JournalArchive::open(arguments.place);
  if (!archive) fail(archive.error(), arguments.json);
  journal::JournalReader& reader = (*archive)->reader();
  auto verified = reader.for_each([&](const v1::Entry& entry) {
    const nlohmann::ordered_json row = describe_entry(reader, entry);
    if (arguments.json) {
      std::cout << row.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
    } else {
      print_row(row);
    }
    return true;
  });
  if (!verified) fail(verified.error(), arguments.json);
  if (verified->fault) std::cerr << "stopped before a fault: see `kazasu journal verify`\n";
}

nlohmann::ordered_json report_json(const journal::JournalReader& reader, const journal::Verification& report) {
  nlohmann::ordered_json answer{{"ok", !report.fault},
                                {"terminal", reader.terminal()},
                                {"epoch", reader.epoch()},
                                {"schema_version", reader.schema_version()},
                                {"backup", reader.is_copy()},
                                {"removed", report.removed.seq},
                                {"entries", report.entries},
                                {"acknowledged", reader.acknowledged_seq()},
                                {"head_hash", to_hex(report.head.hash)}};
  if (report.fault) answer["fault"] = {{"seq", report.fault->seq}, {"what", report.fault->what}};
  return answer;
}

void print_report(const journal::JournalReader& reader, const journal::Verification& report) {
  std::cout << "terminal " << reader.terminal() << ", epoch " << reader.epoch() << ": " << report.entries
            << " entries, acknowledged by the ledger up to " << reader.acknowledged_seq() << '\n';
  if (report.removed.seq > 0) {
    std::cout << "entries up to " << report.removed.seq << " were settled and removed by retention\n";
  }
  if (reader.is_copy()) std::cout << "this file is a backup: nothing may be sold with it\n";
  std::cout << "head " << to_hex(report.head.hash) << '\n';
  if (report.fault) {
    std::cout << "FAULT at entry " << report.fault->seq << ": " << report.fault->what
              << "\nWhat to do: keep this file, do not sell with it, and run `kazasu journal salvage`.\n";
  } else {
    std::cout << "the chain is whole\n";
  }
}

void verify(const Arguments& arguments) {
  auto archive = JournalArchive::open(arguments.place);
  if (!archive) fail(archive.error(), arguments.json);
  journal::JournalReader& reader = (*archive)->reader();
  auto report = [&] {
    ProgressBar bar{"kazasu journal verify", reader.last_seq() - reader.removed_seq()};
    return reader.for_each([&](const v1::Entry&) {
      bar.step();
      return true;
    });
  }();
  if (!report) fail(report.error(), arguments.json);
  if (arguments.json) {
    std::cout << report_json(reader, *report).dump() << '\n';
  } else {
    print_report(reader, *report);
  }
  if (report->fault) throw CLI::RuntimeError(2);
}

void add(CLI::App& journal, const char* name, const char* what, void (*run)(const Arguments&)) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App& command = *journal.add_subcommand(name, what);
  add_journal_argument(command, arguments->place);
  command.add_flag("--json", arguments->json, "JSON instead of a table");
  command.callback([arguments, run] { run(*arguments); });
}

}  // namespace

void add_journal_argument(CLI::App& command, std::string& place) {
  command.add_option("JOURNAL", place, "a terminal's folder, or a journal file such as its journal.db")->required();
}

std::string_view kind_name(v1::EntryKind kind) {
  switch (kind) {
    case v1::CHECKOUT: return "checkout";
    case v1::RETURN: return "return";
    case v1::VOID: return "void";
    case v1::LEASES_ENDED: return "leases";
    default: return "unknown";
  }
}

void add_show_command(CLI::App& journal) {
  add(journal, "show", "one line an entry; nothing personal is shown", &show);
}

void add_verify_command(CLI::App& journal) {
  add(journal, "verify", "recompute the whole hash chain; exit status 2 if it is broken", &verify);
}

}  // namespace kazasu::tools
