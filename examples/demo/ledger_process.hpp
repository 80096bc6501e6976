#pragma once

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "child_process.hpp"

namespace demo {

/// The central ledger: a directory, and a server process that can be stopped and started again at the same port.
class LedgerProcess {
 public:
  LedgerProcess(std::filesystem::path program, std::filesystem::path directory, const std::filesystem::path& data);

  void start();
  void stop();
  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] std::filesystem::path authority() const { return directory_ / "authority.pem"; }
  [[nodiscard]] std::filesystem::path card_master_key() const { return directory_ / "keys" / "card_master_key_1"; }
  /// A one-time code for a terminal.
  std::string code(const std::string& terminal, const std::string& store);
  /// A listing command's answer.
  nlohmann::json list(const std::string& command);

 private:
  [[nodiscard]] std::string log() const { return directory_.string() + ".log"; }

  std::filesystem::path program_;
  std::filesystem::path directory_;
  int port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace demo
