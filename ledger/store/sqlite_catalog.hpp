#pragma once

#include "store/sqlite_connection.hpp"

namespace kazasu::ledger {

class SqliteCatalog final : public CatalogStore {
 public:
  explicit SqliteCatalog(SqliteConnection& connection) : connection_(connection) {}

  std::int64_t number(const std::string& name) override;
  void set_number(const std::string& name, std::int64_t value) override;
  std::string text(const std::string& name) override;
  void set_text(const std::string& name, const std::string& value) override;
  void put_offer_set(const proto::Digest& name, const std::string& bytes) override;
  std::optional<std::string> offer_set(const proto::Digest& name) override;
  void put_coupon_id(const std::string& offer) override;
  bool is_coupon(std::string_view offer) override;
  void put_store(const v1::StoreIdentity& store) override;
  std::optional<v1::StoreIdentity> find_store(const std::string& store) override;
  void put_product(const v1::CatalogProduct& product, std::uint64_t version) override;
  void products_since(std::uint64_t version, const std::function<void(const v1::CatalogProduct&)>& visit) override;
  std::vector<std::string> products_until(std::uint64_t version) override;
  std::optional<v1::CatalogProduct> product_until(std::string_view product, std::uint64_t version) override;
  std::uint64_t products_version() override;
  bool put_member(const MemberRecord& member) override;
  void put_identifier(const std::string& account_id, const IdentifierRecord& identifier) override;
  void mark_changed(const std::string& account_id, std::uint64_t version) override;
  std::vector<std::string> members_since(std::uint64_t version) override;
  std::uint64_t count_members_since(std::uint64_t version, std::uint64_t limit) override;
  void each_member(const std::function<void(const std::string& account_id)>& visit) override;
  v1::CatalogMember profile(const std::string& account_id) override;
  std::vector<IdentifierRecord> identifiers(const std::string& account_id) override;
  std::vector<v1::MemberUsage> usage(const std::string& account_id) override;
  std::vector<v1::MemberActivity> activity(const std::string& account_id) override;

 private:
  SqliteConnection& connection_;
};

}  // namespace kazasu::ledger
