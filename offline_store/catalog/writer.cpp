#include "catalog/writer.hpp"

#include "kazasu/proto/framed_bytes.hpp"
#include "kazasu/proto/offer_set.hpp"
#include "kazasu/proto/sealed.hpp"

namespace kazasu::catalog {
namespace {

/// What is sealed in the row of a removed account: a CatalogMember without an account.
constexpr std::string_view kRemoved;

}  // namespace

void bind_blob(SQLite::Statement& statement, int index, std::string_view bytes) {
  statement.bind(index, bytes.data(), static_cast<int>(bytes.size()));
}

std::string lease_seal_context(const v1::Leases& generation, const std::string& account_id, const std::string& wallet) {
  const Bytes framed = proto::FramedBytes{"kazasu.lease.v1"}
                           .text(account_id)
                           .text(wallet)
                           .integer(generation.epoch())
                           .integer(generation.generation())
                           .bytes();
  return std::string{as_text(framed)};
}

std::string header_seal_context(const std::string& offer_set_name) {
  return "kazasu.catalog.header." + offer_set_name;
}

Writer::Writer(SQLite::Database& database, BytesView seal_key, Entropy& entropy)
    : database_(database),
      seal_key_(seal_key),
      entropy_(entropy),
      remove_identifiers_(database,
                          "DELETE FROM identifier WHERE member = (SELECT number FROM member WHERE account_id = ?)"),
      remove_member_(database, "DELETE FROM member WHERE account_id = ?"),
      insert_member_(database, "INSERT INTO member (account_id, sealed) VALUES (?, ?)"),
      insert_identifier_(database, "INSERT OR REPLACE INTO identifier (hash, member) VALUES (?, ?)"),
      remove_product_(database, "DELETE FROM product WHERE product = ?"),
      insert_product_(database, "INSERT OR REPLACE INTO product (product, sealed) VALUES (?, ?)") {}

void Writer::clear() {
  for (const char* table : {"identifier", "member", "product", "block", "bucket", "packed", "lease"})
    database_.exec(std::string{"DELETE FROM "} + table);
}

void Writer::remove_member(const std::string& account_id) {
  for (SQLite::Statement* statement : {&remove_identifiers_, &remove_member_}) {
    statement->reset();
    statement->bind(1, account_id);
    statement->exec();
  }
}

Result<std::int64_t> Writer::write_row(const std::string& account_id, std::string_view message) {
  auto sealed = proto::seal(seal_key_, as_bytes(account_id), as_bytes(message), entropy_);
  if (!sealed) return sealed.error();
  insert_member_.reset();
  insert_member_.bind(1, account_id);
  bind_blob(insert_member_, 2, as_text(*sealed));
  insert_member_.exec();
  return database_.getLastInsertRowid();
}

Result<void> Writer::write_member(const v1::CatalogMember& member) {
  const auto number = write_row(member.account_id(), member.SerializeAsString());
  if (!number) return number.error();
  for (const v1::CatalogIdentifier& identifier : member.identifiers()) {
    insert_identifier_.reset();
    bind_blob(insert_identifier_, 1, identifier.hash());
    insert_identifier_.bind(2, *number);
    insert_identifier_.exec();
  }
  return {};
}

Result<void> Writer::write_product(const v1::CatalogProduct& product) {
  auto sealed = proto::seal(seal_key_, as_bytes(product.product()), as_bytes(product.SerializeAsString()), entropy_);
  if (!sealed) return sealed.error();
  insert_product_.reset();
  insert_product_.bind(1, product.product());
  bind_blob(insert_product_, 2, as_text(*sealed));
  insert_product_.exec();
  return {};
}

void Writer::remove_product(const std::string& product) {
  remove_product_.reset();
  remove_product_.bind(1, product);
  remove_product_.exec();
}

Result<void> Writer::change_member(const v1::CatalogMember& member) {
  remove_member(member.account_id());
  return write_member(member);
}

Result<void> Writer::hide_member(const std::string& account_id) {
  remove_member(account_id);
  const auto written = write_row(account_id, kRemoved);
  return written ? Result<void>{} : written.error();
}

Result<void> Writer::write_changes(const v1::Catalog& delta) {
  for (const std::string& account_id : delta.removed_accounts()) {
    if (auto written = hide_member(account_id); !written) return written;
  }
  for (const v1::CatalogMember& member : delta.members()) {
    if (auto written = change_member(member); !written) return written;
  }
  for (const std::string& product : delta.removed_products()) remove_product(product);
  for (const v1::CatalogProduct& product : delta.products()) {
    if (auto written = write_product(product); !written) return written;
  }
  return {};
}

Result<void> Writer::write_leases(const v1::Leases& offered, const v1::Leases& held) {
  if (offered.epoch() != held.epoch() || offered.generation() != held.generation()) database_.exec("DELETE FROM lease");
  SQLite::Statement insert{database_, "INSERT OR REPLACE INTO lease (account_id, wallet, sealed) VALUES (?, ?, ?)"};
  for (const v1::PointsLease& lease : offered.points()) {
    const std::string context = lease_seal_context(offered, lease.account_id(), lease.wallet());
    auto sealed = proto::seal(seal_key_, as_bytes(context), as_bytes(lease.SerializeAsString()), entropy_);
    if (!sealed) return sealed.error();
    insert.reset();
    insert.bind(1, lease.account_id());
    insert.bind(2, lease.wallet());
    bind_blob(insert, 3, as_text(*sealed));
    insert.exec();
  }
  return {};
}

std::string Writer::write_offer_set(const v1::OfferSet& offer_set) {
  const proto::NamedOfferSet named = proto::name_offer_set(offer_set);
  SQLite::Statement insert{database_, "INSERT OR IGNORE INTO offer_set (name, message) VALUES (?, ?)"};
  bind_blob(insert, 1, as_text(named.name));
  bind_blob(insert, 2, named.bytes);
  insert.exec();
  return std::string{as_text(named.name)};
}

Result<void> Writer::write_header(const v1::Catalog& header, const std::string& offer_set_name) {
  const std::string context = header_seal_context(offer_set_name);
  auto sealed = proto::seal(seal_key_, as_bytes(context), as_bytes(header.SerializeAsString()), entropy_);
  if (!sealed) return sealed.error();
  SQLite::Statement insert{database_, "INSERT OR REPLACE INTO header (only, sealed, offer_set) VALUES (1, ?, ?)"};
  bind_blob(insert, 1, as_text(*sealed));
  bind_blob(insert, 2, offer_set_name);
  insert.exec();
  return {};
}

}  // namespace kazasu::catalog
