#include "ledger_process.hpp"

#include <signal.h>

#include <stdexcept>
#include <utility>

namespace demo {

LedgerProcess::LedgerProcess(std::filesystem::path program, std::filesystem::path directory,
                             const std::filesystem::path& data)
    : program_(std::move(program)), directory_(std::move(directory)) {
  output_of({program_, "init", "--directory", directory_}, log());
  output_of({program_, "load", "--directory", directory_, data}, log());
}

void LedgerProcess::start() {
  process_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{program_, "serve", "--directory", directory_, "--port", std::to_string(port_)},
      std::map<std::string, std::string>{}, log());
  const auto line = process_->read_line(std::chrono::seconds{10});
  const std::size_t colon = line ? line->rfind(':') : std::string::npos;
  if (!line || !line->starts_with("listening on https://") || colon == std::string::npos) {
    throw std::runtime_error("the ledger does not start; see " + log());
  }
  port_ = std::stoi(line->substr(colon + 1));
}

void LedgerProcess::stop() {
  if (!process_) return;
  process_->signal(SIGTERM);
  process_->wait();
  process_.reset();
}

std::string LedgerProcess::code(const std::string& terminal, const std::string& store) {
  std::string code =
      output_of({program_, "code", "--directory", directory_, "--terminal", terminal, "--store", store}, log());
  while (!code.empty() && (code.back() == '\n' || code.back() == ' ')) code.pop_back();
  return code;
}

nlohmann::json LedgerProcess::list(const std::string& command) {
  return nlohmann::json::parse(output_of({program_, command, "--directory", directory_, "--json"}, log()));
}

}  // namespace demo
