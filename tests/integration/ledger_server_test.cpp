#include <signal.h>
#include <zstd.h>

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "kazasu/proto/signature.hpp"
#include "kazasu/sync/https_transport.hpp"
#include "ledger/test_terminal.hpp"
#include "ledger_process.hpp"

namespace kazasu::ledger {
namespace {

std::string compressed(const std::string& plain) {
  std::string bytes(ZSTD_compressBound(plain.size()), '\0');
  bytes.resize(ZSTD_compress(bytes.data(), bytes.size(), plain.data(), plain.size(), 1));
  return bytes;
}

std::string decompressed(const std::string& bytes) {
  std::string plain(ZSTD_getFrameContentSize(bytes.data(), bytes.size()), '\0');
  REQUIRE(ZSTD_decompress(plain.data(), plain.size(), bytes.data(), bytes.size()) == plain.size());
  return plain;
}

struct Serving : LedgerProcess {
  Serving() { serve(); }

  [[nodiscard]] static std::string enroll_request(const std::string& code, const std::string& private_key) {
    v1::EnrollRequest request;
    request.set_code(code);
    request.set_certificate_request_pem(make_certificate_request(private_key));
    return request.SerializeAsString();
  }
  TestTerminal enroll(const std::string& name) {
    const auto private_key = proto::generate_private_key_pem();
    REQUIRE(private_key);
    const Fetched fetched = post("/v1/enroll", enroll_request(enrollment_code(name), *private_key));
    REQUIRE(fetched.status == 200);
    v1::EnrollAnswer answer;
    REQUIRE(answer.ParseFromString(fetched.body));
    show_certificate(answer.certificate_pem(), *private_key);
    return {answer, *private_key};
  }
  [[nodiscard]] nlohmann::json listing(const std::string& name) const {
    const Finished finished = command(name, {"--json"});
    REQUIRE(finished.status == 0);
    return nlohmann::json::parse(finished.output);
  }
  [[nodiscard]] std::int64_t points_of(const std::string& account) const {
    for (const auto& row : listing("accounts")) {
      if (row["account"] == account) return row["points"];
    }
    return -1;
  }
};

std::string error_code_of(const Fetched& fetched) {
  v1::ErrorAnswer answer;
  REQUIRE(answer.ParseFromString(fetched.body));
  return answer.code();
}

TEST_CASE_METHOD(Serving,
                 "ledger server: a terminal enrols, gets its catalog, delivers a batch and reads its verdicts") {
  TestTerminal r1 = enroll("R1");
  const Fetched whole = get("/v1/catalog?since=0");
  REQUIRE(whole.status == 200);
  v1::CatalogRelease release;
  REQUIRE(release.ParseFromString(whole.body));
  const v1::TargetsMetadata targets = targets_of(release);
  v1::Catalog catalog;
  for (const v1::CatalogChunk& chunk : targets.steps(0).chunks()) {
    const Fetched fetched = get("/v1/chunks/" + to_hex(as_bytes(chunk.sha256())));
    REQUIRE(fetched.status == 200);
    CHECK(fetched.body.size() == chunk.bytes());
    CHECK(catalog.MergeFromString(decompressed(fetched.body)));
  }
  CHECK(catalog.members_size() == 4);
  CHECK(get("/v1/catalog?since=" + std::to_string(targets.version())).status == 304);
  CHECK(get("/v1/catalog?since=0&root=1").status == 200);
  CHECK(get("/v1/catalog?since=0&root=").status == 400);
  CHECK(get("/v1/catalog?since=0&other=1").status == 400);
  CHECK(get("/v1/chunks/" + std::string(64, '0')).status == 404);
  CHECK(get("/v1/chunks/xyz").status == 400);

  r1.sell({.account = "m-taro", .redeemed = 200, .awarded = 5});
  r1.sell({.account = "m-hanako", .awarded = 12, .applied = {"coupon-coffee-50"}});
  const Fetched taken = post("/v1/batches", r1.batch().SerializeAsString());
  REQUIRE(taken.status == 200);
  v1::BatchAnswer answer;
  REQUIRE(answer.ParseFromString(taken.body));
  CHECK(answer.acknowledged_seq() == 2);
  CHECK(answer.verdicts_size() == 2);
  CHECK(points_of("m-taro") == 1'005);

  v1::VerdictsAnswer verdicts;
  REQUIRE(verdicts.ParseFromString(get("/v1/verdicts?since=1").body));
  CHECK(verdicts.verdicts_size() == 1);
  CHECK(listing("verify")["whole"] == true);
  CHECK(listing("entries").size() == 2);
  CHECK(listing("terminals")[0]["entries"] == 2);
  CHECK(end(SIGTERM) == 0);
}

TEST_CASE_METHOD(Serving, "ledger server: bodies travel compressed both ways") {
  TestTerminal r1 = enroll("R1");
  r1.sell({.awarded = 1});
  const std::string batch = compressed(r1.batch().SerializeAsString());
  CHECK(post("/v1/batches", batch, {"Content-Encoding: zstd"}).status == 200);
  CHECK(points_of("m-taro") == 1'201);
  const Fetched catalog = curl({"-H", "Accept-Encoding: gzip, zstd"}, "/v1/catalog?since=0");
  CHECK(catalog.content_encoding == "zstd");
  CHECK(v1::CatalogRelease{}.ParseFromString(decompressed(catalog.body)));
}

TEST_CASE_METHOD(Serving, "ledger server: without a certificate only enrolment is open") {
  for (const char* target : {"/v1/catalog?since=0", "/v1/verdicts?since=0", "/v1/chunks/00"}) {
    const Fetched refused = get(target);
    CHECK(refused.status == 403);
    CHECK(error_code_of(refused) == "not_enrolled");
  }
  CHECK(post("/v1/batches", {}).status == 403);
}

TEST_CASE_METHOD(Serving, "ledger server: a certificate of another authority ends the handshake") {
  const std::string key = (folder() / "own.key").string();
  const std::string certificate = (folder() / "own.pem").string();
  REQUIRE(run({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
               "-subj", "/CN=R1", "-keyout", key, "-out", certificate})
              .status == 0);
  const Fetched refused = curl({"--cert", certificate, "--key", key}, "/v1/catalog?since=0");
  CHECK(refused.curl_status != 0);
  CHECK(refused.status == 0);
}

TEST_CASE_METHOD(Serving, "ledger server: wrong codes are refused, and guessing is slowed down") {
  const auto key = proto::generate_private_key_pem();
  REQUIRE(key);
  const std::string wrong = enroll_request("0000-0000-0000-0000-0000", *key);
  for (int attempt = 0; attempt < 10; ++attempt) {
    const Fetched refused = post("/v1/enroll", wrong);
    REQUIRE(refused.status == 403);
    CHECK(error_code_of(refused) == "enrollment_refused");
  }
  CHECK(post("/v1/enroll", enroll_request(enrollment_code("R1"), *key)).status == 429);

  // A terminal's transport reads how long it is to wait.
  std::ifstream authority{folder() / "ledger" / "authority.pem"};
  const auto identity = std::make_shared<sync::TlsIdentity>(std::string{std::istreambuf_iterator<char>{authority}, {}});
  const auto transport = sync::make_https_transport({.url = url(), .identity = identity});
  REQUIRE(transport);
  const auto answer = (*transport)
                          ->send({.method = "POST", .target = "/v1/enroll", .body = Bytes{wrong.begin(), wrong.end()}},
                                 std::chrono::seconds{10});
  REQUIRE(answer);
  CHECK(answer->status == 429);
  CHECK(answer->retry_after == std::chrono::seconds{60});
}

TEST_CASE_METHOD(Serving, "ledger server: what is wrong with a request is told, and the server goes on") {
  TestTerminal r1 = enroll("R1");
  CHECK(post("/v1/batches", "\xff\xff\xff\xff").status == 400);
  CHECK(post("/v1/batches", "not zstd", {"Content-Encoding: zstd"}).status == 400);
  CHECK(post("/v1/batches", {}, {"Content-Encoding: gzip"}).status == 415);
  CHECK(curl({"--data-binary", "x", "-H", "Content-Type: text/plain"}, "/v1/batches").status == 415);
  CHECK(get("/v1/batches").status == 405);
  CHECK(get("/v1/catalog").status == 400);
  CHECK(get("/v1/catalog?since=-1").status == 400);
  CHECK(get("/v1/catalog?since=99999999999999999999").status == 400);
  CHECK(get("/v2/catalog").status == 404);
  CHECK(post("/v1/batches", std::string(17 * 1024 * 1024, 'x')).status == 413);
  const Fetched bomb = post("/v1/batches", compressed(std::string(65 * 1024 * 1024, '\0')), {"Content-Encoding: zstd"});
  CHECK(bomb.status == 413);
  CHECK(error_code_of(bomb) == "limit_exceeded");
  r1.sell();
  r1.sell();
  const Fetched gap = post("/v1/batches", r1.batch(2).SerializeAsString());
  CHECK(gap.status == 409);
  v1::ErrorAnswer answer;
  REQUIRE(answer.ParseFromString(gap.body));
  CHECK(answer.code() == "journal_gap");
  CHECK(answer.expected_seq() == 1);
  CHECK(post("/v1/batches", r1.batch().SerializeAsString()).status == 200);
}

TEST_CASE_METHOD(Serving, "ledger server: killed at any moment, it has each entry once when the terminal sends again") {
  TestTerminal r1 = enroll("R1");
  constexpr int kEntries = 400;
  for (int i = 0; i < kEntries; ++i) r1.sell({.account = i % 2 == 0 ? "m-taro" : "m-ken", .awarded = 1});
  for (int round = 0; round < 8; ++round) {
    // A batch of what is not acknowledged is under way while the server dies, a little later each time.
    std::thread killer([this, round] {
      std::this_thread::sleep_for(std::chrono::milliseconds(15 + 6 * round));
      end(SIGKILL);
    });
    const std::uint64_t last = static_cast<std::uint64_t>(kEntries) * static_cast<std::uint64_t>(round + 1) / 8;
    (void)post("/v1/batches", r1.batch(1, last).SerializeAsString());
    killer.join();
    serve();
    CHECK(listing("verify")["whole"] == true);
  }
  REQUIRE(post("/v1/batches", r1.batch().SerializeAsString()).status == 200);
  const auto audit = listing("verify");
  CHECK(audit["whole"] == true);
  CHECK(audit["entries"] == kEntries);
  CHECK(points_of("m-taro") == 1'200 + kEntries / 2);
  CHECK(points_of("m-ken") == 45 + kEntries / 2);
}

TEST_CASE_METHOD(LedgerProcess, "ledger program: what it cannot do it says, with a status that is not 0") {
  CHECK(command("init").status == 1);
  CHECK(command("code", {"--terminal", "R1", "--store", "nowhere"}).status == 1);
  CHECK(command("load", {folder().string()}).status == 1);
  CHECK(command("nonsense").status != 0);
  for (const char* name : {"init", "rotate", "load", "code", "serve", "terminals", "accounts", "entries", "postings",
                           "exceptions", "verify"}) {
    const Finished help = command(name, {"--help"});
    CHECK(help.status == 0);
    CHECK(help.output.find("--directory") != std::string::npos);
  }
}

}  // namespace
}  // namespace kazasu::ledger
