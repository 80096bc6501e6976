#include "offers/catalog_desk.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "enrollment/terminal_keys.hpp"
#include "kazasu/proto/tuf.hpp"
#include "leases/budget_grants.hpp"
#include "leases/grants.hpp"
#include "leases/policy.hpp"
#include "offers/catalog_steps.hpp"
#include "offers/catalog_version.hpp"
#include "offers/current_offers.hpp"
#include "offers/daily_sweep.hpp"

namespace kazasu::ledger {
namespace {

constexpr std::int64_t kMsPerMinute = 60'000;
constexpr std::int64_t kMsPerDay = 24 * 60 * kMsPerMinute;
/// A catalog that is cut off from newer ones says so after this.
constexpr std::int64_t kTimestampLifeMs = kMsPerDay;
constexpr std::int64_t kLifeMs = 7 * kMsPerDay;
/// Terminals measure a catalog's age by its time of issue: a quiet ledger gives out a new version this often.
constexpr std::int64_t kRenewMs = 15 * kMsPerMinute;
/// A delta of more than this part of the members costs a terminal more than the whole.
constexpr std::uint64_t kPartOfMembers = 8;
/// As long as there are so few changes a delta is cheap, whatever part they are.
constexpr std::uint64_t kFewChanges = 1'000;
/// What comes with the release itself: most deltas do.
constexpr std::size_t kInlineBytesMax = 256 * 1024;

/// The steps of a release, with the chunks that come with it.
struct Way {
  std::vector<MadeStep> steps;
  std::vector<std::string> inlined;
};

Result<v1::SignedMetadata> sign_role(proto::TufRole role, const std::string& metadata, const proto::SigningKey& key) {
  return proto::sign_metadata(role, metadata, {&key, 1});
}

/// Timestamp over snapshot over targets.
Result<v1::CatalogRelease> sign_release(const v1::TargetsMetadata& targets, const LedgerKeys& keys,
                                        std::int64_t now_unix_ms) {
  v1::CatalogRelease release;
  const std::uint64_t version = targets.version();
  auto signed_targets = sign_role(proto::TufRole::targets, targets.SerializeAsString(), keys.tuf.targets);
  if (!signed_targets) return signed_targets.error();
  if (signed_targets->metadata().size() > proto::kTufMetadataBytesMax) {
    return Error{ErrorCode::limit_exceeded, "the catalog has more chunks than a release can name"};
  }
  v1::SnapshotMetadata snapshot;
  snapshot.set_version(version);
  snapshot.set_expires_unix_ms(now_unix_ms + kLifeMs);
  *snapshot.mutable_targets() = proto::metadata_file(version, signed_targets->metadata());
  auto signed_snapshot = sign_role(proto::TufRole::snapshot, snapshot.SerializeAsString(), keys.tuf.snapshot);
  if (!signed_snapshot) return signed_snapshot.error();
  v1::TimestampMetadata timestamp;
  timestamp.set_version(version);
  timestamp.set_expires_unix_ms(now_unix_ms + kTimestampLifeMs);
  *timestamp.mutable_snapshot() = proto::metadata_file(version, signed_snapshot->metadata());
  auto signed_timestamp = sign_role(proto::TufRole::timestamp, timestamp.SerializeAsString(), keys.tuf.timestamp);
  if (!signed_timestamp) return signed_timestamp.error();
  *release.mutable_targets() = std::move(*signed_targets);
  *release.mutable_snapshot() = std::move(*signed_snapshot);
  *release.mutable_timestamp() = std::move(*signed_timestamp);
  return release;
}

void set_covers(const MadeStep& made, const Enrollment& enrollment, v1::CatalogStep& step) {
  step.set_covers_epoch(enrollment.epoch);
  const auto covered = made.covers.find({enrollment.terminal, enrollment.epoch});
  step.set_covers_seq(covered == made.covers.end() ? 0 : covered->second);
}

/// Whether the client's is the terminal's newest enrolment: leases are given to no other.
std::optional<Enrollment> newest_enrollment(Transaction& transaction, const Client& client) {
  const auto enrollment = enrollment_of(transaction, client);
  if (!enrollment) return std::nullopt;
  const auto all = transaction.enrollments().enrollments(client.terminal);
  if (all.back().epoch != enrollment->epoch) return std::nullopt;
  return *enrollment;
}

void add_budget_shares(const LeaseTerm& term, BudgetStore& stored, v1::Leases& leases) {
  v1::BudgetShare* share = nullptr;
  for (const BudgetLease& lease : stored.leases_of(term.terminal, term.epoch)) {  // by offer
    if (share == nullptr || share->offer() != lease.offer) {
      share = leases.add_budgets();
      share->set_offer(lease.offer);
    }
    switch (lease.kind) {
      case BudgetKind::uses: share->set_uses(lease.granted); break;
      case BudgetKind::amount: share->set_amount(lease.granted); break;
      case BudgetKind::points: share->set_points(lease.granted); break;
    }
  }
}

void add_leases(const Enrollment& enrollment, std::uint64_t since, Transaction& transaction,
                v1::TargetsMetadata& targets) {
  LeaseStore& stored = transaction.leases();
  const auto term = stored.term(enrollment.terminal, enrollment.epoch);
  if (!term || term->ended) return;
  v1::Leases& leases = *targets.mutable_leases();
  leases.set_epoch(term->epoch);
  leases.set_generation(term->generation);
  leases.set_granted_unix_ms(term->granted_unix_ms);
  leases.set_renew_unix_ms(term->renew_unix_ms);
  leases.set_not_after_unix_ms(term->not_after_unix_ms);
  for (v1::PointsLease& lease : stored.leases_since(term->terminal, term->epoch, since)) {
    *leases.add_points() = std::move(lease);
  }
  add_budget_shares(*term, transaction.budgets(), leases);
}

/// A running generation's shares of budgets that are new or grown, or of which others gave back.
void raise_budgets(Transaction& writing, const Enrollment& enrollment, std::int64_t now_unix_ms) {
  const auto term = writing.leases().term(enrollment.terminal, enrollment.epoch);
  if (!term || term->ended) return;
  BudgetGrants grants{writing, *term, enrollment.store};
  const std::vector<BudgetLease> raised = grants.raises();
  if (raised.empty()) return;
  grants.grant(raised);
  next_catalog_version(writing.catalog(), now_unix_ms);
  writing.commit();
}

}  // namespace

void CatalogDesk::grant_leases(const Client& client, std::int64_t now_unix_ms) {
  {
    const auto reading = store_.begin_read();
    const v1::LeasePolicy policy = lease_policy(reading->catalog());
    if (catalog_version(reading->catalog()) == 0 || !leases_anything(policy)) return;
    const auto enrollment = newest_enrollment(*reading, client);
    if (!enrollment) return;
    const auto term = reading->leases().term(enrollment->terminal, enrollment->epoch);
    if (term && !term->ended && BudgetGrants{*reading, *term, enrollment->store}.raises().empty()) return;
  }
  const auto writing = store_.begin_write();
  const auto enrollment = newest_enrollment(*writing, client);
  if (!enrollment) return;
  LeaseGrants grants{*writing, enrollment->terminal, enrollment->epoch, enrollment->store,
                     lease_policy(writing->catalog())};
  if (!grants.is_due()) return raise_budgets(*writing, *enrollment, now_unix_ms);
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

Result<MadeStep> CatalogDesk::make_whole(const std::string& area, std::int64_t now_unix_ms) {
  {
    const std::lock_guard lock{mutex_};
    if (!being_made_.insert(area).second) {
      return Error{ErrorCode::catalog_missing, "the whole catalog is being made: ask again in a while"};
    }
  }
  struct Leaving {
    CatalogDesk& desk;
    const std::string& area;
    ~Leaving() {
      const std::lock_guard lock{desk.mutex_};
      desk.being_made_.erase(area);
    }
  } const leaving{*this, area};
  const auto transaction = store_.begin_long_read();
  const std::int64_t number = chunks_.begin(now_unix_ms);
  auto made = make_step(*transaction, keys_,
                        {.area = area, .now_unix_ms = now_unix_ms, .expires_unix_ms = now_unix_ms + kLifeMs},
                        [&](const v1::CatalogChunk& chunk, const std::string& frame) -> Result<void> {
                          chunks_.add(number, chunk, frame);
                          return {};
                        });
  if (made) chunks_.complete(number, *made);
  return made;
}

Result<std::optional<v1::CatalogRelease>> CatalogDesk::release(const Client& client, std::uint64_t since,
                                                               std::uint64_t root) {
  const std::int64_t now = clock_.wall_unix_ms();
  keep_current(now);
  grant_leases(client, now);
  v1::TargetsMetadata targets;
  Way way;
  std::optional<Enrollment> enrollment;
  std::string area;
  std::optional<MadeStep> whole;
  {
    const auto transaction = store_.begin_read();
    auto found = enrollment_of(*transaction, client);
    if (!found) return found.error();
    enrollment = std::move(*found);
    CatalogStore& stored = transaction->catalog();
    const std::uint64_t version = catalog_version(stored);
    if (version == 0) return Error{ErrorCode::catalog_missing, "no program has been loaded yet"};
    if (version == since) return std::optional<v1::CatalogRelease>{};
    if (const auto seller = stored.find_store(enrollment->store)) area = seller->area();
    whole = chunks_.newest_whole(area);
    const std::uint64_t few = std::max(kFewChanges, whole ? whole->members / kPartOfMembers : UINT64_MAX);
    // A version that the ledger never gave out has no delta: the terminal gets the whole, and decides.
    if (since < area_since(stored, enrollment->store)) since = 0;
    if (since > version || (since > 0 && stored.count_members_since(since, few) >= few)) since = 0;
    if (since == 0 && whole) {
      const std::uint64_t part = whole->members / kPartOfMembers + 1;
      if (stored.count_members_since(whole->step.version(), part) >= part) whole.reset();
    }
  }
  if (since == 0 && !whole) {
    auto made = make_whole(area, now);
    if (!made) return made.error();
    whole = std::move(*made);
  }
  {
    const auto transaction = store_.begin_read();
    CatalogStore& stored = transaction->catalog();
    const std::uint64_t version = catalog_version(stored);
    if (since == 0) {
      since = whole->step.version();
      way.steps.push_back(std::move(*whole));
    }
    if (since < version) {
      auto delta = chunks_.delta(area, since, version);
      if (!delta) {
        std::size_t bytes = 0;
        std::vector<std::pair<v1::CatalogChunk, std::string>> made;
        auto step =
            make_step(*transaction, keys_,
                      {.area = area, .base_version = since, .now_unix_ms = now, .expires_unix_ms = now + kLifeMs},
                      [&](const v1::CatalogChunk& chunk, const std::string& frame) -> Result<void> {
                        bytes += frame.size();
                        made.emplace_back(chunk, frame);
                        return {};
                      });
        if (!step) return step.error();
        if (bytes <= kInlineBytesMax) {
          for (auto& [chunk, frame] : made) way.inlined.push_back(std::move(frame));
        } else {
          const std::int64_t number = chunks_.begin(now);
          for (const auto& [chunk, frame] : made) chunks_.add(number, chunk, frame);
          chunks_.complete(number, *step);
        }
        delta = std::move(*step);
      }
      way.steps.push_back(std::move(*delta));
    }
    targets.set_version(version);
    add_leases(*enrollment, way.steps.front().step.base_version(), *transaction, targets);
    if (const auto seller = stored.find_store(enrollment->store)) *targets.mutable_store() = *seller;
    // Of the last step, what it covers is what is there now: entries that change no member give no new version.
    way.steps.back().covers[{enrollment->terminal, enrollment->epoch}] =
        transaction->intake().head(enrollment->terminal, enrollment->epoch).seq;
  }
  targets.set_expires_unix_ms(now + kLifeMs);
  targets.set_terminal(enrollment->terminal);
  for (const MadeStep& made : way.steps) {
    v1::CatalogStep& step = *targets.add_steps();
    step = made.step;
    set_covers(made, *enrollment, step);
  }
  auto release = sign_release(targets, keys_, now);
  if (!release) return release.error();
  for (const v1::SignedMetadata& one : keys_.tuf.roots) {
    v1::RootMetadata parsed;
    if (parsed.ParseFromString(one.metadata()) && parsed.version() > root) *release->add_roots() = one;
  }
  std::size_t left = kInlineBytesMax;
  for (std::string& frame : way.inlined) {
    left -= std::min(left, frame.size());
    release->add_chunks(std::move(frame));
  }
  for (const v1::CatalogChunk& chunk : way.steps.front().step.chunks()) {
    if (way.steps.front().step.base_version() != 0 || chunk.bytes() > left) break;
    auto frame = chunks_.chunk(as_bytes(chunk.sha256()));
    if (!frame) break;
    left -= chunk.bytes();
    release->add_chunks(std::move(*frame));
  }
  return std::optional{std::move(*release)};
}

Result<std::string> CatalogDesk::chunk(const Client& client, BytesView sha256) {
  {
    const auto transaction = store_.begin_read();
    const auto enrollment = enrollment_of(*transaction, client);
    if (!enrollment) return enrollment.error();
  }
  auto frame = chunks_.chunk(sha256);
  if (!frame) return Error{ErrorCode::not_found, "no release has this chunk any more: ask for a new one"};
  return std::move(*frame);
}

}  // namespace kazasu::ledger
