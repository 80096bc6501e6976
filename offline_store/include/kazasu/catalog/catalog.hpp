#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kazasu/catalog/chunk_store.hpp"
#include "kazasu/seams/entropy.hpp"
#include "kazasu/v1/catalog.pb.h"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/identifier.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::catalog {

struct CatalogOptions {
  std::filesystem::path file;  ///< created if it is not there, readable to its owner only
  Bytes seal_key;              ///< 32 bytes: members, products and limits are sealed under it
  std::string vfs;             ///< a registered SQLite VFS, for tests; "": the system's
};

/// What the terminal knows: members by identifier hash, offers, products, rules. It can be fetched again from the
/// ledger at any time. So a file that is damaged, of another version, or sealed under another key is set aside as
/// `….damaged` when it is opened, and begun anew; damage that a lookup meets later is an error there, sets `version()`
/// to 0, and the next whole catalog replaces it. Thread: one at a time; one process at a time (`journal_in_use`).
class Catalog {
 public:
  /// `entropy` must outlive it. `key_missing` unless the key has 32 bytes.
  static Result<std::unique_ptr<Catalog>> open(const CatalogOptions& options, Entropy& entropy);
  ~Catalog();
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  /// Takes a checked catalog or delta into use, whole or not at all. `catalog_rollback`: it is not newer, or a delta
  /// does not build on the version in use. `catalog_invalid` and `offer_unsupported` name the field; the version in use
  /// stays. References from `store`, `leases` and `redeem_policy` end here.
  Result<void> apply(const v1::Catalog& catalog);

  /// The same for a whole catalog that comes in parts, in bounded memory: `begin_whole` with its header (and perhaps
  /// rows), `add_to_whole` any number of times with members and products alone, `commit_whole`. The version in use
  /// answers until the commit. An error ends what was begun, as does `apply` of a whole catalog. What was taken in
  /// waits in a file beside the catalog, `….staging`, sealed. `invalid_argument`: nothing was begun.
  Result<void> begin_whole(const v1::Catalog& header);
  Result<void> add_to_whole(const v1::Catalog& rows);
  Result<void> commit_whole();
  /// The same for a delta; its rows may also be removed accounts and products. The commit writes all of it in one
  /// transaction.
  Result<void> begin_delta(const v1::Catalog& header);
  Result<void> add_to_delta(const v1::Catalog& rows);
  Result<void> commit_delta();
  /// The next whole catalog may be older than the one in use: whoever asks for this knows that its version was forged.
  void accept_any_version();
  /// What has arrived of a catalog that is being fetched.
  ChunkStore& chunks();

  [[nodiscard]] std::uint64_t version() const;  ///< 0: none yet, or damaged: ask the ledger for a whole one
  [[nodiscard]] std::int64_t issued_unix_ms() const;
  [[nodiscard]] std::int64_t expires_unix_ms() const;  ///< told, not acted on: the terminal decides
  [[nodiscard]] const v1::StoreIdentity& store() const;
  [[nodiscard]] const v1::RedeemPolicy& redeem_policy() const;
  /// The terminal's generation of leases as the ledger last told it, without the leases themselves; generation 0: none.
  [[nodiscard]] const v1::Leases& leases() const;
  /// What a wallet's lease of that generation came to when it was granted; 0: none.
  Result<std::int64_t> leased_points(const std::string& account_id, const std::string& wallet);
  /// The terminal's own entries up to which the members already show.
  [[nodiscard]] std::uint64_t covers_epoch() const;
  [[nodiscard]] std::uint64_t covers_seq() const;

  /// The member, with the one identifier that it was found by. A stranger's card is taken for a member's with a
  /// probability of 2^-49 in a catalog of 25 million identifiers, in proportion to their number.
  Result<std::optional<v1::CatalogMember>> find_member(const IdentifierHash& hash);
  /// The member, without identifiers.
  Result<std::optional<v1::CatalogMember>> member_by_account(std::string_view account_id);
  Result<std::optional<v1::CatalogProduct>> find_product(std::string_view product);
  /// Of all products, ascending.
  Result<std::vector<std::string>> product_numbers();
  /// All of them, by number.
  Result<std::vector<v1::CatalogProduct>> products();
  Result<v1::OfferSet> current_offer_set();
  /// An offer set by its name (32 bytes), current or earlier; `not_found`.
  Result<v1::OfferSet> offer_set(std::string_view name);
  /// Removes all offer sets but the current one and those named (32 bytes each): the ones that unpruned entries name.
  Result<void> prune_offer_sets(std::span<const std::string> keep);
  /// Whether what was there was damaged and so was begun anew, at the opening or later.
  [[nodiscard]] bool began_anew() const;

 private:
  class State;
  explicit Catalog(std::unique_ptr<State> state);
  /// Whether its version fits the one in use.
  [[nodiscard]] Result<void> may_follow(const v1::Catalog& catalog) const;
  /// Forgets the whole catalog that was begun; gives back `result`.
  Result<void> abandon(Result<void> result);
  std::unique_ptr<State> state_;
};

}  // namespace kazasu::catalog
