#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "temporary_folder.hpp"

namespace kazasu::ledger {

struct Finished {
  int status = -1;  ///< exit status; 128 + signal if one ended it
  std::string output;
};

/// Runs a program to its end and takes its standard output.
Finished run(const std::vector<std::string>& command);

/// An answer as curl saw it.
struct Fetched {
  int curl_status = -1;  ///< 0: there was an answer
  int status = 0;
  std::string body;
  std::string content_encoding;
};

/// The real program `kazasu-ledger` with the example data, in a folder of its own.
class LedgerProcess {
 public:
  LedgerProcess();
  ~LedgerProcess();
  LedgerProcess(const LedgerProcess&) = delete;
  LedgerProcess& operator=(const LedgerProcess&) = delete;

  /// Serves on a port that is free, or on this one, with further options of `kazasu-ledger serve`.
  void serve(const std::string& port = "0", const std::vector<std::string>& options = {});
  /// Ends the server; returns its exit status.
  int end(int signal);

  /// `kazasu-ledger COMMAND --directory … ARGUMENTS…`
  [[nodiscard]] Finished command(const std::string& name, const std::vector<std::string>& arguments = {}) const;

  /// A new one-time code to enrol a terminal of the store Ekimae with.
  [[nodiscard]] std::string enrollment_code(const std::string& terminal = "R1") const;

  /// Later requests show this certificate; nothing: none.
  void show_certificate(const std::string& certificate_pem, const std::string& private_key_pem);
  void show_no_certificate();
  [[nodiscard]] Fetched get(const std::string& target) const;
  [[nodiscard]] Fetched post(const std::string& target, const std::string& body,
                             const std::vector<std::string>& headers = {}) const;
  /// curl with these options; the address is added.
  [[nodiscard]] Fetched curl(std::vector<std::string> options, const std::string& target) const;

  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] std::string write(const std::string& name, const std::string& content) const;

 private:
  TemporaryFolder folder_;
  pid_t server_ = -1;
  std::string url_;
  bool shows_certificate_ = false;
};

}  // namespace kazasu::ledger
