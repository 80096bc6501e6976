#include "offers/catalog_assembly.hpp"

#include "enrollment/enroll.hpp"
#include "kazasu/proto/signature.hpp"
#include "leases/grants.hpp"
#include "leases/policy.hpp"
#include "offers/catalog_member.hpp"
#include "offers/catalog_version.hpp"
#include "offers/current_offers.hpp"
#include "offers/daily_sweep.hpp"

namespace kazasu::ledger {
namespace {

constexpr std::int64_t kMsPerMinute = 60'000;
constexpr std::int64_t kLifeMs = 7LL * 24 * 60 * kMsPerMinute;
/// Terminals measure a catalog's age by its time of issue: a quiet ledger gives out a new version this often.
constexpr std::int64_t kRenewMs = 15 * kMsPerMinute;

Result<v1::SignedCatalog> sign_catalog(const v1::Catalog& catalog, const LedgerKeys& keys) {
  v1::SignedCatalog travelling;
  travelling.set_catalog(catalog.SerializeAsString());
  auto signature = proto::sign(keys.catalog_key_pem, proto::catalog_signed_bytes(as_bytes(travelling.catalog())));
  if (!signature) return signature.error();
  travelling.set_signature(std::string{as_text(*signature)});
  return travelling;
}

void set_seller(const Enrollment& enrollment, CatalogStore& store, v1::Catalog& catalog) {
  if (const auto seller = store.find_store(enrollment.store)) *catalog.mutable_store() = *seller;
}

/// Whether the client's is the terminal's newest enrolment: leases are given to no other.
std::optional<Enrollment> newest_enrollment(Transaction& transaction, const Client& client) {
  const auto enrollment = enrollment_of(transaction, client);
  if (!enrollment) return std::nullopt;
  const auto all = transaction.enrollments().enrollments(client.terminal);
  if (all.back().epoch != enrollment->epoch) return std::nullopt;
  return *enrollment;
}

void add_leases(const Enrollment& enrollment, std::uint64_t since, LeaseStore& stored, v1::Catalog& catalog) {
  const auto term = stored.term(enrollment.terminal, enrollment.epoch);
  if (!term || term->ended) return;
  v1::Leases& leases = *catalog.mutable_leases();
  leases.set_epoch(term->epoch);
  leases.set_generation(term->generation);
  leases.set_granted_unix_ms(term->granted_unix_ms);
  leases.set_renew_unix_ms(term->renew_unix_ms);
  leases.set_not_after_unix_ms(term->not_after_unix_ms);
  for (v1::PointsLease& lease : stored.leases_since(term->terminal, term->epoch, since)) {
    *leases.add_points() = std::move(lease);
  }
}

}  // namespace

void CatalogDesk::lease_points(const Client& client, std::int64_t now_unix_ms) {
  {
    const auto reading = store_.begin_read();
    const v1::LeasePolicy policy = lease_policy(reading->catalog());
    if (catalog_version(reading->catalog()) == 0 || !leases_points(policy)) return;
    const auto enrollment = newest_enrollment(*reading, client);
    if (!enrollment) return;
    const auto term = reading->leases().term(enrollment->terminal, enrollment->epoch);
    if (term && !term->ended) return;
  }
  const auto writing = store_.begin_write();
  const auto enrollment = newest_enrollment(*writing, client);
  if (!enrollment) return;
  LeaseGrants grants{*writing, enrollment->terminal, enrollment->epoch, enrollment->store,
                     lease_policy(writing->catalog())};
  if (!grants.is_due()) return;
  const std::string today = swept_until(writing->catalog());
  grants.begin(now_unix_ms, today, next_catalog_version(writing->catalog(), now_unix_ms));
  writing->commit();
}

void CatalogDesk::keep_current(std::int64_t now_unix_ms) {
  std::string today;
  {
    const auto reading = store_.begin_read();
    if (catalog_version(reading->catalog()) == 0) return;
    today = business_date_of(current_offers(reading->catalog()).program(), now_unix_ms);
    const bool old = now_unix_ms - catalog_issued_unix_ms(reading->catalog()) >= kRenewMs;
    if (!old && !sweep_is_due(reading->catalog(), today)) return;
  }
  const auto writing = store_.begin_write();
  sweep_until(*writing, today, now_unix_ms);
  if (now_unix_ms - catalog_issued_unix_ms(writing->catalog()) >= kRenewMs)
    next_catalog_version(writing->catalog(), now_unix_ms);
  writing->commit();
}

Result<std::optional<v1::SignedCatalog>> CatalogDesk::catalog(const Client& client, std::uint64_t since) {
  const std::int64_t now = clock_.wall_unix_ms();
  keep_current(now);
  lease_points(client, now);
  const auto transaction = store_.begin_read();
  CatalogStore& stored = transaction->catalog();
  const auto enrollment = enrollment_of(*transaction, client);
  if (!enrollment) return enrollment.error();
  v1::Catalog catalog;
  catalog.set_version(catalog_version(stored));
  if (catalog.version() == 0) return Error{ErrorCode::catalog_missing, "no program has been loaded yet"};
  if (catalog.version() == since) return std::optional<v1::SignedCatalog>{};
  // A version that the ledger never gave out has no delta: the terminal gets the whole, and decides.
  if (since > catalog.version()) since = 0;
  catalog.set_base_version(since);
  catalog.set_issued_unix_ms(now);
  catalog.set_expires_unix_ms(now + kLifeMs);
  *catalog.mutable_offer_set() = current_offers(stored);
  *catalog.mutable_redeem_policy() = redeem_policy(stored);
  set_seller(*enrollment, stored, catalog);
  const std::string today = business_date_of(catalog.offer_set().program(), now);
  const OfferNames offers = offer_names(catalog.offer_set());
  for (const std::string& account_id : stored.members_since(since)) {
    *catalog.add_members() = catalog_member(*transaction, account_id, today, offers, keys_);
  }
  stored.products_since(since, [&](const v1::CatalogProduct& product) { *catalog.add_products() = product; });
  add_leases(*enrollment, since, transaction->leases(), catalog);
  catalog.set_covers_epoch(enrollment->epoch);
  catalog.set_covers_seq(transaction->intake().head(client.terminal, enrollment->epoch).seq);
  auto travelling = sign_catalog(catalog, keys_);
  if (!travelling) return travelling.error();
  return std::optional{std::move(*travelling)};
}

}  // namespace kazasu::ledger
