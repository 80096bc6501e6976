#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kazasu/seams/entropy.hpp"
#include "kazasu/v1/catalog.pb.h"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/identifier.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::catalog {

struct CatalogOptions {
  std::filesystem::path file;
  Bytes seal_key;  ///< 32 bytes: members are sealed under it
};

/// What the terminal knows: members by identifier hash, offers, products, rules. It can be fetched again from the ledger
/// at any time, so a damaged file is set aside and begun anew. Thread: one at a time.
class Catalog {
 public:
  static Result<std::unique_ptr<Catalog>> open(const CatalogOptions& options, Entropy& entropy);
  ~Catalog();
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  /// Takes a checked catalog or delta into use, whole or not at all. `catalog_rollback`: it is not newer, or a delta does
  /// not build on the version in use. `catalog_invalid` names the field; the version in use stays.
  Result<void> apply(const v1::Catalog& catalog);

  [[nodiscard]] std::uint64_t version() const;  ///< 0: none yet
  [[nodiscard]] std::int64_t issued_unix_ms() const;
  [[nodiscard]] std::int64_t expires_unix_ms() const;
  [[nodiscard]] const v1::StoreIdentity& store() const;
  [[nodiscard]] const v1::RedeemPolicy& redeem_policy() const;
  /// The terminal's own entries up to which the members already show.
  [[nodiscard]] std::uint64_t covers_epoch() const;
  [[nodiscard]] std::uint64_t covers_seq() const;

  Result<std::optional<v1::CatalogMember>> find_member(const IdentifierHash& hash);
  Result<std::optional<v1::CatalogProduct>> find_product(std::string_view product);
  Result<v1::OfferSet> current_offer_set();
  /// An offer set by its name (32 bytes), current or earlier; `not_found`.
  Result<v1::OfferSet> offer_set(std::string_view name);
  /// Whether a damaged file was set aside when this one was opened.
  [[nodiscard]] bool began_anew() const;

 private:
  class State;
  explicit Catalog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace kazasu::catalog
