#include "register_process.hpp"

#include <signal.h>

#include <algorithm>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace demo {
namespace {

constexpr int kDevices = 2;  // of the configuration that Morning writes

}  // namespace

RegisterProcess::RegisterProcess(std::filesystem::path program, std::filesystem::path configuration,
                                 std::map<std::string, std::string> environment)
    : program_(std::move(program)), configuration_(std::move(configuration)), environment_(std::move(environment)) {}

void RegisterProcess::start() {
  const std::string log = configuration_.parent_path() / "register.log";
  process_ = std::make_unique<ChildProcess>(std::vector<std::string>{program_, configuration_}, environment_, log);
  expect({"#ready"});
  // Reader and scanner: what is scanned before the register has the line open belongs to nobody.
  for (int device = 0; device < kDevices; ++device) expect({"#device ready"});
}

void RegisterProcess::kill() {
  process_->signal(SIGKILL);
  process_->wait();
}

void RegisterProcess::quit() {
  press("quit");
  process_->wait();
  process_.reset();
}

std::string RegisterProcess::expect(const std::vector<std::string>& words, std::chrono::milliseconds within) {
  const auto deadline = std::chrono::steady_clock::now() + within;
  std::string before;
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    const auto line = process_->read_line(std::max(left, std::chrono::milliseconds{0}));
    if (!line) break;
    if (!line->starts_with('#')) {
      if (show_receipts_) std::cout << "    │ " << *line << '\n';
      continue;
    }
    for (const std::string& word : words) {
      if (line->starts_with(word)) return *line;
    }
    before += "\n    " + *line;
  }
  throw std::runtime_error("the register did not say " + words.front() + "; it said:" + before);
}

std::string RegisterProcess::press_and_expect(const std::string& key, const std::vector<std::string>& words) {
  press(key);
  return expect(words);
}

long long number_in(const std::string& line, const std::string& name) {
  const std::size_t at = line.find(" " + name + "=");
  return at == std::string::npos ? 0 : std::stoll(line.substr(at + name.size() + 2));
}

std::string word_of(const std::string& line, std::size_t index) {
  std::istringstream words{line};
  std::string word;
  for (std::size_t i = 0; i <= index; ++i) words >> word;
  return word;
}

}  // namespace demo
