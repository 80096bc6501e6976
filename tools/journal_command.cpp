#include "journal_command.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "kazasu/journal/journal.hpp"
#include "kazasu/proto/receipt_number.hpp"
#include "kazasu/values/time.hpp"
#include "tool_error.hpp"

namespace kazasu::tools {
namespace {

struct Arguments {
  std::string file;
  bool json = false;
};

std::string_view kind_name(v1::EntryKind kind) {
  switch (kind) {
    case v1::CHECKOUT: return "checkout";
    case v1::RETURN: return "return";
    case v1::VOID: return "void";
    default: return "unknown";
  }
}

/// What an entry says that is not personal.
nlohmann::ordered_json describe_entry(const journal::JournalCopy& copy, const v1::Entry& entry) {
  nlohmann::ordered_json row;
  row["receipt"] = proto::format_receipt_number({copy.terminal, copy.epoch, entry.seq()});
  row["kind"] = kind_name(entry.kind());
  row["recorded"] = format_timestamp({entry.wall_unix_ms(), 0});
  v1::EntryBody body;
  if (body.ParseFromString(entry.body())) {
    row["transaction_id"] = body.transaction_id();
    row["business_date"] = body.business_date();
    row["clerk"] = body.clerk();
    row["member"] = !body.sealed_member().empty();
    if (body.has_checkout()) {
      row["total"] = body.checkout().quote().total();
      row["awarded_points"] = body.checkout().quote().awarded_points();
      row["redeemed_points"] = body.checkout().quote().redeemed_points();
    } else if (body.has_return_()) {
      row["sale"] = body.return_().sale_receipt_number();
      row["refund"] = body.return_().booked().refund();
    }
  }
  row["acknowledged"] = entry.seq() <= copy.acknowledged.seq;
  row["hash"] = to_hex(as_bytes(entry.hash()));
  return row;
}

void show(const Arguments& arguments) {
  auto copy = journal::read_journal_file(arguments.file);
  if (!copy) fail(copy.error(), arguments.json);
  for (const v1::Entry& entry : copy->entries) {
    const nlohmann::ordered_json row = describe_entry(*copy, entry);
    if (arguments.json) {
      std::cout << row.dump() << '\n';
      continue;
    }
    const std::string amount = row.contains("total")    ? row["total"].dump()
                               : row.contains("refund") ? "-" + row["refund"].dump()
                                                        : "";
    std::printf("%-16s %-8s %s  %-14s %8s  %s%s\n", row["receipt"].get<std::string>().c_str(),
                row["kind"].get<std::string>().c_str(), row.value("business_date", "").c_str(),
                row.value("transaction_id", "").c_str(), amount.c_str(), row.value("member", false) ? "member " : "",
                row["acknowledged"].get<bool>() ? "" : "waits for sync");
  }
  if (copy->verification.fault) std::cerr << "stopped before a fault: see `kazasu journal verify`\n";
}

void verify(const Arguments& arguments) {
  auto copy = journal::read_journal_file(arguments.file);
  if (!copy) fail(copy.error(), arguments.json);
  const journal::Verification& report = copy->verification;
  if (arguments.json) {
    nlohmann::ordered_json answer{{"ok", !report.fault},
                                  {"terminal", copy->terminal},
                                  {"epoch", copy->epoch},
                                  {"entries", report.entries},
                                  {"acknowledged", copy->acknowledged.seq},
                                  {"head_hash", to_hex(report.head.hash)}};
    if (report.fault) answer["fault"] = {{"seq", report.fault->seq}, {"what", report.fault->what}};
    std::cout << answer.dump() << '\n';
  } else {
    std::cout << "terminal " << copy->terminal << ", epoch " << copy->epoch << ": " << report.entries << " entries, "
              << copy->acknowledged.seq << " acknowledged by the ledger\nhead " << to_hex(report.head.hash) << '\n';
    if (report.fault) {
      std::cout << "FAULT at entry " << report.fault->seq << ": " << report.fault->what
                << "\nWhat to do: keep this file, do not sell with it, and call support.\n";
    } else {
      std::cout << "the chain is whole\n";
    }
  }
  if (report.fault) throw CLI::RuntimeError(2);
}

}  // namespace

void add_journal_command(CLI::App& app) {
  CLI::App* command = app.add_subcommand("journal", "look into a terminal's journal while the terminal does not run");
  command->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, void (*run)(const Arguments&)) {
    auto arguments = std::make_shared<Arguments>();
    CLI::App* sub = command->add_subcommand(name, what);
    sub->add_option("file", arguments->file, "journal.db, in the terminal's directory")->required();
    sub->add_flag("--json", arguments->json, "JSON instead of a table");
    sub->callback([arguments, run] { run(*arguments); });
  };
  add("show", "one line an entry; nothing personal is shown", &show);
  add("verify", "recompute the whole hash chain; exit status 2 if it is broken", &verify);
}

}  // namespace kazasu::tools
