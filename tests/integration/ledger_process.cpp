#include "ledger_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <sstream>

extern char** environ;

namespace kazasu::ledger {
namespace {

/// Starts a program whose standard output is the returned descriptor.
int start(const std::vector<std::string>& command, pid_t& process) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  const int failed = ::posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  INFO("starting " << command[0]);
  REQUIRE(failed == 0);
  return ends[0];
}

int exit_status_of(pid_t process) {
  int status = 0;
  REQUIRE(::waitpid(process, &status, 0) == process);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

constexpr const char* kProgram = KAZASU_BINARY_DIR "/kazasu-ledger";

}  // namespace

Finished run(const std::vector<std::string>& command) {
  pid_t process = -1;
  const int output = start(command, process);
  Finished finished;
  std::array<char, 65536> buffer{};
  ssize_t count = 0;
  while ((count = ::read(output, buffer.data(), buffer.size())) > 0) {
    finished.output.append(buffer.data(), static_cast<std::size_t>(count));
  }
  ::close(output);
  finished.status = exit_status_of(process);
  return finished;
}

LedgerProcess::LedgerProcess() {
  REQUIRE(command("init").status == 0);
  REQUIRE(command("load", {KAZASU_SOURCE_DIR "/examples/data"}).status == 0);
}

LedgerProcess::~LedgerProcess() {
  if (server_ > 0) {
    ::kill(server_, SIGKILL);
    ::waitpid(server_, nullptr, 0);
  }
}

Finished LedgerProcess::command(const std::string& name, const std::vector<std::string>& arguments) const {
  std::vector<std::string> whole{kProgram, name, "--directory", (folder_ / "ledger").string()};
  whole.insert(whole.end(), arguments.begin(), arguments.end());
  return run(whole);
}

void LedgerProcess::serve(const std::string& port, const std::vector<std::string>& options) {
  std::vector<std::string> whole{kProgram, "serve", "--directory", (folder_ / "ledger").string(),
                                 "--port", port,    "--log",       "off"};
  whole.insert(whole.end(), options.begin(), options.end());
  const int output = start(whole, server_);
  std::string line;
  char c = 0;
  while (::read(output, &c, 1) == 1 && c != '\n') line.push_back(c);
  ::close(output);
  INFO("the server said: " << line);
  REQUIRE(line.starts_with("listening on https://127.0.0.1:"));
  url_ = line.substr(line.find("https://"));
}

int LedgerProcess::end(int signal) {
  REQUIRE(server_ > 0);
  ::kill(server_, signal);
  const int status = exit_status_of(server_);
  server_ = -1;
  return status;
}

std::string LedgerProcess::write(const std::string& name, const std::string& content) const {
  const auto path = folder_ / name;
  std::ofstream(path, std::ios::binary) << content;
  return path.string();
}

std::string LedgerProcess::enrollment_code(const std::string& terminal) const {
  std::string printed = command("code", {"--terminal", terminal, "--store", "ekimae"}).output;
  printed.erase(printed.find('\n'));
  return printed;
}

void LedgerProcess::show_certificate(const std::string& certificate_pem, const std::string& private_key_pem) {
  (void)write("terminal.pem", certificate_pem);
  (void)write("terminal.key", private_key_pem);
  shows_certificate_ = true;
}

void LedgerProcess::show_no_certificate() {
  shows_certificate_ = false;
}

Fetched LedgerProcess::curl(std::vector<std::string> options, const std::string& target) const {
  const auto body = folder_ / "answer";
  std::filesystem::remove(body);
  std::vector<std::string> command{"curl",       "-sS",
                                   "--max-time", "60",
                                   "--cacert",   (folder_ / "ledger" / "authority.pem").string(),
                                   "-o",         body.string(),
                                   "-w",         "%{http_code} %header{content-encoding}"};
  if (shows_certificate_) {
    command.emplace_back("--cert");
    command.push_back((folder_ / "terminal.pem").string());
    command.emplace_back("--key");
    command.push_back((folder_ / "terminal.key").string());
  }
  command.insert(command.end(), options.begin(), options.end());
  command.push_back(url_ + target);
  const Finished finished = run(command);
  Fetched fetched{.curl_status = finished.status};
  std::istringstream words(finished.output);
  words >> fetched.status >> fetched.content_encoding;
  fetched.body = read_file(body);
  return fetched;
}

Fetched LedgerProcess::get(const std::string& target) const {
  return curl({}, target);
}

Fetched LedgerProcess::post(const std::string& target, const std::string& body,
                            const std::vector<std::string>& headers) const {
  std::vector<std::string> options{
      "--data-binary", "@" + write("request", body), "-H", "Content-Type: application/x-protobuf", "-H", "Expect:"};
  for (const std::string& header : headers) {
    options.emplace_back("-H");
    options.push_back(header);
  }
  return curl(std::move(options), target);
}

}  // namespace kazasu::ledger
