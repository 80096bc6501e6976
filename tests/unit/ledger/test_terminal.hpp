#pragma once

#include <string>
#include <vector>

#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/ledger/ledger.hpp"
#include "kazasu/proto/digest.hpp"
#include "kazasu/values/identifier.hpp"

namespace kazasu::ledger {

/// A certificate request signed by the key; PEM.
std::string make_certificate_request(const std::string& private_key_pem);

/// A sale, as far as the books care.
struct TestSale {
  std::string account = "m-taro";  ///< "" with an identifier: provisional; both "": a guest
  Identifier identifier{};
  std::int64_t redeemed = 0;
  std::int64_t awarded = 0;
  std::vector<std::string> applied{};
  std::string business_date = "2026-11-25";
  std::int64_t leased = 0;                   ///< of what is redeemed, under the generation
  std::uint64_t generation = 0;              ///< 0: nothing is leased
  std::int64_t held = 0;                     ///< of what is redeemed, under an authorization
  std::string offer_set{};                   ///< its name, as bytes
  std::vector<std::string> within_shares{};  ///< of what is applied, under the generation
  std::int64_t discount = 0;                 ///< by each offer that is applied
};

/// Keeps a journal and signs batches of it, as a terminal does.
class TestTerminal {
 public:
  /// Enrols at the ledger by a code of its own.
  TestTerminal(Ledger& ledger, const std::string& name, const std::string& store = "ekimae");
  /// Who was enrolled elsewhere, with the key of that.
  TestTerminal(v1::EnrollAnswer enrollment, std::string private_key_pem);

  /// Appends an entry; returns its seq.
  std::uint64_t sell(const TestSale& sale = {});
  std::uint64_t give_back(std::uint64_t sale_seq, const std::string& account, std::int64_t taken_back,
                          std::int64_t restored, const Identifier& identifier = {});
  std::uint64_t end_leases(std::uint64_t generation);
  std::uint64_t append(v1::EntryKind kind, const std::string& body);
  /// A body with its member sealed; `member` null: a guest.
  void seal_member(v1::EntryBody& body, const v1::MemberPart& member);

  /// Entries `first` to `last`, signed; last 0: to the end.
  [[nodiscard]] v1::Batch batch(std::uint64_t first = 1, std::uint64_t last = 0) const;
  void sign(v1::Batch& batch) const;

  [[nodiscard]] Client client() const;
  [[nodiscard]] const v1::EnrollAnswer& enrollment() const { return enrollment_; }
  [[nodiscard]] const std::string& private_key_pem() const { return private_key_pem_; }

  /// Sends and requires that it is taken.
  v1::BatchAnswer send(Ledger& ledger, std::uint64_t first = 1, std::uint64_t last = 0) const;
  /// Sends and requires that it is refused.
  Refusal send_refused(Ledger& ledger, const v1::Batch& batch) const;
  /// A release, with its signatures checked by the root of the enrolment; requires that there is one.
  v1::CatalogRelease release(Ledger& ledger, std::uint64_t since = 0) const;
  /// What a release leads to, as one catalog: the whole or a delta.
  v1::Catalog catalog(Ledger& ledger, std::uint64_t since = 0) const;
  /// A chunk of a release, from it or from the ledger, as the message in it.
  v1::Catalog chunk(Ledger& ledger, const v1::CatalogRelease& release, const v1::CatalogChunk& chunk) const;

 private:
  [[nodiscard]] std::string hash_before(std::uint64_t seq) const;

  v1::EnrollAnswer enrollment_;
  std::string private_key_pem_;
  drivers::SystemEntropy entropy_;
  std::vector<v1::Entry> entries_;
};

v1::TargetsMetadata targets_of(const v1::CatalogRelease& release);

/// The member of an account in a catalog; requires that there is one.
v1::CatalogMember member_in(const v1::Catalog& catalog, const std::string& account);
std::int64_t points_in(const v1::CatalogMember& member);

}  // namespace kazasu::ledger
