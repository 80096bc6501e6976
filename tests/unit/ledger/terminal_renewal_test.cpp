// A terminal and a ledger, both real, in one process: certificates are renewed and keys replaced, cut off at every
// step.
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "http/routes.hpp"
#include "kazasu/kazasu.hpp"
#include "kazasu/proto/signature.hpp"
#include "kazasu/sync/renewal.hpp"
#include "ledger/test_ledger.hpp"
#include "sync_session.hpp"
#include "terminal_parts.hpp"

namespace kazasu::ledger {
namespace {

constexpr std::int64_t kMinutesPerDay = 24 * 60;

/// Where a process is killed: before or after its n-th step, a step being a write to the key store or an exchange with
/// the ledger. What is dead does nothing more.
struct Killer {
  int steps = 0;
  int at = -1;  ///< -1: never
  bool after = false;
  bool dead = false;

  /// Whether the step is done.
  bool begins() {
    if (dead) return false;
    if (steps == at && !after) dead = true;
    return !dead;
  }
  void ends() {
    if (steps++ == at) dead = true;
  }
};

class MortalKeys final : public KeyStore {
 public:
  MortalKeys(KeyStore& keys, Killer& killer) : keys_(keys), killer_(killer) {}
  Result<Bytes> load(std::string_view name) override { return keys_.load(name); }
  Result<void> store(std::string_view name, BytesView secret) override {
    if (!killer_.begins()) return Error{ErrorCode::file_unreadable, "killed"};
    auto stored = keys_.store(name, secret);
    killer_.ends();
    if (killer_.dead) return Error{ErrorCode::file_unreadable, "killed"};
    return stored;
  }

 private:
  KeyStore& keys_;
  Killer& killer_;
};

class SharedClock final : public Clock {
 public:
  explicit SharedClock(Clock& clock) : clock_(clock) {}
  std::int64_t wall_unix_ms() override { return clock_.wall_unix_ms(); }
  std::int64_t monotonic_ns() override { return clock_.monotonic_ns(); }

 private:
  Clock& clock_;
};

/// What TLS does: the ledger sees who shows which certificate.
class Line final : public Transport {
 public:
  Line(TestLedger& ledger, sync::TlsIdentity* shown, Killer& killer)
      : routes_(*ledger, ledger.clock()), shown_(shown), killer_(killer) {}
  Result<TransportAnswer> send(const TransportRequest& request, std::chrono::milliseconds) override {
    if (!killer_.begins()) return Error{ErrorCode::cancelled, "killed"};
    HttpRequest http{.method = request.method, .target = request.target};
    http.content_type = request.content_type;
    http.body = std::string{as_text(request.body)};
    if (shown_ != nullptr) {
      http.client = Client{"R1", *proto::public_key_pem_of_certificate(shown_->shown().client->certificate_pem)};
    }
    const auto answer = routes_.answer(http);
    killer_.ends();
    if (killer_.dead) return Error{ErrorCode::cancelled, "killed"};
    return TransportAnswer{answer.status, Bytes{answer.body.begin(), answer.body.end()}};
  }
  void cancel() override {}

 private:
  Routes routes_;
  sync::TlsIdentity* shown_;
  Killer& killer_;
};

/// One life of the terminal's process.
struct Process {
  Process(TestLedger& ledger, KeyStore& disk, const std::filesystem::path& folder) {
    Configuration configuration;
    configuration.directory = folder / "terminal";
    std::filesystem::create_directories(configuration.directory);
    auto opened = TerminalParts::open(configuration, {.clock = std::make_unique<SharedClock>(ledger.clock()),
                                                      .entropy = std::make_unique<drivers::SystemEntropy>(),
                                                      .keys = std::make_unique<MortalKeys>(disk, killer),
                                                      .vfs = {}});
    INFO((opened ? std::string{} : describe(opened.error())));
    REQUIRE(opened);
    terminal.emplace(std::move(*opened));
    auto certificate = sync::client_certificate(disk);
    REQUIRE(certificate);
    shown = std::make_shared<sync::TlsIdentity>("", std::move(*certificate));
    line.emplace(ledger, shown.get(), killer);
    session.emplace(*TerminalParts::store(*terminal), TerminalParts::keys(*terminal), TerminalParts::events(*terminal),
                    std::chrono::seconds{5}, 0, shown);
  }

  void sell() {
    auto checkout = terminal->begin_checkout({.transaction_id = "T" + std::to_string(++sold), .clerk = "7"});
    REQUIRE(checkout);
    REQUIRE(checkout->add({.product = "4912345000019"}));
    REQUIRE(checkout->commit({.tenders = {{"cash", checkout->quote().due}}}));
  }
  Result<void> round() {
    Result<void> result;
    while (result) {
      auto request = session->next_request();
      if (!request || !*request) {
        if (!request) result = request.error();
        break;
      }
      auto answer = line->send(**request, std::chrono::seconds{1});
      result = answer ? session->take(*answer) : Result<void>{answer.error()};
    }
    (void)session->end_round(result);
    return result;
  }

  Killer killer;
  std::optional<Terminal> terminal;
  std::shared_ptr<sync::TlsIdentity> shown;
  std::optional<Line> line;
  std::optional<SyncSession> session;
  static inline int sold = 0;
};

struct Till {
  Till() {
    Killer immortal;
    Line line{ledger, nullptr, immortal};
    REQUIRE(sync::enroll(line, disk, *ledger->issue_code("R1", "ekimae")));
    Process first{ledger, disk, folder.path()};
    REQUIRE(first.round());
    first.sell();
    REQUIRE(first.round());
  }
  [[nodiscard]] std::string certificate() { return sync::client_certificate(disk)->certificate_pem; }
  /// Whether the key and certificate that were put aside belong together.
  [[nodiscard]] bool put_aside_a_pair() {
    v1::TerminalRenewal state;
    const auto stored = disk.load(sync::kRenewal);
    REQUIRE(stored);
    REQUIRE(state.ParseFromArray(stored->data(), static_cast<int>(stored->size())));
    return proto::SigningKey::from_pem(state.previous().private_key_pem())->public_key_pem() ==
           *proto::public_key_pem_of_certificate(state.previous().certificate_pem());
  }
  [[nodiscard]] std::size_t keys_at_ledger() {
    std::size_t count = 0;
    REQUIRE(ledger->each_key([&](const TerminalKey&) { ++count; }));
    return count;
  }
  /// Sales that the ledger has, in whole books. Leases that ended are entries too.
  [[nodiscard]] int sales_at_ledger() {
    ledger.require_whole();
    int count = 0;
    REQUIRE(ledger->each_entry([&](const IntakeEntry& taken) { count += taken.entry.kind() == v1::CHECKOUT ? 1 : 0; }));
    return count;
  }
  void pass_days(std::int64_t days) { ledger.clock().pass_minutes(days * kMinutesPerDay); }

  TemporaryFolder folder;
  TestLedger ledger;
  MemoryKeyStore disk;
};

TEST_CASE("renewal: a terminal renews its certificate with a new key when two thirds of its life are over, and once") {
  Till till;
  const std::string before = till.certificate();
  till.pass_days(480);
  {
    Process early{till.ledger, till.disk, till.folder.path()};
    REQUIRE(early.round());
    CHECK(till.certificate() == before);
  }
  till.pass_days(10);
  Process process{till.ledger, till.disk, till.folder.path()};
  process.sell();
  REQUIRE(process.round());
  const std::string after = till.certificate();
  CHECK(after != before);
  CHECK(process.shown->shown().client->certificate_pem == after);
  CHECK(*proto::public_key_pem_of_certificate(after) != *proto::public_key_pem_of_certificate(before));
  CHECK(as_text(*till.disk.load(sync::kTerminalCertificate)) == after);
  for (int i = 0; i < 3; ++i) {
    process.sell();
    till.pass_days(1);
    REQUIRE(process.round());
  }
  CHECK(till.certificate() == after);
  CHECK(till.keys_at_ledger() == 2);
  CHECK(till.sales_at_ledger() == 5);
}

TEST_CASE("renewal: killed before or after any step, the terminal goes on with one of its keys and renews in the end") {
  std::set<int> outcomes;
  bool reached_the_end = false;
  for (int at = 0; !reached_the_end; ++at) {
    for (const bool after : {false, true}) {
      CAPTURE(at, after);
      Till till;
      const std::string before = till.certificate();
      till.pass_days(490);
      {
        Process dying{till.ledger, till.disk, till.folder.path()};
        dying.sell();
        dying.killer.at = at;
        dying.killer.after = after;
        (void)dying.round();
        reached_the_end = !dying.killer.dead;
      }
      outcomes.insert(static_cast<int>(till.keys_at_ledger()));
      Process next{till.ledger, till.disk, till.folder.path()};
      next.sell();
      const auto done = next.round();
      INFO((done ? std::string{} : describe(done.error())));
      REQUIRE(done);
      CHECK(till.certificate() != before);
      CHECK(as_text(*till.disk.load(sync::kTerminalCertificate)) == till.certificate());
      CHECK(till.put_aside_a_pair());
      CHECK(till.keys_at_ledger() == 2);
      CHECK(till.sales_at_ledger() == 3);
    }
    REQUIRE(at < 40);
  }
  CHECK(outcomes == std::set<int>{1, 2});
}

TEST_CASE("renewal: a ledger restored from a backup of before knows only the old key, and gets another new one") {
  Till till;
  const std::string before = till.certificate();
  till.pass_days(490);
  const auto backup = till.folder.path() / "backup.db";
  std::filesystem::copy_file(till.ledger.database(), backup);
  const auto log = till.ledger.database().string() + "-wal";
  const bool has_log = std::filesystem::exists(log);
  if (has_log) std::filesystem::copy_file(log, backup.string() + "-wal");
  Process process{till.ledger, till.disk, till.folder.path()};
  process.sell();
  REQUIRE(process.round());
  const std::string renewed = till.certificate();
  REQUIRE(renewed != before);

  till.ledger.close();
  std::filesystem::copy_file(backup, till.ledger.database(), std::filesystem::copy_options::overwrite_existing);
  std::filesystem::remove(log);
  if (has_log) std::filesystem::copy_file(backup.string() + "-wal", log);
  till.ledger.reopen();
  process.line.emplace(till.ledger, process.shown.get(), process.killer);
  CHECK_FALSE(process.round());
  CHECK(till.certificate() == before);
  till.pass_days(1);
  const auto done = process.round();
  INFO((done ? std::string{} : describe(done.error())));
  REQUIRE(done);
  CHECK(till.certificate() != before);
  CHECK(till.certificate() != renewed);
  CHECK(till.sales_at_ledger() == 2);
}

TEST_CASE("renewal: a terminal whose enrolment the ledger does not know at all stays what it is") {
  Till till;
  TestLedger other;
  Process process{till.ledger, till.disk, till.folder.path()};
  const std::string before = till.certificate();
  process.line.emplace(other, process.shown.get(), process.killer);
  process.sell();
  for (int i = 0; i < 3; ++i) CHECK(process.round().error().code == ErrorCode::ledger_refused);
  CHECK(till.certificate() == before);
}

TEST_CASE(
    "sync: a ledger that asks to be left alone for a minute is, and after a round that went well it is forgotten") {
  Till till;
  Process process{till.ledger, till.disk, till.folder.path()};
  process.sell();
  REQUIRE(process.session->next_request());
  const auto taken = process.session->take({.status = 503, .body = {}, .retry_after = std::chrono::seconds{60}});
  REQUIRE_FALSE(taken);
  CHECK(process.session->end_round(taken) >= std::chrono::seconds{60});
  CHECK(process.session->end_round(Error{ErrorCode::timed_out, ""}) < std::chrono::seconds{2});
  CHECK(process.session->end_round({}) == std::chrono::seconds{5});
}

TEST_CASE("renewal: a terminal that was enrolled before catalogs had roots gets the root with its next certificate") {
  Till till;
  REQUIRE(till.disk.remove(sync::kCatalogTrust));
  Process process{till.ledger, till.disk, till.folder.path()};
  // The catalog of this round cannot be trusted yet; the root comes first.
  REQUIRE(process.round());
  CHECK(till.disk.load(sync::kCatalogTrust));
  till.pass_days(1);
  REQUIRE(process.round());
}

}  // namespace
}  // namespace kazasu::ledger
