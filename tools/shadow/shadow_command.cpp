#include "shadow/shadow_command.hpp"

#include <iostream>

#include "kazasu/proto/message_json.hpp"
#include "progress_bar.hpp"
#include "request_input.hpp"
#include "shadow/shadow_report.hpp"
#include "shadow/shadow_text.hpp"
#include "tool_error.hpp"

namespace kazasu::tools {

std::shared_ptr<ShadowArguments> add_shadow_options(CLI::App& quote) {
  auto arguments = std::make_shared<ShadowArguments>();
  CLI::Option* shadow = quote.add_option("--shadow", arguments->offers_file,
                                         "price the past checkouts of --journal with the offers of this JSON file: "
                                         "{\"offers\": […]}, and {\"program\": …} "
                                         "if its rules change too; reports what would have been otherwise");
  CLI::Option* journal = quote.add_option("--journal", arguments->journal,
                                          "a terminal's folder or its journal.db, also while the terminal sells");
  shadow->needs(journal);
  journal->needs(shadow);
  quote
      .add_flag("--ignore-period", arguments->ignore_period,
                "take the new offers' valid_from and valid_to away, so that tomorrow's apply to the past")
      ->needs(shadow);
  return arguments;
}

int run_shadow(const ShadowArguments& arguments, bool json, Language language) {
  const auto text = read_input(arguments.offers_file, proto::kJsonBytesMax);
  if (!text) fail(text.error(), json, language);
  ShadowOptions options;
  options.ignore_period = arguments.ignore_period;
  if (auto read = proto::message_from_json(*text, options.offers); !read) {
    fail({read.error().code, arguments.offers_file + ": " + read.error().detail}, json, language);
  }
  auto archive = JournalArchive::open(arguments.journal);
  if (!archive) fail(archive.error(), json, language);
  Result<ShadowReport> report = [&] {
    const journal::JournalReader& reader = (*archive)->reader();
    ProgressBar bar{"kazasu quote --shadow", reader.last_seq() - reader.removed_seq()};
    return reprice_all(**archive, options, [&] { bar.step(); });
  }();
  if (!report) fail({report.error().code, arguments.offers_file + ": " + report.error().detail}, json, language);
  std::cout << (json ? shadow_json(*report) : shadow_text(*report, language)) << std::flush;
  if (report->seconds > 0) {
    std::cerr << report->entries << " entries in " << report->seconds << " s, "
              << static_cast<std::int64_t>(static_cast<double>(report->entries) / report->seconds) << "/s\n";
  }
  return report->fault ? 1 : 0;
}

}  // namespace kazasu::tools
