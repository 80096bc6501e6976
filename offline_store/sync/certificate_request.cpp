#include "sync/certificate_request.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

namespace kazasu::sync {

Result<std::string> make_certificate_request_pem(std::string_view private_key_pem) {
  using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
  const Bio input{BIO_new_mem_buf(private_key_pem.data(), static_cast<int>(private_key_pem.size())), &BIO_free};
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{
      PEM_read_bio_PrivateKey(input.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free};
  const std::unique_ptr<X509_REQ, decltype(&X509_REQ_free)> request{X509_REQ_new(), &X509_REQ_free};
  const Bio output{BIO_new(BIO_s_mem()), &BIO_free};
  const auto* common_name = reinterpret_cast<const unsigned char*>("kazasu terminal");
  const bool ok = key && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
                  X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request.get()), "CN", MBSTRING_ASC, common_name,
                                             -1, -1, 0) == 1 &&
                  X509_REQ_set_pubkey(request.get(), key.get()) == 1 &&
                  X509_REQ_sign(request.get(), key.get(), EVP_sha256()) > 0 &&
                  PEM_write_bio_X509_REQ(output.get(), request.get()) == 1;
  if (!ok) return Error{ErrorCode::key_missing, "no certificate request can be made with this key"};
  char* data = nullptr;
  const long length = BIO_get_mem_data(output.get(), &data);
  return std::string{data, static_cast<std::size_t>(length)};
}

}  // namespace kazasu::sync
