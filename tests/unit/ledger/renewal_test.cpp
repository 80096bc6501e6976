// Keys and certificates after enrolment: what the ledger takes, from whom, and from when on.
#include <SQLiteCpp/SQLiteCpp.h>

#include <catch2/catch_test_macros.hpp>

#include "kazasu/proto/renewal.hpp"
#include "kazasu/proto/signature.hpp"
#include "ledger/test_ledger.hpp"
#include "ledger/test_terminal.hpp"

namespace kazasu::ledger {
namespace {

/// A terminal with entries, which may sign and show what it likes.
struct Renewing : TestLedger {
  TestTerminal terminal{**this, "R1"};
  std::string first_key = terminal.private_key_pem();
  std::string second_key = *proto::generate_private_key_pem();
  std::string third_key = *proto::generate_private_key_pem();

  static Client shows(const std::string& private_key) {
    return {"R1", proto::SigningKey::from_pem(private_key)->public_key_pem()};
  }

  [[nodiscard]] v1::RenewRequest request(const std::string& new_key, const std::string& signed_by) const {
    v1::RenewRequest message;
    message.set_terminal("R1");
    message.set_epoch(terminal.enrollment().epoch());
    message.set_certificate_request_pem(make_certificate_request(new_key));
    message.set_signature_algorithm(std::string{proto::kEcdsaP256Sha256});
    message.set_signature(
        std::string{as_text(*proto::SigningKey::from_pem(signed_by)->sign(proto::renewal_signed_bytes(message)))});
    return message;
  }
  void renew(const std::string& shown, const std::string& new_key) {
    const auto answer = (*this)->renew(shows(shown), request(new_key, shown));
    INFO((answer ? std::string{} : describe(answer.error())));
    REQUIRE(answer);
    CHECK(*proto::public_key_pem_of_certificate(answer->certificate_pem()) ==
          proto::SigningKey::from_pem(new_key)->public_key_pem());
    CHECK(answer->catalog_root() == terminal.enrollment().catalog_root());
  }
  ErrorCode refusal(const std::optional<Client>& client, const v1::RenewRequest& message) {
    const auto answer = (*this)->renew(client, message);
    REQUIRE_FALSE(answer);
    return answer.error().code;
  }

  v1::Batch signed_by(const std::string& key, std::uint64_t first = 1, std::uint64_t last = 0) {
    v1::Batch batch = terminal.batch(first, last);
    batch.set_signature(
        std::string{as_text(*proto::SigningKey::from_pem(key)->sign(proto::batch_signed_bytes(batch)))});
    return batch;
  }
  /// Whether the ledger takes a batch that is shown and signed with a key.
  bool takes(const std::string& key, std::uint64_t first = 1, std::uint64_t last = 0) {
    return std::holds_alternative<v1::BatchAnswer>((*this)->take_batch(shows(key), signed_by(key, first, last)));
  }
  std::vector<TerminalKey> keys_listed() {
    std::vector<TerminalKey> found;
    REQUIRE((*this)->each_key([&](const TerminalKey& key) { found.push_back(key); }));
    return found;
  }
};

TEST_CASE_METHOD(Renewing, "renewal: a new key counts from its first batch, and until then the one before does too") {
  terminal.sell();
  REQUIRE(takes(first_key));
  renew(first_key, second_key);
  terminal.sell();
  CHECK(takes(first_key, 2));
  terminal.sell();
  CHECK(takes(second_key, 3));
  terminal.sell();
  CHECK_FALSE(takes(first_key, 4));
  CHECK((*this)->verdicts(shows(first_key), 0).error().code == ErrorCode::not_enrolled);
  CHECK(takes(second_key, 4));

  const auto listed = keys_listed();
  REQUIRE(listed.size() == 2);
  CHECK(listed[0].number == 1);
  CHECK(listed[0].from_seq == 1);
  CHECK(listed[1].number == 2);
  CHECK(listed[1].from_seq == 3);
  CHECK(require_whole().entries == 4);
  reopen();
  terminal.sell();
  CHECK(takes(second_key, 5));
  require_whole();
}

TEST_CASE_METHOD(Renewing, "renewal: a batch of no entries takes the key into use") {
  renew(first_key, second_key);
  v1::Batch empty;
  empty.set_terminal("R1");
  empty.set_epoch(1);
  empty.set_prev_hash(std::string(32, '\0'));
  empty.set_signature_algorithm(std::string{proto::kEcdsaP256Sha256});
  empty.set_signature(
      std::string{as_text(*proto::SigningKey::from_pem(second_key)->sign(proto::batch_signed_bytes(empty)))});
  REQUIRE(std::holds_alternative<v1::BatchAnswer>((*this)->take_batch(shows(second_key), empty)));
  terminal.sell();
  CHECK_FALSE(takes(first_key));
  CHECK(takes(second_key));
  require_whole();
}

TEST_CASE_METHOD(Renewing, "renewal: a batch is signed by the key that the certificate shows") {
  renew(first_key, second_key);
  terminal.sell();
  const auto mixed = (*this)->take_batch(shows(second_key), signed_by(first_key));
  REQUIRE(std::holds_alternative<Refusal>(mixed));
  CHECK(std::get<Refusal>(mixed).error.code == ErrorCode::signature_invalid);
  CHECK(takes(first_key));  // the second was not used by it
}

TEST_CASE_METHOD(Renewing,
                 "renewal: asked again, the same key gets another certificate, and a key not used is replaced") {
  renew(first_key, second_key);
  renew(first_key, second_key);
  CHECK(keys_listed().size() == 2);
  renew(first_key, third_key);
  CHECK(keys_listed().size() == 2);
  CHECK((*this)->verdicts(shows(second_key), 0).error().code == ErrorCode::not_enrolled);
  terminal.sell();
  CHECK(takes(third_key));
  renew(third_key, third_key);
  CHECK(keys_listed().size() == 2);
  require_whole();
}

TEST_CASE_METHOD(Renewing, "renewal: keys follow one another, and none comes back") {
  renew(first_key, second_key);
  terminal.sell();
  REQUIRE(takes(second_key));
  renew(second_key, third_key);
  terminal.sell();
  REQUIRE(takes(third_key, 2));
  CHECK(refusal(shows(first_key), request(*proto::generate_private_key_pem(), first_key)) == ErrorCode::not_enrolled);
  CHECK(refusal(shows(third_key), request(second_key, third_key)) == ErrorCode::ledger_refused);
  CHECK(refusal(shows(third_key), request(first_key, third_key)) == ErrorCode::ledger_refused);
  require_whole();
}

TEST_CASE_METHOD(Renewing, "renewal: nobody brings in a key but who has the one in use") {
  const std::string thief = *proto::generate_private_key_pem();
  CHECK(refusal(shows(first_key), request(second_key, thief)) == ErrorCode::signature_invalid);
  CHECK(refusal(shows(thief), request(thief, thief)) == ErrorCode::not_enrolled);
  auto other_epoch = request(second_key, first_key);
  other_epoch.set_epoch(2);
  CHECK(refusal(shows(first_key), other_epoch) == ErrorCode::ledger_refused);
  const TestTerminal other{**this, "R2"};
  CHECK(refusal(other.client(), request(second_key, first_key)) == ErrorCode::ledger_refused);
  auto swapped = request(second_key, first_key);
  swapped.set_certificate_request_pem(make_certificate_request(third_key));
  CHECK(refusal(shows(first_key), swapped) == ErrorCode::signature_invalid);
  CHECK(refusal(std::nullopt, request(second_key, first_key)) == ErrorCode::enrollment_refused);
}

TEST_CASE_METHOD(Renewing, "renewal: with no certificate to show, a one-time code and the old key bring another") {
  terminal.sell();
  REQUIRE(takes(first_key));
  auto asking = request(second_key, first_key);
  asking.set_code(*(*this)->issue_code("R2", "ekimae"));
  CHECK(refusal(std::nullopt, asking) == ErrorCode::enrollment_refused);
  asking.set_code(*(*this)->issue_code("R1", "ekimae"));
  auto forged = request(second_key, third_key);
  forged.set_code(asking.code());
  CHECK(refusal(std::nullopt, forged) == ErrorCode::signature_invalid);
  REQUIRE((*this)->renew(std::nullopt, asking));
  CHECK(refusal(std::nullopt, asking) == ErrorCode::enrollment_refused);
  terminal.sell();
  CHECK(takes(second_key, 2));
  CHECK(require_whole().entries == 2);
  // A key that is void brings nothing in, not with a code either.
  auto stolen = request(third_key, first_key);
  stolen.set_code(*(*this)->issue_code("R1", "ekimae"));
  CHECK(refusal(std::nullopt, stolen) == ErrorCode::signature_invalid);
}

TEST_CASE_METHOD(Renewing, "verify: a key or signature that was tampered with is found") {
  terminal.sell();
  REQUIRE(takes(first_key));
  renew(first_key, second_key);
  terminal.sell();
  terminal.sell();
  REQUIRE(takes(second_key, 2));
  require_whole();
  std::string sql;
  SECTION("another key in the place of the one that was brought in") {
    sql = "UPDATE terminal_key SET public_key_pem='" + proto::SigningKey::from_pem(third_key)->public_key_pem() + "'";
  }
  SECTION("another request") {
    sql = "UPDATE terminal_key SET certificate_request_pem='" + make_certificate_request(third_key) + "'";
  }
  SECTION("a key that is gone") {
    sql = "DELETE FROM terminal_key";
  }
  SECTION("a key said to count from later on") {
    sql = "UPDATE terminal_key SET from_seq=4";
  }
  SECTION("a key said to have counted from the beginning on") {
    sql = "UPDATE terminal_key SET from_seq=1";
  }
  SECTION("a signature of another batch") {
    sql = "UPDATE batch_signature SET signature=(SELECT signature FROM batch_signature WHERE last_seq=1)";
  }
  SECTION("a signature that is gone") {
    sql = "DELETE FROM batch_signature WHERE last_seq=3";
  }
  SECTION("the key of the enrolment changed") {
    sql = "UPDATE enrollment SET public_key_pem='" + proto::SigningKey::from_pem(third_key)->public_key_pem() + "'";
  }
  SQLite::Database database(this->database().string(), SQLite::OPEN_READWRITE, 1'000);
  database.exec("DROP TRIGGER batch_signature_no_update");
  database.exec("DROP TRIGGER batch_signature_no_delete");
  database.exec(sql);
  const auto audit = (*this)->verify();
  REQUIRE(audit);
  CHECK_FALSE(audit->problems.empty());
}

}  // namespace
}  // namespace kazasu::ledger
