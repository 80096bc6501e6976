// kazasu journal export: JSON lines, or the receipts as text (an electronic journal)
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <charconv>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <unordered_map>

#include "journal/commands.hpp"
#include "journal_archive.hpp"
#include "kazasu/proto/message_json.hpp"
#include "kazasu/proto/receipt_number.hpp"
#include "kazasu/terminal/receipt_text.hpp"
#include "kazasu/values/time.hpp"
#include "language_option.hpp"
#include "progress_bar.hpp"
#include "receipt/text_columns.hpp"
#include "receipts.hpp"
#include "tool_error.hpp"

namespace kazasu::tools {
namespace {

struct Arguments {
  std::string place;
  std::string from, to;
  bool readable = false;
  bool with_identifiers = false;
  Language language = Language::ja;
};

/// One end of the range: a business date or a sequence number.
class Bound {
 public:
  static Result<Bound> parse(const std::string& text, const char* option) {
    Bound bound;
    if (text.empty()) return bound;
    if (parse_date(text)) {
      bound.date_ = text;
      return bound;
    }
    std::uint64_t seq = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seq);
    if (failed != std::errc{} || end != text.data() + text.size() || seq == 0) {
      return Error{ErrorCode::invalid_argument,
                   std::string{option} + ": a business date YYYY-MM-DD or an entry's number from 1 is wanted"};
    }
    bound.seq_ = seq;
    return bound;
  }

  [[nodiscard]] bool is_after(std::uint64_t seq, const std::string& date) const {
    return (seq_ && seq < *seq_) || (date_ && date < *date_);
  }
  [[nodiscard]] bool is_before(std::uint64_t seq, const std::string& date) const {
    return (seq_ && seq > *seq_) || (date_ && date > *date_);
  }

 private:
  std::optional<std::uint64_t> seq_;
  std::optional<std::string> date_;
};

std::string_view decision_name(v1::Verdict::Decision decision) {
  switch (decision) {
    case v1::Verdict::ACCEPTED: return "accepted";
    case v1::Verdict::ADJUSTED: return "adjusted";
    case v1::Verdict::REFUSED: return "refused";
    default: return "unknown";
  }
}

class Export {
 public:
  Export(JournalArchive& archive, const Arguments& arguments) : archive_(archive), arguments_(arguments) {}

  Result<void> load_verdicts() {
    auto verdicts = archive_.reader().verdicts();
    if (!verdicts) return verdicts.error();
    for (v1::Verdict& verdict : *verdicts) {
      if (verdict.epoch() == archive_.epoch()) verdicts_.insert_or_assign(verdict.seq(), std::move(verdict));
    }
    return {};
  }

  Result<void> write(const OpenedEntry& opened) {
    ++written_;
    return arguments_.readable ? write_receipt(opened) : write_line(opened);
  }

  [[nodiscard]] std::uint64_t written() const { return written_; }
  [[nodiscard]] std::uint64_t failed() const { return failed_; }

 private:
  /// One JSON object; docs/journal.md describes it.
  Result<void> write_line(const OpenedEntry& opened) {
    const v1::Entry& entry = opened.entry;
    nlohmann::ordered_json line{
        {"receipt", proto::format_receipt_number({archive_.terminal(), archive_.epoch(), entry.seq()})},
        {"terminal", archive_.terminal()},
        {"epoch", archive_.epoch()},
        {"seq", entry.seq()},
        {"kind", kind_name(entry.kind())},
        {"recorded", format_timestamp({entry.wall_unix_ms(), 0})},
        {"wall_unix_ms", entry.wall_unix_ms()},
        {"monotonic_ns", entry.monotonic_ns()},
        {"hash", to_hex(as_bytes(entry.hash()))},
        {"acknowledged", entry.seq() <= archive_.reader().acknowledged_seq()}};
    if (const auto verdict = verdicts_.find(entry.seq()); verdict != verdicts_.end()) {
      line["verdict"] = {{"number", verdict->second.number()},
                         {"decision", decision_name(verdict->second.decision())},
                         {"points_difference", verdict->second.points_difference()},
                         {"reason", verdict->second.reason()}};
    }
    std::string text = line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    text.pop_back();
    text += ",\"body\":" + proto::message_to_json(opened.body);
    if (arguments_.with_identifiers && opened.member) text += ",\"member\":" + proto::message_to_json(*opened.member);
    std::cout << text << "}\n";
    return {};
  }

  Result<void> write_receipt(const OpenedEntry& opened) {
    if (opened.body.has_leases_ended()) return {};  // nothing that a customer was given
    auto text = receipt_of_entry(opened);
    if (text) {
      std::cout << *text << '\n';
      return {};
    }
    ++failed_;
    std::cout << "*** " << proto::format_receipt_number({archive_.terminal(), archive_.epoch(), opened.entry.seq()})
              << ": " << receipt::printable(describe(text.error())) << "\n\n";
    return {};
  }

  Result<std::string> receipt_of_entry(const OpenedEntry& opened) {
    if (opened.body.has_return_()) {
      auto receipt = return_receipt_of(archive_, opened, false);
      if (!receipt) return receipt.error();
      return receipt_text(*receipt, arguments_.language);
    }
    auto receipt = receipt_of(archive_, opened, false);
    if (!receipt) return receipt.error();
    return receipt_text(*receipt, arguments_.language);
  }

  JournalArchive& archive_;
  const Arguments& arguments_;
  std::unordered_map<std::uint64_t, v1::Verdict> verdicts_;
  std::uint64_t written_ = 0;
  std::uint64_t failed_ = 0;
};

void run(const Arguments& arguments) {
  const auto from = Bound::parse(arguments.from, "--from");
  if (!from) fail(from.error(), false, arguments.language);
  const auto to = Bound::parse(arguments.to, "--to");
  if (!to) fail(to.error(), false, arguments.language);
  auto archive = JournalArchive::open(arguments.place);
  if (!archive) fail(archive.error(), false, arguments.language);
  if (arguments.with_identifiers && !(*archive)->has_key()) {
    fail({ErrorCode::key_missing,
          "--with-identifiers: the terminal's journal key is wanted, in keys/ beside the journal"},
         false, arguments.language);
  }
  Export exported{**archive, arguments};
  if (auto loaded = exported.load_verdicts(); !loaded) fail(loaded.error(), false, arguments.language);
  std::optional<Error> failed;
  journal::JournalReader& reader = (*archive)->reader();
  auto verified = [&] {
    ProgressBar bar{"kazasu journal export", reader.last_seq() - reader.removed_seq(), ::isatty(STDOUT_FILENO) != 0};
    return reader.for_each([&](const v1::Entry& entry) {
      bar.step();
      auto opened = (*archive)->open_entry(entry);
      if (!opened) {
        failed = opened.error();
        return false;
      }
      const std::string& date = opened->body.business_date();
      if (from->is_after(entry.seq(), date) || to->is_before(entry.seq(), date)) return true;
      if (auto written = exported.write(*opened); !written) failed = written.error();
      if (!std::cout) failed = Error{ErrorCode::file_unreadable, "the output cannot be written: is the disk full?"};
      return !failed;
    });
  }();
  std::cout.flush();
  if (!verified) fail(verified.error(), false, arguments.language);
  if (failed) fail(*failed, false, arguments.language);
  if (verified->fault) {
    fail({ErrorCode::journal_corrupt, "entry " + std::to_string(verified->fault->seq) + ": " + verified->fault->what +
                                          ": what comes before it was exported; see `kazasu journal verify`"},
         false, arguments.language);
  }
  std::cerr << exported.written() << " entries\n";
  if (exported.failed() == 0) return;
  std::cerr << exported.failed() << " of them could not be printed: each says why in its place\n";
  throw CLI::RuntimeError(1);
}

}  // namespace

void add_export_command(CLI::App& journal) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App& command = *journal.add_subcommand(
      "export",
      "write the entries as JSON lines, or with --readable as the receipts they are; members stay sealed unless asked");
  add_journal_argument(command, arguments->place);
  command.add_option("--from", arguments->from, "the first business date (YYYY-MM-DD) or entry number, inclusive");
  command.add_option("--to", arguments->to, "the last one, inclusive");
  CLI::Option* readable =
      command.add_flag("--readable", arguments->readable, "an electronic journal: sales, returns and voids as text");
  command
      .add_flag("--with-identifiers", arguments->with_identifiers,
                "open the sealed part of each entry: account, identifier hash and what was known of the member; needs "
                "the terminal's keys, and the output is personal data")
      ->excludes(readable);
  add_language_option(command, arguments->language, "of the receipts");
  command.callback([arguments] { run(*arguments); });
}

}  // namespace kazasu::tools
