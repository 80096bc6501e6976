#include "sync/certificate_life.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>
#include <optional>

namespace kazasu::sync {
namespace {

std::optional<std::int64_t> unix_ms_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return static_cast<std::int64_t>(::timegm(&parts)) * 1'000;
}

}  // namespace

Result<CertificateLife> certificate_life(std::string_view certificate_pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> input{
      BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size())), &BIO_free};
  const std::unique_ptr<X509, decltype(&X509_free)> certificate{
      PEM_read_bio_X509(input.get(), nullptr, nullptr, nullptr), &X509_free};
  const auto begins = certificate ? unix_ms_of(X509_get0_notBefore(certificate.get())) : std::nullopt;
  const auto ends = certificate ? unix_ms_of(X509_get0_notAfter(certificate.get())) : std::nullopt;
  if (!begins || !ends) return Error{ErrorCode::key_missing, "the terminal's certificate is not a usable PEM"};
  return CertificateLife{*begins, *ends};
}

}  // namespace kazasu::sync
