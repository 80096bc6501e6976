#include "kazasu/sync/renewal.hpp"

#include <utility>

#include "kazasu/proto/renewal.hpp"
#include "kazasu/proto/signature.hpp"
#include "kazasu/v1/sync.pb.h"
#include "sync/catalog_trust.hpp"
#include "sync/certificate_life.hpp"
#include "sync/certificate_request.hpp"
#include "sync/ledger_answer.hpp"

namespace kazasu::sync {
namespace {

Result<v1::TerminalRenewal> load_renewal(KeyStore& keys) {
  v1::TerminalRenewal state;
  const auto stored = keys.load(kRenewal);
  if (!stored && stored.error().code == ErrorCode::key_missing) return state;
  if (!stored) return stored.error();
  if (state.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) return state;
  return Error{ErrorCode::key_missing, "the renewal in the key store is damaged: enrol again"};
}

bool is_whole(const v1::KeyAndCertificate& pair) {
  return !pair.private_key_pem().empty() && !pair.certificate_pem().empty();
}

Result<std::string> load_text(KeyStore& keys, std::string_view name) {
  const auto stored = keys.load(name);
  if (!stored) return stored.error();
  return std::string{as_text(*stored)};
}

}  // namespace

Result<proto::SigningKey> signing_key(KeyStore& keys) {
  const auto state = load_renewal(keys);
  if (!state) return state.error();
  if (is_whole(state->next())) return proto::SigningKey::from_pem(state->next().private_key_pem());
  const auto key = keys.load(kTerminalKey);
  if (!key) return key.error();
  return proto::SigningKey::from_pem(as_text(*key));
}

Result<ClientCertificate> client_certificate(KeyStore& keys) {
  const auto state = load_renewal(keys);
  if (!state) return state.error();
  if (is_whole(state->next()))
    return ClientCertificate{state->next().certificate_pem(), state->next().private_key_pem()};
  auto certificate = load_text(keys, kTerminalCertificate);
  if (!certificate) return certificate.error();
  auto key = load_text(keys, kTerminalKey);
  if (!key) return key.error();
  return ClientCertificate{std::move(*certificate), std::move(*key)};
}

/// Read anew each time: another object may have gone on with it.
Result<void> Renewal::load() {
  auto state = load_renewal(keys_);
  if (!state) return state.error();
  state_ = std::move(*state);
  return {};
}

Result<void> Renewal::store() {
  return keys_.store(kRenewal, as_bytes(state_.SerializeAsString()));
}

bool Renewal::is_due(std::int64_t now_unix_ms) {
  const auto shown = client_certificate(keys_);
  const auto life = shown ? certificate_life(shown->certificate_pem) : Result<CertificateLife>{shown.error()};
  if (!life || on_trial()) return false;
  return lacks_root() || now_unix_ms >= life->begins_unix_ms + (life->ends_unix_ms - life->begins_unix_ms) / 3 * 2;
}

bool Renewal::lacks_root() {
  const auto trust = keys_.load(kCatalogTrust);
  return !trust && trust.error().code == ErrorCode::key_missing;
}

bool Renewal::has_expired(std::int64_t now_unix_ms) {
  const auto shown = client_certificate(keys_);
  const auto life = shown ? certificate_life(shown->certificate_pem) : Result<CertificateLife>{shown.error()};
  return life && now_unix_ms >= life->ends_unix_ms;
}

Result<TransportRequest> Renewal::request(const TerminalIdentity& identity, std::string_view code) {
  if (auto loaded = load(); !loaded) return loaded.error();
  const auto signs = signing_key(keys_);
  if (!signs) return signs.error();
  if (is_whole(state_.next())) {
    if (auto confirmed = confirm(); !confirmed) return confirmed.error();
  }
  if (state_.next().private_key_pem().empty()) {
    auto made = proto::generate_private_key_pem();
    if (!made) return made.error();
    state_.mutable_next()->set_private_key_pem(*made);
    if (auto stored = store(); !stored) return stored.error();
  }
  auto certificate_request = make_certificate_request_pem(state_.next().private_key_pem());
  if (!certificate_request) return certificate_request.error();
  v1::RenewRequest request;
  request.set_terminal(identity.terminal);
  request.set_epoch(identity.epoch);
  request.set_certificate_request_pem(*certificate_request);
  request.set_signature_algorithm(std::string{proto::kEcdsaP256Sha256});
  auto signature = signs->sign(proto::renewal_signed_bytes(request));
  if (!signature) return signature.error();
  request.set_signature(std::string{as_text(*signature)});
  request.set_code(std::string{code});
  return TransportRequest{.method = "POST", .target = "/v1/renew", .body = body_of(request)};
}

Result<void> Renewal::take(const TransportAnswer& answer) {
  if (auto loaded = load(); !loaded) return loaded;
  auto message = parse_answer<v1::RenewAnswer>(answer);
  if (!message) return message.error();
  const auto wanted = proto::SigningKey::from_pem(state_.next().private_key_pem());
  const auto found = proto::public_key_pem_of_certificate(message->certificate_pem());
  if (!wanted || !found || wanted->public_key_pem() != *found) {
    return Error{ErrorCode::ledger_answer_invalid,
                 "RenewAnswer.certificate_pem: it is not of the key that was asked for"};
  }
  if (lacks_root()) {
    if (auto begun = CatalogTrust::begin(keys_, message->catalog_root()); !begun) return begun;
  }
  state_.mutable_next()->set_certificate_pem(message->certificate_pem());
  return store();
}

bool Renewal::on_trial() {
  return load().ok() && is_whole(state_.next());
}

Result<void> Renewal::confirm() {
  if (auto loaded = load(); !loaded) return loaded;
  if (!is_whole(state_.next())) return {};
  auto key = load_text(keys_, kTerminalKey);
  if (!key) return key.error();
  // Cut off after the key was stored, those of before are aside already.
  if (*key != state_.next().private_key_pem()) {
    auto certificate = load_text(keys_, kTerminalCertificate);
    if (!certificate) return certificate.error();
    state_.mutable_previous()->set_private_key_pem(std::move(*key));
    state_.mutable_previous()->set_certificate_pem(std::move(*certificate));
    if (auto stored = store(); !stored) return stored;
  }
  if (auto stored = keys_.store(kTerminalKey, as_bytes(state_.next().private_key_pem())); !stored) return stored;
  if (auto stored = keys_.store(kTerminalCertificate, as_bytes(state_.next().certificate_pem())); !stored)
    return stored;
  state_.clear_next();
  return store();
}

Result<bool> Renewal::fall_back() {
  if (auto loaded = load(); !loaded) return loaded.error();
  const auto key = load_text(keys_, kTerminalKey);
  if (!key) return key.error();
  if (is_whole(state_.next()) && *key != state_.next().private_key_pem()) {
    state_.clear_next();
  } else if (is_whole(state_.previous())) {
    *state_.mutable_next() = state_.previous();
    state_.clear_previous();
  } else {
    return false;
  }
  if (auto stored = store(); !stored) return stored.error();
  return true;
}

bool is_stranger_to_ledger(const TransportAnswer& answer) {
  v1::ErrorAnswer refused;
  return answer.status == 403 && refused.ParseFromArray(answer.body.data(), static_cast<int>(answer.body.size())) &&
         refused.code() == name_of(ErrorCode::not_enrolled);
}

}  // namespace kazasu::sync
