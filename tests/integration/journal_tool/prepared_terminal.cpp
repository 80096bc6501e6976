#include "prepared_terminal.hpp"

#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "kazasu/catalog/catalog.hpp"
#include "kazasu/drivers/system/file_key_store.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/journal/journal.hpp"
#include "kazasu/proto/digest.hpp"
#include "kazasu/proto/identifier_hash.hpp"
#include "kazasu/proto/message_json.hpp"
#include "kazasu/sync/enrollment.hpp"
#include "kazasu/v1/sync.pb.h"

using namespace kazasu;

namespace {

const Bytes kIdentifierKeyBytes(32, 0x11);
const Bytes kJournalKeyBytes(32, 0x22);

template <class T>
T require(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  return std::move(*result);
}
void require(const Result<void>& result) {
  if (!result) throw std::runtime_error(describe(result.error()));
}

std::string example_file(const std::string& name) {
  std::ifstream file{std::string{KAZASU_SOURCE_DIR "/examples/data/"} + name, std::ios::binary};
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

void store_keys(const std::filesystem::path& directory) {
  auto keys = require(drivers::FileKeyStore::open(directory / "keys"));
  v1::EnrollAnswer answer;
  answer.set_terminal("R1");
  answer.set_company("kazasuya");
  answer.set_store("ekimae");
  answer.set_epoch(1);
  answer.set_identifier_key_version(1);
  require(keys->store(sync::kIdentifierKey, kIdentifierKeyBytes));
  require(keys->store(sync::kJournalKey, kJournalKeyBytes));
  require(keys->store(sync::kEnrollment, as_bytes(answer.SerializeAsString())));
}

}  // namespace

std::string identifier_hash(const std::string& kind, const std::string& value) {
  return std::string{as_text(proto::hash_identifier(kIdentifierKeyBytes, {kind, value}).bytes)};
}

v1::Catalog example_catalog(std::uint64_t version) {
  v1::Catalog catalog;
  catalog.set_version(version);
  catalog.set_issued_unix_ms(1'775'000'000'000);
  catalog.set_expires_unix_ms(4'000'000'000'000);
  require(proto::message_from_json(example_file("offers.json"), *catalog.mutable_offer_set()));
  v1::Program& program = *catalog.mutable_offer_set()->mutable_program();
  require(proto::message_from_json(
      R"({"currency":"JPY","time_zone":"Asia/Tokyo","business_day_starts":"05:00",
          "tax_rates":[{"tax_class":"standard","basis_points":1000},{"tax_class":"reduced","basis_points":800}],
          "award":{"step":200,"points":1,"ranks":[{"rank":"gold","step":100,"points":1}],"expires_days":365,
                   "expiry":"END_OF_MONTH"},
          "redeem":{"point_value":1},"utc_offsets":[{"from_unix_seconds":0,"utc_offset_seconds":32400}]})",
      program));
  v1::Catalog products;
  require(proto::message_from_json(example_file("products.json"), products));
  *catalog.mutable_products() = products.products();
  v1::StoreIdentity& store = *catalog.mutable_store();
  store.set_company("kazasuya");
  store.set_store("ekimae");
  store.set_name("かざす屋 駅前店");
  store.set_registration_number("T1234567890123");
  store.set_program_name("かざすポイント");
  catalog.mutable_redeem_policy()->set_per_checkout_points(5000);
  catalog.mutable_redeem_policy()->set_catalog_age_hours(1'000'000);
  v1::CatalogMember& yuki = *catalog.add_members();
  yuki.set_account_id(kYukisAccount);
  yuki.set_rank("gold");
  yuki.set_birthday("11-23");
  v1::CatalogLot& lot = *yuki.add_lots();
  lot.set_lot("1");
  lot.set_points(1200);
  lot.set_activates_on("2020-01-01");
  v1::CatalogIdentifier& number = *yuki.add_identifiers();
  number.set_hash(identifier_hash("member_number", kYukisNumber));
  number.set_key_version(1);
  return catalog;
}

PreparedTerminal::PreparedTerminal(std::optional<std::filesystem::path> directory)
    : directory_(directory ? *directory : temporary_.emplace().path()) {
  std::filesystem::create_directories(directory_);
  store_keys(directory_);
  apply(example_catalog(1));
  configuration_.directory = directory_;
  IdentificationMethod method;
  method.kind = IdentificationMethod::Kind::member_number;
  method.number.lengths = {16};
  method.number.prefix = "29";
  configuration_.identification_methods = {method};
}

Terminal& PreparedTerminal::open() {
  terminal_.reset();
  terminal_.emplace(require(Terminal::open(configuration_)));
  return *terminal_;
}

void PreparedTerminal::apply(const v1::Catalog& catalog) {
  drivers::SystemEntropy entropy;
  auto opened =
      require(catalog::Catalog::open({.file = directory_ / "catalog.db", .seal_key = kJournalKeyBytes}, entropy));
  require(opened->apply(catalog));
}

void PreparedTerminal::acknowledge_all() {
  terminal_.reset();
  auto journal = require(journal::Journal::open({.file = journal_file(), .terminal = "R1", .epoch = 1, .vfs = {}}));
  std::vector<v1::Verdict> verdicts;
  for (std::uint64_t seq = journal->acknowledged().seq + 1; seq <= journal->head().seq; ++seq) {
    v1::Verdict& verdict = verdicts.emplace_back();
    verdict.set_number(seq);
    verdict.set_epoch(1);
    verdict.set_seq(seq);
  }
  require(journal->record_acknowledgement(journal->head().seq, journal->head().hash, verdicts));
}

std::string sell(Terminal& terminal, const std::string& transaction_id, bool to_member, std::int64_t quantity) {
  auto checkout = require(terminal.begin_checkout({.transaction_id = transaction_id, .clerk = "7"}));
  require(checkout.add({.product = "4912345000019", .quantity = quantity}));
  require(checkout.add({.product = "4912345000118"}));
  if (to_member) require(checkout.identify(Sighting::from_scan(as_bytes(kYukisNumber))));
  return require(checkout.commit({.tenders = {{"cash", checkout.quote().due}}})).number;
}

std::string give_back_one(Terminal& terminal, const std::string& transaction_id, const std::string& sale) {
  auto giving =
      require(terminal.begin_return({.transaction_id = transaction_id, .receipt_number = sale, .clerk = "7"}));
  require(giving.add({"1", 0}));
  return require(giving.commit()).number;
}

std::string cancel(Terminal& terminal, const std::string& transaction_id, const std::string& sale) {
  return require(terminal.void_receipt({.transaction_id = transaction_id, .receipt_number = sale, .clerk = "7"}))
      .number;
}
