#include <catch2/catch_test_macros.hpp>

#include "kazasu/proto/signature.hpp"
#include "ledger/test_ledger.hpp"
#include "ledger/test_terminal.hpp"

namespace kazasu::ledger {
namespace {

struct Enrolling : TestLedger {
  std::string private_key = *proto::generate_private_key_pem();

  v1::EnrollRequest request(const std::string& code) {
    v1::EnrollRequest message;
    message.set_code(code);
    message.set_certificate_request_pem(make_certificate_request(private_key));
    return message;
  }
  ErrorCode refusal(const v1::EnrollRequest& message) {
    const auto answer = (*this)->enroll(message);
    REQUIRE_FALSE(answer);
    return answer.error().code;
  }
  std::string code() { return *(*this)->issue_code("R1", "ekimae"); }
};

TEST_CASE_METHOD(Enrolling,
                 "enrolment: a code makes a terminal of its store, with a certificate for the key it asked for") {
  const auto answer = (*this)->enroll(request(code()));
  REQUIRE(answer);
  CHECK(answer->terminal() == "R1");
  CHECK(answer->store() == "ekimae");
  CHECK(answer->company() == "kazasuya");
  CHECK(answer->epoch() == 1);
  CHECK(answer->identifier_key().size() == 32);
  CHECK(answer->journal_key().size() == 32);
  CHECK(*proto::public_key_pem_of_certificate(answer->certificate_pem()) ==
        proto::SigningKey::from_pem(private_key)->public_key_pem());
}

TEST_CASE_METHOD(Enrolling, "enrolment: a code is good once") {
  const std::string once = code();
  REQUIRE((*this)->enroll(request(once)));
  CHECK(refusal(request(once)) == ErrorCode::enrollment_refused);
}

TEST_CASE_METHOD(Enrolling, "enrolment: a code is good for 15 minutes") {
  const std::string in_time = code();
  const std::string late = code();
  clock().pass_minutes(15);
  CHECK((*this)->enroll(request(in_time)));
  clock().wall_ms += 1;
  CHECK(refusal(request(late)) == ErrorCode::enrollment_refused);
}

TEST_CASE_METHOD(Enrolling, "enrolment: a wrong code is refused") {
  (void)code();
  CHECK(refusal(request("0000-0000-0000-0000-0000")) == ErrorCode::enrollment_refused);
  CHECK(refusal(request("")) == ErrorCode::enrollment_refused);
}

TEST_CASE_METHOD(Enrolling, "enrolment: a code may be typed in any case, without its dashes") {
  std::string typed;
  for (const char c : code()) {
    if (c != '-') typed.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  }
  CHECK((*this)->enroll(request(typed)));
}

TEST_CASE_METHOD(Enrolling, "enrolment: a request that is none uses no code up") {
  const std::string kept = code();
  v1::EnrollRequest bad = request(kept);
  bad.set_certificate_request_pem("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n");
  CHECK(refusal(bad) == ErrorCode::enrollment_refused);
  CHECK((*this)->enroll(request(kept)));
}

TEST_CASE_METHOD(Enrolling, "enrolment: enrolling again begins a new epoch under the same journal key") {
  const TestTerminal first{**this, "R1"};
  const TestTerminal second{**this, "R1"};
  CHECK(second.enrollment().epoch() == 2);
  CHECK(second.enrollment().journal_key() == first.enrollment().journal_key());
  const TestTerminal other{**this, "R2"};
  CHECK(other.enrollment().journal_key() != first.enrollment().journal_key());
}

TEST_CASE_METHOD(Enrolling, "enrolment: codes are for a store that there is and a name that can be one") {
  CHECK((*this)->issue_code("R1", "nowhere").error().code == ErrorCode::not_found);
  CHECK((*this)->issue_code("ledger", "ekimae").error().code == ErrorCode::invalid_argument);
  CHECK((*this)->issue_code("R 1", "ekimae").error().code == ErrorCode::invalid_argument);
}

TEST_CASE_METHOD(Enrolling, "enrolment: a certificate that is none of the terminal's enrolments gets nothing") {
  const TestTerminal terminal{**this, "R1"};
  Client stranger = terminal.client();
  stranger.public_key_pem = proto::SigningKey::from_pem(private_key)->public_key_pem();
  CHECK((*this)->catalog(stranger, 0, 0).error().code == ErrorCode::not_enrolled);
  CHECK((*this)->verdicts(stranger, 0).error().code == ErrorCode::not_enrolled);
}

TEST_CASE_METHOD(Enrolling, "initialize: a ledger that is there is never overwritten") {
  drivers::SystemEntropy entropy;
  const auto again = Ledger::initialize({database()}, {"localhost"}, keys(), root_keys(), {}, clock(), entropy);
  REQUIRE_FALSE(again);
  CHECK(again.error().code == ErrorCode::already_enrolled);
}

}  // namespace
}  // namespace kazasu::ledger
