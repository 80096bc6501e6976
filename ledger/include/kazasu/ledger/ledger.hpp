#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "kazasu/ledger/records.hpp"
#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/entropy.hpp"
#include "kazasu/seams/key_store.hpp"
#include "kazasu/v1/authorize.pb.h"
#include "kazasu/v1/catalog.pb.h"
#include "kazasu/v1/columns.pb.h"
#include "kazasu/v1/renew.pb.h"
#include "kazasu/v1/sync.pb.h"
#include "kazasu/v1/tuf.pb.h"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::ledger {

/// Who asks, by a certificate that was verified against the ledger's authority.
struct Client {
  std::string terminal;        ///< the certificate's common name
  std::string public_key_pem;  ///< the certificate's key
};

/// Why a batch was not taken.
struct Refusal {
  Error error;
  std::uint64_t expected_seq = 0;  ///< with journal_gap
};

/// What `load` found.
struct LoadSummary {
  std::uint64_t catalog_version = 0;
  std::int64_t offers = 0, products = 0, stores = 0, members = 0, new_lots = 0;
  std::int64_t joined = 0;  ///< provisional accounts whose points went to a member
};

/// What `verify` checked, and every way in which the books are not whole.
struct Audit {
  std::int64_t journals = 0, entries = 0, postings = 0, accounts = 0;
  std::int64_t issued = 0, redeemed = 0, expired = 0,
               outstanding = 0;  ///< points; issued = redeemed + expired + outstanding
  std::vector<std::string> problems;
};

/// A file control that a VFS may answer in place of the operating system: makes the names of its files durable.
inline constexpr int kVfsFlushFolder = 0x6B7A02;

/// The keys of the root role: so many of which must sign, of one algorithm ("ecdsa-p256-sha256" or "ed25519").
struct RootKeyOptions {
  std::size_t keys = 3;  ///< 1 to 15
  std::size_t threshold = 2;
  std::string algorithm = "ecdsa-p256-sha256";
};

/// Of a terminal's certificate. Terminals renew it when two thirds of it are over: a till that stood switched off for
/// eight months still does so by itself.
inline constexpr std::chrono::seconds kTerminalCertificateLife = std::chrono::days{730};

struct LedgerOptions {
  std::filesystem::path database;  ///< catalogs' chunks lie beside it, in `…-chunks.db`, and can be made again
  std::string vfs;                 ///< a registered SQLite VFS, for tests; "": the system's
  std::chrono::seconds terminal_certificate_life = kTerminalCertificateLife;
};

/// The central books. Thread: any; batches are posted one after the other. Everything it returns is durable.
/// Clock, entropy and keys outlive it.
class Ledger {
 public:
  /// Makes an empty database and the keys of a development ledger: authority, server certificate for `hosts`, the keys
  /// that sign catalogs, program keys. The keys of the catalogs' root go into `root_keys`, which only `rotate` needs
  /// again. `already_enrolled` if there are some.
  static Result<void> initialize(const LedgerOptions& options, const std::vector<std::string>& hosts, KeyStore& keys,
                                 KeyStore& root_keys, const RootKeyOptions& root, Clock& clock, Entropy& entropy);
  /// Replaces the keys of a role that signs catalogs ("root", "timestamp", "snapshot", "targets"; "": none, the root's
  /// life begins anew) by a new root, whose version it returns. A ledger that is open takes it into use at its next
  /// opening. `key_missing`: fewer root keys are there than must sign.
  static Result<std::uint64_t> rotate(std::string_view role, const RootKeyOptions& root, KeyStore& root_keys,
                                      KeyStore& keys, Clock& clock);
  static Result<std::unique_ptr<Ledger>> open(const LedgerOptions& options, KeyStore& keys, Clock& clock,
                                              Entropy& entropy);
  virtual ~Ledger() = default;

  /// Program, offers, members and products from the JSON files of a folder. What is there already is replaced; points
  /// and coupons that members have since earned or spent stay. An error names the file and the field; then nothing was
  /// loaded.
  virtual Result<LoadSummary> load(const std::filesystem::path& folder) = 0;

  /// A one-time enrolment code of 100 bits, good for 15 minutes. Only its hash is kept.
  virtual Result<std::string> issue_code(const std::string& terminal, const std::string& store) = 0;
  /// `enrollment_refused` for a code that is wrong, used or expired, or a request that is not a P-256 key's.
  virtual Result<v1::EnrollAnswer> enroll(const v1::EnrollRequest& request) = 0;
  /// Another certificate for an enrolled terminal, for the key in use or for a new one that the key in use signs for.
  /// The new key counts from the first batch under it, and until then the one before does too. `client` is nothing
  /// where no certificate is shown: then a one-time code stands in for it. `signature_invalid`, `not_enrolled`,
  /// `enrollment_refused`.
  virtual Result<v1::RenewAnswer> renew(const std::optional<Client>& client, const v1::RenewRequest& request) = 0;

  /// Takes entries in exactly once and posts them, in one transaction.
  virtual std::variant<v1::BatchAnswer, Refusal> take_batch(const Client& client, const v1::Batch& batch) = 0;
  /// The same for a batch in columns. `unsupported`, `message_invalid` or `signature_invalid` where the plain batch
  /// would be taken: the columns refer to what is otherwise here.
  virtual std::variant<v1::BatchAnswer, Refusal> take_columns(const Client& client, const v1::ColumnBatch& columns) = 0;
  /// How to get from the catalog of version `since` (0: none) to the newest, with the roots after version `root`;
  /// nothing if the terminal has the newest. `catalog_missing`: there is none yet, or the whole is being made.
  virtual Result<std::optional<v1::CatalogRelease>> catalog(const Client& client, std::uint64_t since,
                                                            std::uint64_t root) = 0;
  /// A chunk of a release by its SHA-256: one zstd frame. `not_found`: no release has it any more.
  virtual Result<std::string> catalog_chunk(const Client& client, BytesView sha256) = 0;
  /// Holds points for one transaction, or releases them (docs/leases.md). `redeem_not_allowed`: so many are not free.
  virtual Result<v1::AuthorizeAnswer> authorize(const Client& client, const v1::AuthorizeRequest& request) = 0;
  /// Gives back the leases of a terminal's journal of which nothing more will come, by the operator's word: what it did
  /// spend and not send is then booked, should it come, as spent without a lease. `not_found`: it has none.
  virtual Result<void> end_leases(const std::string& terminal, std::uint64_t epoch) = 0;
  virtual Result<v1::VerdictsAnswer> verdicts(const Client& client, std::uint64_t since) = 0;

  virtual Result<void> each_enrollment(const std::function<void(const Enrollment&, std::uint64_t head_seq)>& visit) = 0;
  /// All keys of all terminals, those of enrolments too.
  virtual Result<void> each_key(const std::function<void(const TerminalKey&)>& visit) = 0;
  virtual Result<void> each_account(const std::function<void(const AccountSummary&)>& visit) = 0;
  virtual Result<void> each_entry(const std::function<void(const IntakeEntry&)>& visit) = 0;
  virtual Result<void> each_posting(const std::function<void(const RecordedPosting&)>& visit) = 0;
  virtual Result<void> each_exception(const std::function<void(const LedgerException&)>& visit) = 0;
  virtual Result<void> each_budget(const std::function<void(const Budget&)>& visit) = 0;
  /// Recomputes every chain of hashes and every sum.
  virtual Result<Audit> verify() = 0;
};

/// What a server needs to speak TLS: PEM.
struct ServerIdentity {
  std::string authority_pem;
  std::string certificate_pem;
  std::string private_key_pem;
};
Result<ServerIdentity> load_server_identity(KeyStore& keys);

}  // namespace kazasu::ledger
