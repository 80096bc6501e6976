#include "ledger/test_terminal.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <memory>
#include <optional>

#include "kazasu/proto/entry_hash.hpp"
#include "kazasu/proto/identifier_hash.hpp"
#include "kazasu/proto/receipt_number.hpp"
#include "kazasu/proto/sealed.hpp"
#include "kazasu/proto/signature.hpp"
#include "kazasu/proto/tuf.hpp"
#include "kazasu/proto/zstd.hpp"

namespace kazasu::ledger {

std::string make_certificate_request(const std::string& private_key_pem) {
  using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
  const Bio in{BIO_new_mem_buf(private_key_pem.data(), static_cast<int>(private_key_pem.size())), &BIO_free};
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{
      PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free};
  const std::unique_ptr<X509_REQ, decltype(&X509_REQ_free)> request{X509_REQ_new(), &X509_REQ_free};
  const Bio out{BIO_new(BIO_s_mem()), &BIO_free};
  REQUIRE(X509_REQ_set_pubkey(request.get(), key.get()) == 1);
  REQUIRE(X509_REQ_sign(request.get(), key.get(), EVP_sha256()) > 0);
  REQUIRE(PEM_write_bio_X509_REQ(out.get(), request.get()) == 1);
  char* text = nullptr;
  const long length = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

TestTerminal::TestTerminal(Ledger& ledger, const std::string& name, const std::string& store) {
  const auto code = ledger.issue_code(name, store);
  REQUIRE(code);
  auto key = proto::generate_private_key_pem();
  REQUIRE(key);
  private_key_pem_ = *key;
  v1::EnrollRequest request;
  request.set_code(*code);
  request.set_certificate_request_pem(make_certificate_request(private_key_pem_));
  const auto answer = ledger.enroll(request);
  REQUIRE(answer);
  enrollment_ = *answer;
}

TestTerminal::TestTerminal(v1::EnrollAnswer enrollment, std::string private_key_pem)
    : enrollment_(std::move(enrollment)), private_key_pem_(std::move(private_key_pem)) {}

std::string TestTerminal::hash_before(std::uint64_t seq) const {
  if (seq == 1) return std::string{as_text(proto::kGenesisHash)};
  return entries_.at(seq - 2).hash();
}

std::uint64_t TestTerminal::append(v1::EntryKind kind, const std::string& body) {
  v1::Entry entry;
  entry.set_seq(entries_.size() + 1);
  entry.set_kind(kind);
  entry.set_wall_unix_ms(1'795'575'600'000);
  entry.set_monotonic_ns(1);
  entry.set_body(body);
  const auto before = proto::digest_from(as_bytes(hash_before(entry.seq())), "hash");
  REQUIRE(before);
  const proto::Digest hash = proto::entry_hash(enrollment_.terminal(), enrollment_.epoch(), *before, entry);
  entry.set_hash(std::string{as_text(hash)});
  entries_.push_back(entry);
  return entry.seq();
}

void TestTerminal::seal_member(v1::EntryBody& body, const v1::MemberPart& member) {
  const Bytes context = proto::entry_seal_context(enrollment_.terminal(), body.business_date(), body.transaction_id());
  const auto sealed =
      proto::seal(as_bytes(enrollment_.journal_key()), context, as_bytes(member.SerializeAsString()), entropy_);
  REQUIRE(sealed);
  body.set_sealed_member(std::string{as_text(*sealed)});
}

std::uint64_t TestTerminal::sell(const TestSale& sale) {
  v1::EntryBody body;
  body.set_transaction_id("T" + std::to_string(entries_.size() + 1));
  body.set_business_date(sale.business_date);
  body.mutable_checkout()->set_offer_set(sale.offer_set);
  v1::Quote& quote = *body.mutable_checkout()->mutable_quote();
  quote.set_redeemed_points(sale.redeemed);
  quote.set_awarded_points(sale.awarded);
  if (sale.awarded > 0) {
    v1::Award& award = *quote.add_awards();
    award.set_points(sale.awarded);
    award.set_activates_on(sale.business_date);
    award.set_expires_on("2027-11-30");
  }
  for (const std::string& offer : sale.applied) {
    v1::AppliedOffer& applied = *quote.add_applied();
    applied.set_offer(offer);
    applied.set_discount(sale.discount);
  }
  for (const std::string& offer : sale.within_shares) {
    body.mutable_checkout()->mutable_funding()->set_generation(sale.generation);
    body.mutable_checkout()->mutable_funding()->add_budgets(offer);
  }
  if (sale.leased > 0 || sale.held > 0) {
    v1::SpendFunding& funding = *body.mutable_checkout()->mutable_funding();
    funding.set_generation(sale.generation);
    v1::WalletFunding& wallet = *funding.add_wallets();
    wallet.set_leased_points(sale.leased);
    wallet.set_held_points(sale.held);
  }
  if (!sale.account.empty() || !sale.identifier.kind.empty()) {
    v1::MemberPart member;
    member.set_account_id(sale.account);
    const IdentifierHash hash = proto::hash_identifier(as_bytes(enrollment_.identifier_key()), sale.identifier);
    member.set_identifier_hash(std::string{as_text(hash.bytes)});
    seal_member(body, member);
  }
  return append(v1::CHECKOUT, body.SerializeAsString());
}

std::uint64_t TestTerminal::give_back(std::uint64_t sale_seq, const std::string& account, std::int64_t taken_back,
                                      std::int64_t restored, const Identifier& identifier) {
  v1::EntryBody body;
  body.set_transaction_id("T" + std::to_string(entries_.size() + 1));
  body.set_business_date("2026-11-25");
  v1::ReturnContent& content = *body.mutable_return_();
  content.set_sale_receipt_number(
      proto::format_receipt_number({enrollment_.terminal(), enrollment_.epoch(), sale_seq}));
  content.mutable_booked()->set_points_taken_back(taken_back);
  content.mutable_booked()->set_points_restored(restored);
  v1::MemberPart member;
  member.set_account_id(account);
  const IdentifierHash hash = proto::hash_identifier(as_bytes(enrollment_.identifier_key()), identifier);
  member.set_identifier_hash(std::string{as_text(hash.bytes)});
  seal_member(body, member);
  return append(v1::RETURN, body.SerializeAsString());
}

std::uint64_t TestTerminal::end_leases(std::uint64_t generation) {
  v1::EntryBody body;
  body.set_transaction_id("T" + std::to_string(entries_.size() + 1));
  body.set_business_date("2026-11-25");
  body.mutable_leases_ended()->set_generation(generation);
  return append(v1::LEASES_ENDED, body.SerializeAsString());
}

v1::Batch TestTerminal::batch(std::uint64_t first, std::uint64_t last) const {
  if (last == 0) last = entries_.size();
  v1::Batch batch;
  batch.set_terminal(enrollment_.terminal());
  batch.set_epoch(enrollment_.epoch());
  batch.set_prev_hash(hash_before(first));
  for (std::uint64_t seq = first; seq <= last; ++seq) *batch.add_entries() = entries_.at(seq - 1);
  sign(batch);
  return batch;
}

void TestTerminal::sign(v1::Batch& batch) const {
  batch.set_signature_algorithm(std::string{proto::kEcdsaP256Sha256});
  const auto signature = proto::SigningKey::from_pem(private_key_pem_)->sign(proto::batch_signed_bytes(batch));
  REQUIRE(signature);
  batch.set_signature(std::string{as_text(*signature)});
}

Client TestTerminal::client() const {
  const auto key = proto::public_key_pem_of_certificate(enrollment_.certificate_pem());
  REQUIRE(key);
  return {enrollment_.terminal(), *key};
}

v1::BatchAnswer TestTerminal::send(Ledger& ledger, std::uint64_t first, std::uint64_t last) const {
  const auto answer = ledger.take_batch(client(), batch(first, last));
  if (const auto* refusal = std::get_if<Refusal>(&answer)) FAIL(describe(refusal->error));
  return std::get<v1::BatchAnswer>(answer);
}

Refusal TestTerminal::send_refused(Ledger& ledger, const v1::Batch& batch) const {
  const auto answer = ledger.take_batch(client(), batch);
  REQUIRE(std::holds_alternative<Refusal>(answer));
  return std::get<Refusal>(answer);
}

v1::TargetsMetadata targets_of(const v1::CatalogRelease& release) {
  v1::TargetsMetadata targets;
  REQUIRE(targets.ParseFromString(release.targets().metadata()));
  return targets;
}

v1::CatalogRelease TestTerminal::release(Ledger& ledger, std::uint64_t since) const {
  v1::SignedMetadata signed_root;
  REQUIRE(signed_root.ParseFromString(enrollment_.catalog_root()));
  const auto root = proto::first_root(signed_root);
  REQUIRE(root);
  const auto answer = ledger.catalog(client(), since, root->version());
  INFO((answer ? std::string{} : describe(answer.error())));
  REQUIRE(answer);
  REQUIRE(answer->has_value());
  const v1::CatalogRelease& release = **answer;
  REQUIRE(proto::verify_metadata(proto::TufRole::timestamp, *root, release.timestamp()));
  REQUIRE(proto::verify_metadata(proto::TufRole::snapshot, *root, release.snapshot()));
  REQUIRE(proto::verify_metadata(proto::TufRole::targets, *root, release.targets()));
  return release;
}

v1::Catalog TestTerminal::chunk(Ledger& ledger, const v1::CatalogRelease& release,
                                const v1::CatalogChunk& chunk) const {
  std::optional<std::string> frame;
  for (const std::string& inlined : release.chunks()) {
    if (as_text(proto::sha256(as_bytes(inlined))) == chunk.sha256()) frame = inlined;
  }
  if (!frame) {
    auto fetched = ledger.catalog_chunk(client(), as_bytes(chunk.sha256()));
    REQUIRE(fetched);
    frame = std::move(*fetched);
  }
  REQUIRE(frame->size() == chunk.bytes());
  REQUIRE(as_text(proto::sha256(as_bytes(*frame))) == chunk.sha256());
  const auto plain = proto::zstd_decompress(*frame, chunk.plain_bytes());
  REQUIRE(plain);
  v1::Catalog content;
  REQUIRE(content.ParseFromString(*plain));
  return content;
}

v1::Catalog TestTerminal::catalog(Ledger& ledger, std::uint64_t since) const {
  const v1::CatalogRelease found = release(ledger, since);
  const v1::TargetsMetadata targets = targets_of(found);
  v1::Catalog catalog;
  std::map<std::string, v1::CatalogMember> members;
  std::map<std::string, v1::CatalogProduct> products;
  for (const v1::CatalogStep& step : targets.steps()) {
    for (const v1::CatalogChunk& one : step.chunks()) {
      const v1::Catalog content = chunk(ledger, found, one);
      if (content.version() != 0) catalog = content;
      for (const auto& member : content.members()) members[member.account_id()] = member;
      for (const std::string& account : content.removed_accounts()) {
        members.erase(account);
        catalog.add_removed_accounts(account);
      }
      for (const auto& product : content.products()) products[product.product()] = product;
    }
    catalog.set_covers_epoch(step.covers_epoch());
    catalog.set_covers_seq(step.covers_seq());
  }
  catalog.set_base_version(targets.steps(0).base_version());
  *catalog.mutable_store() = targets.store();
  if (targets.has_leases()) *catalog.mutable_leases() = targets.leases();
  for (const auto& [account, member] : members) *catalog.add_members() = member;
  for (const auto& [name, product] : products) *catalog.add_products() = product;
  return catalog;
}

v1::CatalogMember member_in(const v1::Catalog& catalog, const std::string& account) {
  for (const v1::CatalogMember& member : catalog.members()) {
    if (member.account_id() == account) return member;
  }
  FAIL("the catalog has no " << account);
  return {};
}

std::int64_t points_in(const v1::CatalogMember& member) {
  std::int64_t points = 0;
  for (const v1::CatalogLot& lot : member.lots()) points += lot.points();
  return points;
}

}  // namespace kazasu::ledger
