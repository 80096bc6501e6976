// kazasu journal replay: every receipt and return priced again must give the same bytes
#include <google/protobuf/util/message_differencer.h>
#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "journal/commands.hpp"
#include "journal_archive.hpp"
#include "kazasu/proto/receipt_number.hpp"
#include "progress_bar.hpp"
#include "repricing.hpp"
#include "tool_error.hpp"

namespace kazasu::tools {
namespace {

constexpr std::size_t kNamedOfAReason = 20;

struct Arguments {
  std::string place;
  bool json = false;
};

struct Difference {
  std::string receipt;
  std::string field;               ///< path in the EntryBody, as in `checkout.quote.lines[0].net`
  std::string recorded, repriced;  ///< "" where that side has no such field
};

struct LeftOut {
  std::string receipt, reason, detail;
};

struct Replayed {
  std::uint64_t same = 0;
  std::uint64_t different = 0;
  std::optional<Difference> first;
  std::vector<LeftOut> left_out;
  std::optional<journal::JournalFault> fault;
};

/// The first field in which two bodies differ.
Difference first_difference(const v1::EntryBody& recorded, const v1::EntryBody& repriced) {
  std::string all;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&all);
  if (differencer.Compare(recorded, repriced)) return {{}, "the encoding", "other bytes", "of the same content"};
  // A line of it: `modified: checkout.quote.total: 380 -> 390`, `added: checkout.quote.hints[0]: { … }`, `deleted: …`
  const std::string line = all.substr(0, all.find('\n'));
  const std::size_t kind_end = line.find(": ");
  const std::string kind = line.substr(0, kind_end);
  const std::size_t field_end = line.find(": ", kind_end + 2);
  Difference difference;
  difference.field = line.substr(kind_end + 2, field_end - kind_end - 2);
  const std::string values = line.substr(field_end + 2);
  const std::size_t arrow = values.find(" -> ");
  if (kind == "added") {
    difference.repriced = values;
  } else if (kind == "deleted") {
    difference.recorded = values;
  } else {
    difference.recorded = values.substr(0, arrow);
    difference.repriced = arrow == std::string::npos ? "" : values.substr(arrow + 4);
  }
  return difference;
}

class Replay {
 public:
  explicit Replay(JournalArchive& archive) : archive_(archive), repricing_(archive) {}

  void take(const v1::Entry& entry) {
    auto opened = archive_.open_entry(entry);
    if (!opened) return leave_out(entry, opened.error());
    auto body = repricing_.body_of(*opened);
    if (!body) return leave_out(entry, body.error());
    if (body->SerializeAsString() == entry.body()) {
      ++replayed_.same;
      return;
    }
    ++replayed_.different;
    if (replayed_.first) return;
    replayed_.first = first_difference(opened->body, *body);
    replayed_.first->receipt = receipt(entry);
  }

  Replayed finish(const journal::Verification& verified) {
    replayed_.fault = verified.fault;
    return std::move(replayed_);
  }

 private:
  [[nodiscard]] std::string receipt(const v1::Entry& entry) const {
    return proto::format_receipt_number({archive_.terminal(), archive_.epoch(), entry.seq()});
  }
  void leave_out(const v1::Entry& entry, const Error& why) {
    replayed_.left_out.push_back({receipt(entry), std::string{name_of(why.code)}, why.detail});
  }

  JournalArchive& archive_;
  Repricing repricing_;
  Replayed replayed_;
};

void print_json(const Replayed& replayed) {
  nlohmann::ordered_json json{{"same", replayed.same}, {"different", replayed.different}};
  if (replayed.first) {
    json["first_difference"] = {{"receipt", replayed.first->receipt},
                                {"field", replayed.first->field},
                                {"recorded", replayed.first->recorded},
                                {"repriced", replayed.first->repriced}};
  }
  json["not_replayed"] = nlohmann::ordered_json::array();
  for (const LeftOut& one : replayed.left_out) {
    json["not_replayed"].push_back({{"receipt", one.receipt}, {"reason", one.reason}, {"detail", one.detail}});
  }
  if (replayed.fault) json["fault"] = {{"seq", replayed.fault->seq}, {"what", replayed.fault->what}};
  std::cout << json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
}

void print_text(const Replayed& replayed) {
  std::cout << replayed.same << " entries priced again to the same bytes\n";
  if (replayed.first) {
    const auto value = [](const std::string& text) { return text.empty() ? std::string{"nothing"} : text; };
    std::cout << replayed.different << " DIFFER, the first of them " << replayed.first->receipt << ":\n  "
              << replayed.first->field << "\n    recorded " << value(replayed.first->recorded) << "\n    repriced "
              << value(replayed.first->repriced)
              << "\nWhat to do: keep the journal and this answer, and call support: either the entry was not priced by "
                 "these rules, or the rules have changed.\n";
  }
  if (!replayed.left_out.empty()) {
    std::cout << replayed.left_out.size() << " could not be priced again:\n";
    std::map<std::string, std::size_t> counts;
    for (const LeftOut& one : replayed.left_out) {
      const std::size_t count = ++counts[one.reason];
      if (count <= kNamedOfAReason)
        std::cout << "  " << one.receipt << "  " << one.reason << ": " << one.detail << '\n';
    }
    for (const auto& [reason, count] : counts) {
      if (count > kNamedOfAReason)
        std::cout << "  … and " << count - kNamedOfAReason << " more: " << reason << " (--json lists all)\n";
    }
  }
  if (replayed.fault) {
    std::cout << "STOPPED at entry " << replayed.fault->seq << ": " << replayed.fault->what
              << "; see `kazasu journal verify`\n";
  }
}

void run(const Arguments& arguments) {
  auto archive = JournalArchive::open(arguments.place);
  if (!archive) fail(archive.error(), arguments.json);
  Replay replay{**archive};
  journal::JournalReader& reader = (*archive)->reader();
  auto verified = [&] {
    ProgressBar bar{"kazasu journal replay", reader.last_seq() - reader.removed_seq()};
    return reader.for_each([&](const v1::Entry& entry) {
      replay.take(entry);
      bar.step();
      return true;
    });
  }();
  if (!verified) fail(verified.error(), arguments.json);
  const Replayed replayed = replay.finish(*verified);
  if (arguments.json) {
    print_json(replayed);
  } else {
    print_text(replayed);
  }
  std::cout.flush();
  if (replayed.different > 0 || replayed.fault) throw CLI::RuntimeError(1);
  if (!replayed.left_out.empty()) throw CLI::RuntimeError(2);
}

}  // namespace

void add_journal_replay_command(CLI::App& journal) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App& command = *journal.add_subcommand(
      "replay",
      "price every receipt and return again from its inputs and offers; each must give the same bytes. Exit status 1: "
      "an entry differs, and the first difference is told; 2: none does, but some could not be priced again");
  add_journal_argument(command, arguments->place);
  command.add_flag("--json", arguments->json, "JSON instead of text");
  command.callback([arguments] { run(*arguments); });
}

}  // namespace kazasu::tools
