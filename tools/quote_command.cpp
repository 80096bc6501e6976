#include "quote_command.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/pricing/returns.hpp"
#include "kazasu/pricing/validate.hpp"
#include "kazasu/proto/message_json.hpp"
#include "kazasu/proto/quote_json.hpp"
#include "kazasu/terminal/quote_text.hpp"
#include "language_option.hpp"
#include "request_input.hpp"
#include "shadow/shadow_command.hpp"

namespace kazasu::tools {
namespace {

struct AnswerOptions {
  std::string file;
  bool batch = false;
  bool json = false;
  std::size_t hints = 0;  ///< at most
  Language language = Language::ja;
};

/// One request's answer, as JSON or as a receipt.
using Answer = std::function<Result<std::string>(std::string_view request, const AnswerOptions& options)>;

Result<std::string> answer_quote(std::string_view json, const AnswerOptions& options) {
  const auto request = proto::quote_request_from_json(json);
  if (!request) return request.error();
  const auto offers = OfferIndex::build(request->program, request->offers);
  if (!offers) return offers.error();
  Quote priced;
  QuoteOptions quote_options;
  quote_options.hints = options.hints > 0;
  if (auto valid = validate_shelf(request->shelf, request->program); !valid) return valid.error();
  quote_options.products = request->shelf;
  if (auto quoted = QuoteEngine{}.quote(**offers, request->sale, priced, quote_options); !quoted) return quoted.error();
  if (priced.hints.size() > options.hints) priced.hints.resize(options.hints);
  return options.json ? proto::quote_to_json(priced) + "\n" : quote_text(*request, priced, options.language);
}

Result<std::string> answer_returns(std::string_view json, const AnswerOptions& options) {
  const auto request = proto::return_request_from_json(json);
  if (!request) return request.error();
  const auto returns = quote_returns(*request);
  if (!returns) return returns.error();
  return options.json ? proto::returns_to_json(*returns) + "\n" : returns_text(*request, *returns, options.language);
}

std::string error_json(const Error& error) {
  const nlohmann::ordered_json json{
      {"error", {{"code", name_of(error.code)}, {"detail", error.detail}, {"remedy", name_of(remedy_of(error.code))}}}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

/// Exit code 1 if the request, or the file, failed.
int answer_one(const AnswerOptions& options, const Answer& answer) {
  const auto request = read_input(options.file, proto::kJsonBytesMax);
  const Result<std::string> text = request ? answer(*request, options) : Result<std::string>{request.error()};
  if (text) {
    std::cout << *text;
    return 0;
  }
  if (options.json) {
    std::cout << error_json(text.error());
  } else {
    std::cerr << clerk_sentence(text.error().code, options.language) << "\n" << describe(text.error()) << "\n";
  }
  return 1;
}

/// A bad line has its own answer and stops nothing.
int answer_lines(std::istream& input, const AnswerOptions& options, const Answer& answer) {
  std::string line;
  for (LineRead read = read_line(input, proto::kJsonBytesMax, line); read != LineRead::end;
       read = read_line(input, proto::kJsonBytesMax, line)) {
    const Result<std::string> text = read == LineRead::line
                                         ? answer(line, options)
                                         : Error{ErrorCode::limit_exceeded, "the document: more than 64 MiB"};
    std::cout << (text ? *text : error_json(text.error()));
  }
  return 0;
}

int answer_batch(const AnswerOptions& options, const Answer& answer) {
  if (options.file == "-") return answer_lines(std::cin, options, answer);
  std::ifstream file{options.file, std::ios::binary};
  if (!file) {
    std::cerr << describe({ErrorCode::file_unreadable, options.file + ": cannot be opened"}) << "\n";
    return 1;
  }
  return answer_lines(file, options, answer);
}

std::shared_ptr<AnswerOptions> add_command(CLI::App& command) {
  const auto options = std::make_shared<AnswerOptions>();
  command.add_option("FILE", options->file, "the request as JSON; - reads standard input");
  command.add_flag("--json", options->json, "answer as JSON, errors too");
  command.add_flag("--batch", options->batch, "one request a line, one JSON answer a line");
  add_language_option(command, options->language, "of the receipt");
  return options;
}

void answer(AnswerOptions& options, const Answer& answer) {
  if (options.file.empty()) throw CLI::RequiredError("FILE");
  if (options.batch) options.json = true;
  const int exit_code = options.batch ? answer_batch(options, answer) : answer_one(options, answer);
  std::cout.flush();
  if (exit_code != 0) throw CLI::RuntimeError(exit_code);
}

}  // namespace

void add_quote_command(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("quote", "price a basket: discounts, tax, points, and why");
  const auto options = add_command(command);
  command
      .add_option("--hints", options->hints,
                  "also say what would make further offers apply, and what it would save: at most so many (up to 16)")
      ->check(CLI::Range(1, 16));
  const auto shadow = add_shadow_options(command);
  command.callback([options, shadow] {
    if (shadow->offers_file.empty()) return answer(*options, answer_quote);
    if (!options->file.empty() || options->batch || options->hints > 0) {
      throw CLI::ExcludesError("--shadow", "FILE, --batch and --hints");
    }
    if (const int exit_code = run_shadow(*shadow, options->json, options->language); exit_code != 0) {
      throw CLI::RuntimeError(exit_code);
    }
  });
}

void add_return_command(CLI::App& app) {
  CLI::App& command = *app.add_subcommand("return", "what giving units back refunds, in any order");
  const auto options = add_command(command);
  command.callback([options] { answer(*options, answer_returns); });
}

}  // namespace kazasu::tools
