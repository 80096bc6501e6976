#include "seed_runs.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <sstream>
#include <vector>

#include "temporary_folder.hpp"
#include "world/world.hpp"

namespace kazasu::simulation {
namespace {

/// What the auditor has to say; "" if the books are whole.
std::string audit(const std::filesystem::path& auditor, const std::filesystem::path& database) {
  const std::string command = "python3 '" + auditor.string() + "' '" + database.string() + "' 2>&1";
  FILE* output = ::popen(command.c_str(), "r");
  if (output == nullptr) return "the auditor does not run";
  std::string said;
  std::array<char, 4096> part{};
  while (const std::size_t count = std::fread(part.data(), 1, part.size(), output)) said.append(part.data(), count);
  return ::pclose(output) == 0 ? "" : said;
}

WorldReport run_seed(const SeedRunOptions& options, std::uint64_t seed, const std::filesystem::path& scratch) {
  WorldOptions world{.seed = seed, .examples = options.examples, .scratch = scratch};
  world.checkouts = options.checkouts;
  world.print = options.print;
  WorldReport report = World{world}.run();
  if (!report.violation.empty()) return report;
  if (auto wrong = audit(options.auditor, report.database); !wrong.empty()) {
    report.violation = "the auditor: " + wrong;
    return report;
  }
  world.print = false;
  if (World{world}.run().digest != report.digest) report.violation = "two runs of the seed differ";
  return report;
}

/// One line for the parent: seed, checkouts, entries, marks as name=count, and the violation after a tab.
std::string line_of(std::uint64_t seed, const WorldReport& report) {
  std::ostringstream line;
  line << seed << ' ' << report.checkouts << ' ' << report.entries;
  for (const auto& [name, count] : report.marks) {
    std::string word = name;
    for (char& c : word) c = c == ' ' ? '_' : c;
    line << ' ' << word << '=' << count;
  }
  std::string violation = report.violation;
  for (char& c : violation) c = c == '\n' ? ' ' : c;
  line << '\t' << violation << '\n';
  return line.str();
}

void take_line(const std::string& line, SeedRunReport& sum) {
  const std::size_t tab = line.find('\t');
  std::istringstream words{line.substr(0, tab)};
  std::uint64_t seed = 0;
  std::uint64_t checkouts = 0;
  std::uint64_t entries = 0;
  words >> seed >> checkouts >> entries;
  ++sum.seeds;
  sum.checkouts += checkouts;
  sum.entries += entries;
  for (std::string mark; words >> mark;) {
    const std::size_t equals = mark.find('=');
    sum.marks[mark.substr(0, equals)] += std::stoull(mark.substr(equals + 1));
  }
  const std::string violation = tab == std::string::npos ? "" : line.substr(tab + 1);
  if (!violation.empty() && sum.violation.empty()) sum.violation = "seed " + std::to_string(seed) + ": " + violation;
}

[[noreturn]] void run_job(const SeedRunOptions& options, std::uint64_t job, int output) {
  {
    const TemporaryFolder folder;
    for (std::uint64_t seed = options.first + job; seed <= options.last;
         seed += static_cast<std::uint64_t>(options.jobs)) {
      const std::string line = line_of(seed, run_seed(options, seed, folder.path()));
      if (::write(output, line.data(), line.size()) != static_cast<ssize_t>(line.size())) break;
    }
  }
  ::_exit(0);
}

}  // namespace

SeedRunReport run_seeds(const SeedRunOptions& options, const std::function<void(std::uint64_t)>& progress) {
  SeedRunReport report;
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) {
    report.violation = "no pipe";
    return report;
  }
  std::vector<pid_t> children;
  for (int job = 0; job < options.jobs; ++job) {
    const pid_t child = ::fork();
    if (child == 0) run_job(options, static_cast<std::uint64_t>(job), pipe[1]);
    children.push_back(child);
  }
  ::close(pipe[1]);
  std::string text;
  std::array<char, 4096> part{};
  for (ssize_t count = 0; (count = ::read(pipe[0], part.data(), part.size())) > 0;) {
    text.append(part.data(), static_cast<std::size_t>(count));
    for (std::size_t end = 0; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
      take_line(text.substr(0, end), report);
    }
    progress(report.seeds);
  }
  ::close(pipe[0]);
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0 && report.violation.empty()) report.violation = "a run crashed";
  }
  if (report.seeds != options.last - options.first + 1 && report.violation.empty())
    report.violation = "a seed is missing";
  return report;
}

std::string missing_marks(const SeedRunReport& report) {
  constexpr std::array kMarks{"sold",
                              "given_back",
                              "tapped_twice",
                              "settled",
                              "settled_as_not_recorded",
                              "power_cut",
                              "killed",
                              "clock_set",
                              "disk_full",
                              "old_disk_put_back",
                              "enrolled",
                              "not_enrolled",
                              "line_cut",
                              "doubled",
                              "corrupted",
                              "old_catalog",
                              "new_data",
                              "answers_500",
                              "round_broke_off",
                              "does_not_open",
                              "spent_under_a_lease",
                              "leases_ended",
                              "disk_cloned",
                              "time_not_verified",
                              "wall_clock_wrong",
                              "authorized",
                              "not_authorized",
                              "used_of_a_budget"};
  std::string missing;
  for (const char* mark : kMarks) {
    if (!report.marks.contains(mark)) missing += std::string{missing.empty() ? "" : ", "} + mark;
  }
  return missing;
}

}  // namespace kazasu::simulation
