#include "real/kills.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <map>
#include <sstream>

#include "http/routes.hpp"
#include "kazasu/drivers/system/file_key_store.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/kazasu.hpp"
#include "kazasu/proto/receipt_number.hpp"
#include "kazasu/proto/signature.hpp"
#include "kazasu/sync/enrollment.hpp"
#include "random.hpp"
#include "sync_session.hpp"
#include "temporary_folder.hpp"
#include "terminal_parts.hpp"
#include "world/data.hpp"

namespace kazasu::simulation {
namespace {

/// A journal is verified whole when it is opened: it is begun anew before that takes long.
constexpr std::uint64_t kKillsPerJournal = 20;
constexpr std::uint64_t kMicrosecondsMax = 25'000;
constexpr std::uint64_t kSalesMax = 400;

/// From a terminal to a ledger in the same process.
class Short final : public Transport {
 public:
  Short(ledger::Ledger& books, Clock& clock) : routes_(books, clock) {}
  Result<TransportAnswer> send(const TransportRequest& request, std::chrono::milliseconds) override {
    ledger::HttpRequest http{.method = request.method, .target = request.target};
    http.content_type = request.content_type;
    http.body = std::string{as_text(request.body)};
    http.client = client;
    const auto answer = routes_.answer(http);
    return TransportAnswer{answer.status, Bytes{answer.body.begin(), answer.body.end()}};
  }
  void cancel() override {}
  std::optional<ledger::Client> client;

 private:
  ledger::Routes routes_;
};

Configuration configuration_in(const std::filesystem::path& folder) {
  Configuration configuration;
  configuration.directory = folder / "terminal";
  configuration.identification_methods = {
      {.kind = IdentificationMethod::Kind::member_number, .number = {.name = {}, .lengths = {16}, .prefix = "29"}}};
  return configuration;
}

/// A terminal's folder with its keys and a catalog; "" or what went wrong.
std::string make_terminal(const std::filesystem::path& folder, const std::filesystem::path& examples) {
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  auto ledger_keys = drivers::FileKeyStore::open(folder / "ledger-keys");
  if (!ledger_keys) return describe(ledger_keys.error());
  const ledger::LedgerOptions options{folder / "ledger.db", {}};
  auto root_keys = drivers::FileKeyStore::open(folder / "root-keys");
  if (!root_keys) return describe(root_keys.error());
  if (auto made = ledger::Ledger::initialize(options, {"localhost"}, **ledger_keys, **root_keys, {}, clock, entropy);
      !made) {
    return describe(made.error());
  }
  auto books = ledger::Ledger::open(options, **ledger_keys, clock, entropy);
  if (!books) return describe(books.error());
  Knobs knobs;
  write_data(examples, folder / "data", knobs, knobs.members, 0, 1);
  if (auto loaded = (*books)->load(folder / "data"); !loaded) return describe(loaded.error());
  auto code = (*books)->issue_code("R1", "ekimae");
  if (!code) return describe(code.error());
  Short line{**books, clock};
  std::filesystem::create_directories(folder / "terminal");
  auto keys = drivers::FileKeyStore::open(folder / "terminal" / "keys");
  if (!keys) return describe(keys.error());
  if (auto enrolled = sync::enroll(line, **keys, *code); !enrolled) return describe(enrolled.error());
  const auto certificate = (*keys)->load(sync::kTerminalCertificate);
  line.client = ledger::Client{"R1", *proto::public_key_pem_of_certificate(as_text(*certificate))};
  auto terminal = Terminal::open(configuration_in(folder));
  if (!terminal) return describe(terminal.error());
  SyncSession session{*TerminalParts::store(*terminal), TerminalParts::keys(*terminal),
                      TerminalParts::events(*terminal), std::chrono::minutes{1}};
  while (true) {
    auto request = session.next_request();
    if (!request) return describe(request.error());
    if (!*request) return "";
    auto answer = line.send(**request, std::chrono::seconds{1});
    if (auto taken = session.take(*answer); !taken) return describe(taken.error());
  }
}

/// Sells until it is killed and says what it was told, a line each; in the child process.
[[noreturn]] void sell_for_ever(const std::filesystem::path& folder, std::uint64_t first, int output) {
  auto terminal = Terminal::open(configuration_in(folder));
  if (!terminal) ::_exit(1);
  for (std::uint64_t sale = first;; ++sale) {
    const std::string id = "T" + std::to_string(sale);
    auto checkout = terminal->begin_checkout({.transaction_id = id});
    if (!checkout || !checkout->add({.product = "4912345000019", .quantity = static_cast<std::int64_t>(1 + sale % 5)}))
      ::_exit(2);
    if (sale % 2 == 0 && !checkout->identify(Sighting::from_scan(as_bytes(member_number(static_cast<int>(sale % 20))))))
      ::_exit(3);
    auto receipt = checkout->commit({.tenders = {{"cash", checkout->quote().due}}});
    if (!receipt) ::_exit(4);
    const std::string line = receipt->number + " " + id + "\n";
    if (::write(output, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(5);
    if (sale - first > kSalesMax) ::pause();
  }
}

class Kills {
 public:
  Kills(std::uint64_t seed, const std::filesystem::path& folder) : random_(seed), folder_(folder) {}

  std::string kill_once() {
    if (kills_++ % kKillsPerJournal == 0) begin_anew();
    std::array<int, 2> pipe{};
    if (::pipe(pipe.data()) != 0) return "no pipe";
    const pid_t child = ::fork();
    if (child == 0) sell_for_ever(folder_, next_, pipe[1]);
    ::close(pipe[1]);
    std::string text;
    std::array<char, 4096> part{};
    // Some are killed while they open the journal, most while they sell.
    if (random_.chance(800)) {
      const ssize_t count = ::read(pipe[0], part.data(), part.size());
      if (count > 0) text.append(part.data(), static_cast<std::size_t>(count));
    }
    ::usleep(static_cast<useconds_t>(random_.below(kMicrosecondsMax)));
    ::kill(child, SIGKILL);
    for (ssize_t count = 0; (count = ::read(pipe[0], part.data(), part.size())) > 0;)
      text.append(part.data(), static_cast<std::size_t>(count));
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFSIGNALED(status)) return "the till ended by itself: " + std::to_string(WEXITSTATUS(status));
    std::istringstream lines{text.substr(0, text.rfind('\n') + 1)};
    for (std::string number, id; lines >> number >> id;) told_[number] = id;
    next_ += kSalesMax + 2;
    return compare();
  }
  [[nodiscard]] std::uint64_t told() const { return told_all_ + told_.size(); }

 private:
  void begin_anew() {
    for (const char* name : {"journal.db", "journal.db-wal"}) std::filesystem::remove(folder_ / "terminal" / name);
    told_all_ += told_.size();
    told_.clear();
  }

  std::string compare() {
    auto journal = journal::Journal::open({.file = folder_ / "terminal" / "journal.db", .terminal = "R1", .epoch = 1});
    if (!journal) return "the journal does not open: " + describe(journal.error());
    const auto entries = (*journal)->read(1, 1'000'000, std::size_t{1} << 32U);
    if (!entries) return describe(entries.error());
    std::uint64_t found = 0;
    for (const v1::Entry& entry : *entries) {
      v1::EntryBody body;
      const auto receipt = told_.find(proto::format_receipt_number({"R1", 1, entry.seq()}));
      if (receipt == told_.end()) continue;
      if (!body.ParseFromString(entry.body()) || body.transaction_id() != receipt->second)
        return receipt->first + " is another sale";
      ++found;
    }
    if (found != told_.size()) return std::to_string(told_.size() - found) + " acknowledged sales are lost";
    // Each kill leaves at most one entry that nobody was told of.
    if (entries->size() - found > kills_) return "there are sales that nobody made";
    return "";
  }

  Random random_;
  std::filesystem::path folder_;
  std::map<std::string, std::string> told_;
  std::uint64_t kills_ = 0;
  std::uint64_t next_ = 1;
  std::uint64_t told_all_ = 0;
};

}  // namespace

SweepReport kill_real_process(std::uint64_t seed, std::uint64_t times, const std::filesystem::path& examples,
                              const Progress& progress) {
  SweepReport report;
  const TemporaryFolder folder;
  if (auto wrong = make_terminal(folder.path(), examples); !wrong.empty()) {
    report.violation = wrong;
    return report;
  }
  Kills kills{seed, folder.path()};
  while (report.points < times && report.violation.empty()) {
    report.violation = kills.kill_once();
    progress(++report.points);
  }
  // A run in which nothing was sold has shown nothing.
  if (report.violation.empty() && kills.told() < times) report.violation = "fewer sales than kills were made";
  return report;
}

}  // namespace kazasu::simulation
