#include "enrollment/certificate_authority.hpp"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <memory>

#include "kazasu/proto/signature.hpp"

namespace kazasu::ledger {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using CertificateRequest = std::unique_ptr<X509_REQ, decltype(&X509_REQ_free)>;

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kBackdatedSeconds = 300;  // a terminal's clock may be somewhat behind
constexpr std::int64_t kAuthorityDays = 3'650;
constexpr std::int64_t kServerDays = 730;
constexpr std::size_t kRequestBytesMax = 16 * 1024;
constexpr int kVersion3 = 2;

struct ExtensionText {
  int nid;
  std::string value;
};

Bio reading(std::string_view pem) {
  return {BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free};
}

Key read_private_key(std::string_view pem) {
  return {PEM_read_bio_PrivateKey(reading(pem).get(), nullptr, nullptr, nullptr), &EVP_PKEY_free};
}

Result<std::string> pem_of(X509* certificate) {
  const Bio bio{BIO_new(BIO_s_mem()), &BIO_free};
  if (PEM_write_bio_X509(bio.get(), certificate) != 1)
    return Error{ErrorCode::internal, "a certificate cannot be written as PEM"};
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  return std::string{data, static_cast<std::size_t>(length)};
}

bool set_name(X509_NAME* name, const std::string& common_name) {
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.data());
  return X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>("kazasu"), -1, -1,
                                    0) == 1 &&
         X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, static_cast<int>(common_name.size()), -1, 0) == 1;
}

/// 128 random bits: a serial number never repeats (RFC 5280, 4.1.2.2: positive, at most 20 bytes).
Result<void> set_serial(X509* certificate, Entropy& entropy) {
  std::array<std::uint8_t, 16> bytes{};
  if (auto filled = entropy.fill(bytes); !filled) return filled;
  bytes[0] = static_cast<std::uint8_t>((bytes[0] & 0x7f) | 0x40);
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number{
      BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr), &BN_free};
  if (!number || BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) == nullptr) {
    return Error{ErrorCode::internal, "a serial number cannot be made"};
  }
  return {};
}

bool add_extensions(X509* certificate, X509* issuer, const std::vector<ExtensionText>& extensions) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  for (const ExtensionText& text : extensions) {
    const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension{
        X509V3_EXT_conf_nid(nullptr, &context, text.nid, text.value.c_str()), &X509_EXTENSION_free};
    if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1) return false;
  }
  return true;
}

struct Wanted {
  std::string common_name;
  EVP_PKEY* key = nullptr;
  std::int64_t life_s = 0;
  std::vector<ExtensionText> extensions;
};

/// Signs what is wanted; `issuer` null: self-signed.
Result<std::string> issue(const Wanted& wanted, X509* issuer, EVP_PKEY* issuer_key, std::int64_t now_unix_ms,
                          Entropy& entropy) {
  const Certificate certificate{X509_new(), &X509_free};
  if (!certificate) return Error{ErrorCode::internal, "no memory for a certificate"};
  if (auto serial = set_serial(certificate.get(), entropy); !serial) return serial.error();
  X509* signer = issuer == nullptr ? certificate.get() : issuer;
  const std::int64_t now = now_unix_ms / 1'000;
  const bool ok = X509_set_version(certificate.get(), kVersion3) == 1 &&
                  ASN1_TIME_set(X509_getm_notBefore(certificate.get()), now - kBackdatedSeconds) != nullptr &&
                  ASN1_TIME_set(X509_getm_notAfter(certificate.get()), now + wanted.life_s) != nullptr &&
                  set_name(X509_get_subject_name(certificate.get()), wanted.common_name) &&
                  X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer)) == 1 &&
                  X509_set_pubkey(certificate.get(), wanted.key) == 1 &&
                  add_extensions(certificate.get(), signer, wanted.extensions) &&
                  X509_sign(certificate.get(), issuer_key, EVP_sha256()) > 0;
  if (!ok) return Error{ErrorCode::internal, "a certificate cannot be made"};
  return pem_of(certificate.get());
}

Result<std::string> issue_by(const Issuer& issuer, const Wanted& wanted, std::int64_t now_unix_ms, Entropy& entropy) {
  const Key issuer_key = read_private_key(issuer.private_key_pem);
  const Certificate certificate{PEM_read_bio_X509(reading(issuer.certificate_pem).get(), nullptr, nullptr, nullptr),
                                &X509_free};
  if (!issuer_key || !certificate)
    return Error{ErrorCode::key_missing, "the authority's key or certificate is not a usable PEM"};
  return issue(wanted, certificate.get(), issuer_key.get(), now_unix_ms, entropy);
}

bool is_address(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 || inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

bool is_p256(EVP_PKEY* key) {
  std::array<char, 64> group{};
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
         EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1 &&
         std::string_view{group.data()} == "prime256v1";
}

}  // namespace

Result<KeyAndCertificate> make_authority(std::int64_t now_unix_ms, Entropy& entropy) {
  auto private_key = proto::generate_private_key_pem();
  if (!private_key) return private_key.error();
  const Key key = read_private_key(*private_key);
  auto certificate = issue({.common_name = "kazasu ledger authority",
                            .key = key.get(),
                            .life_s = kAuthorityDays * kSecondsPerDay,
                            .extensions = {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                                           {NID_key_usage, "critical,keyCertSign,cRLSign"},
                                           {NID_subject_key_identifier, "hash"}}},
                           nullptr, key.get(), now_unix_ms, entropy);
  if (!certificate) return certificate.error();
  return KeyAndCertificate{*private_key, *certificate};
}

Result<KeyAndCertificate> issue_server_certificate(const Issuer& issuer, const std::vector<std::string>& hosts,
                                                   std::int64_t now_unix_ms, Entropy& entropy) {
  std::string names;
  for (const std::string& host : hosts) {
    if (host.find_first_of(",: \n") != std::string::npos && !is_address(host))
      return Error{ErrorCode::invalid_argument, "host: not a host name or address"};
    names += (names.empty() ? "" : ",") + std::string{is_address(host) ? "IP:" : "DNS:"} + host;
  }
  if (names.empty()) return Error{ErrorCode::invalid_argument, "host: a server certificate needs one"};
  auto private_key = proto::generate_private_key_pem();
  if (!private_key) return private_key.error();
  const Key key = read_private_key(*private_key);
  auto certificate = issue_by(issuer,
                              {.common_name = "kazasu ledger",
                               .key = key.get(),
                               .life_s = kServerDays * kSecondsPerDay,
                               .extensions = {{NID_basic_constraints, "critical,CA:FALSE"},
                                              {NID_key_usage, "critical,digitalSignature"},
                                              {NID_ext_key_usage, "serverAuth"},
                                              {NID_subject_alt_name, names},
                                              {NID_authority_key_identifier, "keyid"}}},
                              now_unix_ms, entropy);
  if (!certificate) return certificate.error();
  return KeyAndCertificate{*private_key, *certificate};
}

Result<std::string> issue_terminal_certificate(const Issuer& issuer, std::string_view certificate_request_pem,
                                               const std::string& terminal, std::chrono::seconds life,
                                               std::int64_t now_unix_ms, Entropy& entropy) {
  const Error refused{ErrorCode::enrollment_refused,
                      "the certificate request is not one of a P-256 key, signed by that key"};
  if (certificate_request_pem.size() > kRequestBytesMax) return refused;
  const CertificateRequest request{
      PEM_read_bio_X509_REQ(reading(certificate_request_pem).get(), nullptr, nullptr, nullptr), &X509_REQ_free};
  if (!request) return refused;
  EVP_PKEY* key = X509_REQ_get0_pubkey(request.get());
  if (key == nullptr || !is_p256(key) || X509_REQ_verify(request.get(), key) != 1) return refused;
  return issue_by(issuer,
                  {.common_name = terminal,
                   .key = key,
                   .life_s = life.count(),
                   .extensions = {{NID_basic_constraints, "critical,CA:FALSE"},
                                  {NID_key_usage, "critical,digitalSignature"},
                                  {NID_ext_key_usage, "clientAuth"},
                                  {NID_authority_key_identifier, "keyid"}}},
                  now_unix_ms, entropy);
}

}  // namespace kazasu::ledger
