#include "http/routes.hpp"

#include <google/protobuf/message_lite.h>
#include <spdlog/spdlog.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "kazasu/proto/columns.hpp"
#include "kazasu/proto/zstd.hpp"

namespace kazasu::ledger {
namespace {

constexpr std::size_t kCompressFromBytes = 512;
constexpr int kTooManyRequests = 429;
constexpr int kUnavailable = 503;
constexpr int kWaitAfterWrongCodesS = 60;  // AttemptLimiter's window
constexpr int kWaitForCatalogS = 5;

HttpAnswer with_status(int status, const Error& error, std::uint64_t expected_seq = 0) {
  v1::ErrorAnswer message;
  message.set_code(std::string{name_of(error.code)});
  // The store's own words are for the ledger's log, not for who asks.
  if (error.code == ErrorCode::internal) {
    spdlog::error("{}", error.detail);
  } else {
    message.set_detail(error.detail);
  }
  message.set_expected_seq(expected_seq);
  const int retry_after_s = status == kTooManyRequests ? kWaitAfterWrongCodesS
                            : status == kUnavailable   ? kWaitForCatalogS
                                                       : 0;
  return {.status = status, .body = message.SerializeAsString(), .retry_after_s = retry_after_s};
}

HttpAnswer ok(const google::protobuf::MessageLite& message) {
  return {200, message.SerializeAsString()};
}

/// The body as a message; what is wrong with it is the caller's answer.
template <class Message>
std::optional<HttpAnswer> read(const HttpRequest& request, Message& message,
                               std::string_view content_type = "application/x-protobuf") {
  if (request.content_type != content_type) {
    return with_status(415, {ErrorCode::message_invalid, "Content-Type: it must be " + std::string{content_type}});
  }
  std::string plain;
  const std::string* body = &request.body;
  if (request.content_encoding == "zstd") {
    auto decompressed = proto::zstd_decompress(request.body, kPlainBodyBytesMax);
    if (!decompressed) return error_answer({decompressed.error().code, "body: " + decompressed.error().detail});
    plain = std::move(*decompressed);
    body = &plain;
  } else if (!request.content_encoding.empty() && request.content_encoding != "identity") {
    return with_status(415, {ErrorCode::message_invalid, "Content-Encoding: only zstd is known here"});
  }
  if (!message.ParseFromString(*body))
    return error_answer({ErrorCode::message_invalid, "body: it is not the message of this path"});
  return std::nullopt;
}

std::optional<std::uint64_t> natural_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// `since=N` of a query, which has nothing else.
std::optional<std::uint64_t> since_of(std::string_view query) {
  constexpr std::string_view name = "since=";
  if (!query.starts_with(name)) return std::nullopt;
  return natural_of(query.substr(name.size()));
}

struct CatalogQuery {
  std::uint64_t since = 0;
  std::uint64_t root = 0;
};

/// `since=N`, or `since=N&root=R`.
std::optional<CatalogQuery> catalog_query_of(std::string_view query) {
  constexpr std::string_view name = "root=";
  const std::size_t ampersand = query.find('&');
  const auto since = since_of(query.substr(0, ampersand));
  if (!since) return std::nullopt;
  if (ampersand == std::string_view::npos) return CatalogQuery{*since, 0};
  query.remove_prefix(ampersand + 1);
  if (!query.starts_with(name)) return std::nullopt;
  const auto root = natural_of(query.substr(name.size()));
  if (!root) return std::nullopt;
  return CatalogQuery{*since, *root};
}

HttpAnswer wrong_method(std::string_view wanted) {
  return with_status(405, {ErrorCode::unsupported, "this path takes " + std::string{wanted}});
}

HttpAnswer since_missing() {
  return error_answer({ErrorCode::invalid_argument, "the query must be since=N"});
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::message_invalid:
    case ErrorCode::invalid_argument:
    case ErrorCode::unsupported: return 400;
    case ErrorCode::not_enrolled:
    case ErrorCode::enrollment_refused:
    case ErrorCode::signature_invalid:
    case ErrorCode::ledger_refused: return 403;
    case ErrorCode::not_found: return 404;
    case ErrorCode::redeem_not_allowed:
    case ErrorCode::journal_forked:
    case ErrorCode::journal_gap: return 409;
    case ErrorCode::limit_exceeded: return 413;
    case ErrorCode::catalog_missing: return kUnavailable;
    default: return 500;
  }
}

}  // namespace

HttpAnswer error_answer(const Error& error, std::uint64_t expected_seq) {
  return with_status(status_of(error.code), error, expected_seq);
}

HttpAnswer Routes::answer(const HttpRequest& request) {
  HttpAnswer answer;
  try {
    answer = route(request);
  } catch (const std::exception& failure) {
    answer = error_answer({ErrorCode::internal, failure.what()});
  }
  // Neither the path's query nor who asks: what identifies stays out of logs.
  spdlog::debug("{} {} {}", request.method, request.target.substr(0, request.target.find('?')), answer.status);
  if (request.accepts_zstd && !answer.is_file && answer.body.size() >= kCompressFromBytes) {
    answer.body = proto::zstd_compress(answer.body);
    answer.compressed = true;
  }
  return answer;
}

HttpAnswer Routes::route(const HttpRequest& request) {
  const std::string_view target = request.target;
  const std::size_t question = target.find('?');
  const std::string_view path = target.substr(0, question);
  const std::string_view query = question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
  if (path == "/v1/enroll") return request.method == "POST" ? enroll(request) : wrong_method("POST");
  if (path == "/v1/renew") return request.method == "POST" ? renew(request) : wrong_method("POST");
  if (!request.client) return with_status(403, {ErrorCode::not_enrolled, "this path needs a terminal's certificate"});
  if (path == "/v1/batches") return request.method == "POST" ? batches(request) : wrong_method("POST");
  if (path == "/v1/catalog") return request.method == "GET" ? catalog(request, query) : wrong_method("GET");
  constexpr std::string_view chunks = "/v1/chunks/";
  if (path.starts_with(chunks)) {
    return request.method == "GET" ? chunk(request, path.substr(chunks.size())) : wrong_method("GET");
  }
  if (path == "/v1/authorize") return request.method == "POST" ? authorize(request) : wrong_method("POST");
  if (path == "/v1/verdicts") return request.method == "GET" ? verdicts(request, query) : wrong_method("GET");
  return error_answer({ErrorCode::not_found, "there is no such path"});
}

HttpAnswer Routes::enroll(const HttpRequest& request) {
  if (!enrollment_attempts_.may_try(request.address)) {
    return with_status(kTooManyRequests,
                       {ErrorCode::enrollment_refused, "too many wrong codes: try again in a minute"});
  }
  v1::EnrollRequest message;
  if (auto wrong = read(request, message)) return *wrong;
  const auto answer = ledger_.enroll(message);
  if (!answer) {
    if (answer.error().code == ErrorCode::enrollment_refused) enrollment_attempts_.failed(request.address);
    return error_answer(answer.error());
  }
  return ok(*answer);
}

HttpAnswer Routes::renew(const HttpRequest& request) {
  if (!request.client && !enrollment_attempts_.may_try(request.address)) {
    return with_status(kTooManyRequests,
                       {ErrorCode::enrollment_refused, "too many wrong codes: try again in a minute"});
  }
  v1::RenewRequest message;
  if (auto wrong = read(request, message)) return *wrong;
  const auto answer = ledger_.renew(request.client, message);
  if (!answer) {
    if (!request.client) enrollment_attempts_.failed(request.address);
    return error_answer(answer.error());
  }
  return ok(*answer);
}

HttpAnswer Routes::batches(const HttpRequest& request) {
  std::variant<v1::BatchAnswer, Refusal> answer;
  if (request.content_type == proto::kColumnsContentType) {
    v1::ColumnBatch message;
    if (auto wrong = read(request, message, proto::kColumnsContentType)) return *wrong;
    answer = ledger_.take_columns(*request.client, message);
  } else {
    v1::Batch message;
    if (auto wrong = read(request, message)) return *wrong;
    answer = ledger_.take_batch(*request.client, message);
  }
  if (const auto* refusal = std::get_if<Refusal>(&answer)) return error_answer(refusal->error, refusal->expected_seq);
  return ok(std::get<v1::BatchAnswer>(answer));
}

HttpAnswer Routes::catalog(const HttpRequest& request, std::string_view query) {
  const auto asked = catalog_query_of(query);
  if (!asked) return since_missing();
  const auto answer = ledger_.catalog(*request.client, asked->since, asked->root);
  if (!answer) return error_answer(answer.error());
  if (!*answer) return {304, {}};
  return ok(**answer);
}

HttpAnswer Routes::chunk(const HttpRequest& request, std::string_view sha256_hex) {
  Bytes sha256;
  if (!from_hex(sha256_hex, sha256)) {
    return error_answer({ErrorCode::invalid_argument, "a chunk is named by its SHA-256 in hexadecimal digits"});
  }
  auto answer = ledger_.catalog_chunk(*request.client, sha256);
  if (!answer) return error_answer(answer.error());
  return {.status = 200, .body = std::move(*answer), .is_file = true};
}

HttpAnswer Routes::authorize(const HttpRequest& request) {
  v1::AuthorizeRequest message;
  if (auto wrong = read(request, message)) return *wrong;
  const auto answer = ledger_.authorize(*request.client, message);
  if (!answer) return error_answer(answer.error());
  return ok(*answer);
}

HttpAnswer Routes::verdicts(const HttpRequest& request, std::string_view query) {
  const auto since = since_of(query);
  if (!since) return since_missing();
  const auto answer = ledger_.verdicts(*request.client, *since);
  if (!answer) return error_answer(answer.error());
  return ok(*answer);
}

}  // namespace kazasu::ledger
