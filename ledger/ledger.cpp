#include "kazasu/ledger/ledger.hpp"

#include <sys/stat.h>

#include "audit/audit.hpp"
#include "enrollment/certificate_authority.hpp"
#include "enrollment/enroll.hpp"
#include "enrollment/ledger_keys.hpp"
#include "enrollment/terminal_keys.hpp"
#include "intake/column_desk.hpp"
#include "intake/intake.hpp"
#include "leases/authorize.hpp"
#include "leases/lease_end.hpp"
#include "load/load.hpp"
#include "offers/catalog_desk.hpp"
#include "offers/chunk_file.hpp"
#include "store/guarded.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_store.hpp"
#include "tuf/roles.hpp"

namespace kazasu::ledger {
namespace {

constexpr std::size_t kVerdictsMax = 10'000;  // of one answer; the terminal asks again for more

class OpenLedger final : public Ledger {
 public:
  OpenLedger(const LedgerOptions& options, std::unique_ptr<Store> store, LedgerKeys keys, Clock& clock,
             Entropy& entropy)
      : store_(std::move(store)),
        keys_(std::move(keys)),
        clock_(clock),
        entropy_(entropy),
        desk_(*store_, keys_, clock_, entropy_, options.terminal_certificate_life),
        chunks_(ChunkFile::beside(options.database), options.vfs, keys_.store_seal_key, entropy) {}

  Result<LoadSummary> load(const std::filesystem::path& folder) override {
    auto data = read_data_folder(folder);
    if (!data) return data.error();
    return guarded([&] { return load_into(*store_, *data, keys_, clock_, entropy_); });
  }
  Result<std::string> issue_code(const std::string& terminal, const std::string& store) override {
    return guarded([&] { return desk_.issue_code(terminal, store); });
  }
  Result<v1::EnrollAnswer> enroll(const v1::EnrollRequest& request) override {
    return guarded([&] { return desk_.enroll(request); });
  }
  Result<v1::RenewAnswer> renew(const std::optional<Client>& client, const v1::RenewRequest& request) override {
    return guarded([&] { return desk_.renew(client, request); });
  }
  std::variant<v1::BatchAnswer, Refusal> take_batch(const Client& client, const v1::Batch& batch) override {
    using Answer = std::variant<v1::BatchAnswer, Refusal>;
    auto answer = guarded([&]() -> Result<Answer> { return take_batch_in(*store_, keys_, clock_, client, batch); });
    return answer ? std::move(*answer) : Answer{Refusal{answer.error(), 0}};
  }
  std::variant<v1::BatchAnswer, Refusal> take_columns(const Client& client, const v1::ColumnBatch& columns) override {
    if (columns.terminal() != client.terminal)
      return Refusal{{ErrorCode::ledger_refused, "ColumnBatch.terminal: it is not the certificate's"}, 0};
    const auto batch = guarded([&] { return column_desk_.restore(columns, journal_key_of(keys_, client.terminal)); });
    if (!batch) return Refusal{batch.error(), 0};
    return take_batch(client, *batch);
  }
  Result<std::optional<v1::CatalogRelease>> catalog(const Client& client, std::uint64_t since,
                                                    std::uint64_t root) override {
    return guarded([&] { return catalogs_.release(client, since, root); });
  }
  Result<std::string> catalog_chunk(const Client& client, BytesView sha256) override {
    return guarded([&] { return catalogs_.chunk(client, sha256); });
  }
  Result<v1::AuthorizeAnswer> authorize(const Client& client, const v1::AuthorizeRequest& request) override {
    return guarded([&] { return authorize_in(*store_, clock_, client, request); });
  }
  Result<void> end_leases(const std::string& terminal, std::uint64_t epoch) override {
    return guarded([&] { return end_leases_of_lost(*store_, terminal, epoch, clock_); });
  }
  Result<v1::VerdictsAnswer> verdicts(const Client& client, std::uint64_t since) override {
    return guarded([&]() -> Result<v1::VerdictsAnswer> {
      const auto transaction = store_->begin_read();
      const auto enrollment = enrollment_of(*transaction, client);
      if (!enrollment) return enrollment.error();
      v1::VerdictsAnswer answer;
      for (const v1::Verdict& verdict : transaction->intake().verdicts_since(client.terminal, since, kVerdictsMax)) {
        *answer.add_verdicts() = verdict;
      }
      return answer;
    });
  }

  Result<void> each_enrollment(const std::function<void(const Enrollment&, std::uint64_t)>& visit) override {
    return reading([&](Transaction& transaction) {
      transaction.enrollments().each_enrollment(
          [&](const Enrollment& one) { visit(one, transaction.intake().head(one.terminal, one.epoch).seq); });
    });
  }
  Result<void> each_key(const std::function<void(const TerminalKey&)>& visit) override {
    return reading([&](Transaction& transaction) {
      transaction.enrollments().each_enrollment([&](const Enrollment& one) {
        for (const TerminalKey& key : keys_of(transaction, one)) visit(key);
      });
    });
  }
  Result<void> each_account(const std::function<void(const AccountSummary&)>& visit) override {
    return reading([&](Transaction& transaction) { transaction.books().each_account(visit); });
  }
  Result<void> each_entry(const std::function<void(const IntakeEntry&)>& visit) override {
    return reading([&](Transaction& transaction) { transaction.intake().each_entry(visit); });
  }
  Result<void> each_posting(const std::function<void(const RecordedPosting&)>& visit) override {
    return reading([&](Transaction& transaction) { transaction.books().each_posting(visit); });
  }
  Result<void> each_exception(const std::function<void(const LedgerException&)>& visit) override {
    return reading([&](Transaction& transaction) { transaction.intake().each_exception(visit); });
  }
  Result<void> each_budget(const std::function<void(const Budget&)>& visit) override {
    return reading([&](Transaction& transaction) {
      for (const Budget& budget : transaction.budgets().budgets()) visit(budget);
    });
  }
  Result<Audit> verify() override {
    return guarded([&]() -> Result<Audit> { return audit(*store_); });
  }

 private:
  template <class Body>
  Result<void> reading(Body body) {
    return guarded([&]() -> Result<void> {
      const auto transaction = store_->begin_read();
      body(*transaction);
      return {};
    });
  }

  std::unique_ptr<Store> store_;
  LedgerKeys keys_;
  Clock& clock_;
  Entropy& entropy_;
  EnrollmentDesk desk_;
  ChunkFile chunks_;
  CatalogDesk catalogs_{*store_, chunks_, keys_, clock_};
  ColumnDesk column_desk_{*store_};
};

Result<void> store_pair(KeyStore& keys, std::string_view key_name, std::string_view certificate_name,
                        const KeyAndCertificate& pair) {
  if (auto stored = keys.store(key_name, as_bytes(pair.private_key_pem)); !stored) return stored;
  return keys.store(certificate_name, as_bytes(pair.certificate_pem));
}

}  // namespace

Result<void> Ledger::initialize(const LedgerOptions& options, const std::vector<std::string>& hosts, KeyStore& keys,
                                KeyStore& root_keys, const RootKeyOptions& root, Clock& clock, Entropy& entropy) {
  if (keys.load(kAuthorityKey) || std::filesystem::exists(options.database)) {
    return Error{ErrorCode::already_enrolled, "there is a ledger already: its keys and books are never overwritten"};
  }
  const std::int64_t now = clock.wall_unix_ms();
  auto authority = make_authority(now, entropy);
  if (!authority) return authority.error();
  auto server = issue_server_certificate({authority->private_key_pem, authority->certificate_pem}, hosts, now, entropy);
  if (!server) return server.error();
  if (auto made = make_program_keys(keys, entropy); !made) return made;
  if (auto made = make_first_root(root, root_keys, keys, now); !made) return made;
  if (auto stored = store_pair(keys, kServerKey, kServerCertificate, *server); !stored) return stored;
  // The database holds members' data: nobody but the ledger's user reads it.
  const mode_t mask = ::umask(S_IRWXG | S_IRWXO);
  auto created = guarded([&]() -> Result<void> {
    create_sqlite_database(options.database, options.vfs);
    return {};
  });
  ::umask(mask);
  if (!created) return created;
  // Last: without it the ledger does not open, and `initialize` may be tried again.
  return store_pair(keys, kAuthorityKey, kAuthorityCertificate, *authority);
}

Result<std::uint64_t> Ledger::rotate(std::string_view role, const RootKeyOptions& root, KeyStore& root_keys,
                                     KeyStore& keys, Clock& clock) {
  return rotate_role(role, root, root_keys, keys, clock.wall_unix_ms());
}

Result<std::unique_ptr<Ledger>> Ledger::open(const LedgerOptions& options, KeyStore& keys, Clock& clock,
                                             Entropy& entropy) {
  auto loaded = load_ledger_keys(keys);
  if (!loaded) return loaded.error();
  return guarded([&]() -> Result<std::unique_ptr<Ledger>> {
    return std::unique_ptr<Ledger>{std::make_unique<OpenLedger>(
        options, open_sqlite_store(options.database, options.vfs), std::move(*loaded), clock, entropy)};
  });
}

}  // namespace kazasu::ledger
