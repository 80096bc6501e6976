#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "child_process.hpp"

namespace demo {

/// The register's process and its cashier: keys go in, `#` lines come out; receipts are shown or kept quiet.
class RegisterProcess {
 public:
  RegisterProcess(std::filesystem::path program, std::filesystem::path configuration,
                  std::map<std::string, std::string> environment);

  void start();
  /// SIGKILL: as when the power goes.
  void kill();
  /// The key "quit", and its end.
  void quit();

  void press(const std::string& key) { process_->write_line(key); }
  /// The next `#` line that begins with one of the words; throws std::runtime_error with what came instead.
  std::string expect(const std::vector<std::string>& words,
                     std::chrono::milliseconds within = std::chrono::seconds{10});
  std::string press_and_expect(const std::string& key, const std::vector<std::string>& words);
  void show_receipts(bool show) { show_receipts_ = show; }

 private:
  std::filesystem::path program_;
  std::filesystem::path configuration_;
  std::map<std::string, std::string> environment_;
  std::unique_ptr<ChildProcess> process_;
  bool show_receipts_ = true;
};

/// `name=value` in a `#` line; 0 if it is not there.
long long number_in(const std::string& line, const std::string& name);
/// Word number `index` of a line, from 0.
std::string word_of(const std::string& line, std::size_t index);

}  // namespace demo
