#include "sync/catalog_fetch.hpp"

#include <utility>

#include "kazasu/proto/digest.hpp"
#include "kazasu/proto/zstd.hpp"
#include "sync/catalog_trust.hpp"
#include "sync/ledger_answer.hpp"

namespace kazasu::sync {
namespace {

constexpr int kNotModified = 304;
constexpr int kNotFound = 404;
/// A release that cannot be fetched any more, and one that a resumed fetch ended before, are each followed by another.
constexpr int kReleasesMax = 3;
/// Chunks taken in per answer while others are still on their way: whoever sells waits for no more.
constexpr int kTakenInAtOnce = 2;

}  // namespace

CatalogFetch::CatalogFetch(catalog::Catalog& catalog, KeyStore& keys, Terminal terminal, std::int64_t now_unix_ms)
    : catalog_(catalog), keys_(keys), terminal_(std::move(terminal)), now_unix_ms_(now_unix_ms) {}

Result<std::optional<TransportRequest>> CatalogFetch::next_request() {
  if (phase_ == Phase::resume) {
    resume();
    if (phase_ == Phase::chunks) {
      if (auto done = progress(); !done) return done.error();
    }
  }
  if (phase_ == Phase::release) {
    auto trust = CatalogTrust::load(keys_);
    if (!trust) return trust.error();
    return std::optional{TransportRequest{
        "GET",
        "/v1/catalog?since=" + std::to_string(catalog_.version()) + "&root=" + std::to_string(trust->root_version()),
        {}}};
  }
  if (phase_ == Phase::chunks) {
    const v1::CatalogChunk* wanted = missing();
    if (wanted == nullptr) return Error{ErrorCode::internal, "a step of the catalog is neither fetched nor taken in"};
    return std::optional{TransportRequest{"GET", "/v1/chunks/" + to_hex(as_bytes(wanted->sha256())), {}}};
  }
  return std::optional<TransportRequest>{};
}

/// Goes on with what an earlier round began, if it still leads on from the catalog in use.
void CatalogFetch::resume() {
  phase_ = Phase::release;
  const auto kept = catalog_.chunks().plan();
  if (!kept) return;
  const bool parsed = plan_.ParseFromArray(kept->data(), static_cast<int>(kept->size())) &&
                      static_cast<int>(plan_.step()) < plan_.targets().steps_size();
  const bool leads_on = parsed && plan_.targets().terminal() == terminal_.name &&
                        now_unix_ms_ < plan_.targets().expires_unix_ms() && check_covers(plan_.targets()).ok() &&
                        (step().base_version() == 0 ? catalog_.version() < plan_.targets().version()
                                                    : catalog_.version() == step().base_version());
  if (!leads_on) {
    catalog_.chunks().clear();
    return;
  }
  resumed_ = is_kept_ = true;
  phase_ = Phase::chunks;
}

Result<bool> CatalogFetch::take_answer(const TransportAnswer& answer) {
  return phase_ == Phase::release ? take_release(answer) : take_chunk(answer);
}

Result<bool> CatalogFetch::take_release(const TransportAnswer& answer) {
  auto trust = CatalogTrust::load(keys_);
  if (!trust) return trust.error();
  ++releases_;
  phase_ = Phase::done;
  if (answer.status == kNotModified) {
    if (auto fresh = trust->check_not_frozen(now_unix_ms_); !fresh) return fresh.error();
    return false;
  }
  auto release = parse_answer<v1::CatalogRelease>(answer);
  if (!release) return release.error();
  auto targets = trust->accept(*release, {terminal_.name, catalog_.version(), now_unix_ms_});
  if (!targets) return targets.error();
  if (auto checked = check_covers(*targets); !checked) return checked.error();
  if (targets->version() == catalog_.version()) {
    return Error{ErrorCode::catalog_rollback, "version " + std::to_string(targets->version()) + " is in use already"};
  }
  // Below the one in use, and trusted all the same: the roots said that versions count anew.
  if (targets->version() < catalog_.version()) catalog_.accept_any_version();
  *plan_.mutable_targets() = std::move(*targets);
  plan_.set_step(0);
  resumed_ = is_kept_ = false;
  taken_in_ = arrived_ = 0;
  inlined_.clear();
  for (std::string& frame : *release->mutable_chunks()) {
    std::string name{as_text(proto::sha256(as_bytes(frame)))};
    inlined_.emplace(std::move(name), std::move(frame));
  }
  phase_ = Phase::chunks;
  if (missing() != nullptr) {
    if (auto kept = keep_plan(); !kept) return kept.error();
  }
  return progress();
}

Result<void> CatalogFetch::check_covers(const v1::TargetsMetadata& targets) const {
  for (const v1::CatalogStep& one : targets.steps()) {
    if (one.covers_epoch() != terminal_.epoch || one.covers_seq() <= terminal_.last_seq) continue;
    return Error{ErrorCode::journal_forked, "the ledger has entries up to " + std::to_string(one.covers_seq()) +
                                                " of this epoch, this journal ends at " +
                                                std::to_string(terminal_.last_seq) +
                                                ": an earlier state of it was restored"};
  }
  return {};
}

Result<void> CatalogFetch::keep_plan() {
  is_kept_ = true;
  return catalog_.chunks().begin(as_bytes(plan_.SerializeAsString()));
}

Result<bool> CatalogFetch::take_chunk(const TransportAnswer& answer) {
  const v1::CatalogChunk* wanted = missing();
  if (wanted == nullptr) return Error{ErrorCode::internal, "no chunk was asked for"};
  if (answer.status == kNotFound) {
    // The ledger keeps chunks for a day; what they were of is made anew.
    catalog_.chunks().clear();
    phase_ = releases_ < kReleasesMax ? Phase::release : Phase::done;
    return false;
  }
  if (answer.status != 200) return error_of(answer, ErrorCode::ledger_refused);
  if (answer.body.size() > wanted->bytes()) {
    return Error{ErrorCode::catalog_oversized, "a chunk of " + std::to_string(answer.body.size()) + " bytes, " +
                                                   std::to_string(wanted->bytes()) + " were announced"};
  }
  if (answer.body.size() != wanted->bytes() || as_text(proto::sha256(answer.body)) != wanted->sha256()) {
    return Error{ErrorCode::catalog_mixed, "a chunk is not the one that was asked for"};
  }
  if (!is_kept_) {
    if (auto kept = keep_plan(); !kept) return kept.error();
  }
  if (auto put = catalog_.chunks().put(as_bytes(wanted->sha256()), answer.body); !put) return put.error();
  return progress();
}

bool CatalogFetch::has(const v1::CatalogChunk& chunk) {
  return inlined_.contains(chunk.sha256()) || (is_kept_ && catalog_.chunks().has(as_bytes(chunk.sha256())));
}

std::optional<Bytes> CatalogFetch::frame_of(const v1::CatalogChunk& chunk) {
  const auto inlined = inlined_.find(chunk.sha256());
  if (inlined != inlined_.end()) return Bytes{inlined->second.begin(), inlined->second.end()};
  return catalog_.chunks().chunk(as_bytes(chunk.sha256()));
}

const v1::CatalogChunk* CatalogFetch::missing() {
  while (arrived_ < step().chunks_size() && has(step().chunks(arrived_))) ++arrived_;
  return arrived_ < step().chunks_size() ? &step().chunks(arrived_) : nullptr;
}

Result<bool> CatalogFetch::progress() {
  bool finished_one = false;
  while (phase_ == Phase::chunks) {
    const bool all_here = missing() == nullptr;
    for (int taken = 0; taken_in_ < step().chunks_size() && (all_here || taken < kTakenInAtOnce); ++taken) {
      if (taken_in_ == arrived_) break;
      const v1::CatalogChunk& next = step().chunks(taken_in_);
      if (auto done = take_in(next); !done) return give_up(done.error()).error();
      ++taken_in_;
    }
    if (taken_in_ < step().chunks_size()) return finished_one;
    if (auto done = finish_step(); !done) return give_up(done.error()).error();
    finished_one = true;
  }
  return finished_one;
}

/// A release whose content cannot be used is not fetched again and again.
Result<void> CatalogFetch::give_up(Error why) {
  catalog_.chunks().clear();
  phase_ = Phase::done;
  return why;
}

Result<void> CatalogFetch::take_in(const v1::CatalogChunk& chunk) {
  const auto frame = frame_of(chunk);
  const bool intact = frame && as_text(proto::sha256(*frame)) == chunk.sha256();
  if (!intact) return Error{ErrorCode::catalog_invalid, "a chunk on this disk is damaged: it is fetched again"};
  auto plain = proto::zstd_decompress(as_text(*frame), chunk.plain_bytes());
  if (!plain) return Error{ErrorCode::catalog_oversized, "a chunk: " + plain.error().detail};
  v1::Catalog content;
  if (!content.ParseFromArray(plain->data(), static_cast<int>(plain->size()))) {
    return Error{ErrorCode::catalog_invalid, "a chunk is not such a message"};
  }
  const bool is_whole = step().base_version() == 0;
  const bool at_once = !is_whole && step().chunks_size() <= 2;
  if (taken_in_ == 0) {
    if (content.version() != step().version() || content.base_version() != step().base_version()) {
      return Error{ErrorCode::catalog_mixed, "the first chunk is of another version than the release names"};
    }
    *content.mutable_store() = plan_.targets().store();
    content.set_covers_epoch(step().covers_epoch());
    content.set_covers_seq(step().covers_seq());
    const bool is_last = static_cast<int>(plan_.step()) + 1 == plan_.targets().steps_size();
    if (is_last && plan_.targets().has_leases()) *content.mutable_leases() = plan_.targets().leases();
    if (at_once) {
      small_delta_ = std::move(content);
      return {};
    }
    return is_whole ? catalog_.begin_whole(content) : catalog_.begin_delta(content);
  }
  if (at_once) {
    small_delta_.MergeFrom(content);
    return {};
  }
  return is_whole ? catalog_.add_to_whole(content) : catalog_.add_to_delta(content);
}

Result<void> CatalogFetch::finish_step() {
  const bool is_whole = step().base_version() == 0;
  const bool at_once = !is_whole && step().chunks_size() <= 2;
  auto done = at_once ? catalog_.apply(small_delta_) : is_whole ? catalog_.commit_whole() : catalog_.commit_delta();
  if (!done) return done;
  small_delta_.Clear();
  taken_in_ = arrived_ = 0;
  plan_.set_step(plan_.step() + 1);
  const bool last = static_cast<int>(plan_.step()) == plan_.targets().steps_size();
  if (last) {
    catalog_.chunks().clear();
    inlined_.clear();
    is_kept_ = false;
    phase_ = resumed_ && releases_ < kReleasesMax ? Phase::release : Phase::done;
    return {};
  }
  return is_kept_ ? keep_plan() : Result<void>{};
}

}  // namespace kazasu::sync
