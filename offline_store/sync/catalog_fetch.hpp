#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "kazasu/catalog/catalog.hpp"
#include "kazasu/seams/key_store.hpp"
#include "kazasu/seams/transport.hpp"
#include "kazasu/v1/tuf.pb.h"

namespace kazasu::sync {

/// Brings the catalog up to date: asks for a release, checks it, fetches its chunks, and takes them in step by step. As
/// a state machine with no thread, clock or socket. What has arrived stays on disk until its step is in the catalog, so
/// that a fetch that broke off anywhere goes on with the first chunk that is missing.
class CatalogFetch {
 public:
  struct Terminal {
    std::string name;
    std::uint64_t epoch = 0;
    std::uint64_t last_seq = 0;  ///< of its journal
  };
  /// Catalog and keys outlive it. `now_unix_ms`: a time that has certainly come.
  CatalogFetch(catalog::Catalog& catalog, KeyStore& keys, Terminal terminal, std::int64_t now_unix_ms);

  /// The next request, or nothing when the catalog is up to date.
  Result<std::optional<TransportRequest>> next_request();
  /// Takes the answer to the last request; whether the catalog's version changed. An error ends the fetch; what has
  /// arrived stays.
  Result<bool> take_answer(const TransportAnswer& answer);

 private:
  enum class Phase { resume, release, chunks, done };

  void resume();
  Result<bool> take_release(const TransportAnswer& answer);
  Result<bool> take_chunk(const TransportAnswer& answer);
  Result<void> check_covers(const v1::TargetsMetadata& targets) const;
  Result<void> keep_plan();
  [[nodiscard]] const v1::CatalogStep& step() const { return plan_.targets().steps(static_cast<int>(plan_.step())); }
  bool has(const v1::CatalogChunk& chunk);
  std::optional<Bytes> frame_of(const v1::CatalogChunk& chunk);
  /// The first chunk of the step that has not arrived.
  const v1::CatalogChunk* missing();
  /// Takes in what has arrived; whether a step was finished.
  Result<bool> progress();
  Result<void> take_in(const v1::CatalogChunk& chunk);
  Result<void> finish_step();
  Result<void> give_up(Error why);

  catalog::Catalog& catalog_;
  KeyStore& keys_;
  Terminal terminal_;
  std::int64_t now_unix_ms_;
  Phase phase_ = Phase::resume;
  v1::CatalogFetchPlan plan_;
  bool resumed_ = false;  ///< the plan is of an earlier round: afterwards there may be a newer release
  bool is_kept_ = false;  ///< the plan is on disk
  int releases_ = 0;      ///< asked for so far
  std::map<std::string, std::string> inlined_;  ///< chunks that came with the release
  int taken_in_ = 0;                            ///< chunks of the step
  int arrived_ = 0;                             ///< of the step, how many from the first on
  v1::Catalog small_delta_;                     ///< of a step that is applied at once
};

}  // namespace kazasu::sync
