#include "codec/smart_tap.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "codec/key_derivation.hpp"
#include "codec/ndef.hpp"

namespace kazasu::drivers::smart_tap {
namespace {

constexpr std::size_t kNonceBytes = 12, kHmacBytes = 32, kMessageBytesMax = 65'536;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

Bytes name(std::string_view text) {
  return {as_bytes(text).begin(), as_bytes(text).end()};
}

ndef::Record record(std::string_view type, BytesView payload) {
  return {
      .type_name = ndef::TypeName::external, .type = name(type), .id = {}, .payload = {payload.begin(), payload.end()}};
}

/// Records are known by their type, or by their id when the type is "well known".
bool is(const ndef::Record& record, std::string_view wanted) {
  const Bytes& named = record.type_name == ndef::TypeName::well_known ? record.id : record.type;
  return as_text(named) == wanted;
}

Result<Bytes> inflated(BytesView bytes) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return Error{ErrorCode::internal, "Smart Tap: zlib failed"};
  Bytes message(kMessageBytesMax);
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = message.data();
  stream.avail_out = static_cast<uInt>(message.size());
  const int ended = inflate(&stream, Z_FINISH);
  const bool whole = ended == Z_STREAM_END && stream.avail_in == 0;
  const bool full = stream.avail_out == 0 && ended != Z_STREAM_END;
  message.resize(message.size() - stream.avail_out);
  inflateEnd(&stream);
  if (full) return Error{ErrorCode::limit_exceeded, "Smart Tap: a message above 64 KiB"};
  if (!whole) return Error{ErrorCode::card_answer_invalid, "Smart Tap: a message that zlib cannot read"};
  return message;
}

Result<Bytes> decrypted(BytesView body, const Keys& keys) {
  if (body.size() < kNonceBytes + kHmacBytes)
    return Error{ErrorCode::card_answer_invalid, "Smart Tap: an encrypted body that is too short"};
  const BytesView covered = body.first(body.size() - kHmacBytes);
  std::array<std::uint8_t, kHmacBytes> hmac{};
  unsigned size = 0;
  HMAC(EVP_sha256(), keys.hmac.data(), static_cast<int>(keys.hmac.size()), covered.data(), covered.size(), hmac.data(),
       &size);
  if (CRYPTO_memcmp(hmac.data(), body.last(kHmacBytes).data(), kHmacBytes) != 0)
    return Error{ErrorCode::signature_invalid, "Smart Tap: the message was sealed by another key, or was changed"};
  std::array<std::uint8_t, 16> counter{};
  std::copy_n(covered.begin(), kNonceBytes, counter.begin());
  const BytesView sealed = covered.subspan(kNonceBytes);
  const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context{EVP_CIPHER_CTX_new()};
  Bytes plain(sealed.size());
  int bytes = 0;
  const bool done =
      context != nullptr &&
      EVP_DecryptInit_ex(context.get(), EVP_aes_128_ctr(), nullptr, keys.aes.data(), counter.data()) == 1 &&
      EVP_DecryptUpdate(context.get(), plain.data(), &bytes, sealed.data(), static_cast<int>(sealed.size())) == 1;
  if (!done) return Error{ErrorCode::internal, "Smart Tap: AES-CTR failed in the cryptography library"};
  return plain;
}

/// Records in records: the first one of a name, level by level.
Result<std::optional<Pass>> pass_in(const ndef::Record& object) {
  auto fields = ndef::parse(object.payload);
  if (!fields) return fields.error();
  for (const ndef::Record& field : *fields) {
    if (as_text(field.id) != "n" || field.payload.empty()) continue;  // its first byte is the format
    const Bytes& named = object.type_name == ndef::TypeName::well_known ? object.id : object.type;
    return std::optional{Pass{named, {field.payload.begin() + 1, field.payload.end()}}};
  }
  return std::optional<Pass>{};
}

}  // namespace

CollectorId collector_id(std::uint64_t number) {
  CollectorId id{};
  for (std::size_t i = 0; i < id.size(); ++i) id[i] = static_cast<std::uint8_t>(number >> (24 - 8 * i) & 0xFF);
  return id;
}

Result<Bytes> get_data_message(const GetDataRequest& request) {
  constexpr std::size_t kServicesMax = 16;
  constexpr std::uint8_t kSessionOk = 0x01;
  if (request.service_types.empty() || request.service_types.size() > kServicesMax)
    return Error{ErrorCode::invalid_argument, "Smart Tap: 1 to 16 service types"};
  Bytes session{request.session.begin(), request.session.end()};
  session.insert(session.end(), {request.sequence, kSessionOk});
  std::vector<ndef::Record> services;
  for (const std::uint8_t type : request.service_types) services.push_back(record("str", {&type, 1}));
  constexpr std::uint8_t kBinary = 0x04;
  Bytes collector{kBinary};
  collector.insert(collector.end(), request.collector.begin(), request.collector.end());
  const std::vector<ndef::Record> merchant{record("cld", collector)};
  const std::vector<ndef::Record> parts{record("ses", session), record("mer", ndef::encode(merchant)),
                                        record("slr", ndef::encode(services)), record("pcr", request.pos_capabilities)};
  Bytes payload{0x00, 0x01};  // version
  const Bytes message = ndef::encode(parts);
  payload.insert(payload.end(), message.begin(), message.end());
  return ndef::encode(std::vector{record("srq", payload)});
}

Bytes signed_data(const Nonce& terminal, const Nonce& device, const CollectorId& collector,
                  const P256Point& terminal_ephemeral) {
  Bytes data{terminal.begin(), terminal.end()};
  data.insert(data.end(), device.begin(), device.end());
  data.insert(data.end(), collector.begin(), collector.end());
  data.insert(data.end(), terminal_ephemeral.begin(), terminal_ephemeral.end());
  return data;
}

Result<bool> verify_signature(const P256Point& long_term_key, BytesView signed_data, BytesView der) {
  return verify_ecdsa_sha256(Curve::p256, long_term_key, signed_data, der);
}

Result<Keys> derive_keys(const P256Number& shared_secret, const P256Point& device_ephemeral, BytesView signed_data,
                         BytesView signature) {
  Bytes info{signed_data.begin(), signed_data.end()};
  info.insert(info.end(), signature.begin(), signature.end());
  Keys keys;
  auto bytes = hkdf_sha256(shared_secret, device_ephemeral, info, keys.aes.size() + keys.hmac.size());
  if (!bytes) return bytes.error();
  std::copy_n(bytes->begin(), keys.aes.size(), keys.aes.begin());
  std::copy(bytes->begin() + static_cast<std::ptrdiff_t>(keys.aes.size()), bytes->end(), keys.hmac.begin());
  OPENSSL_cleanse(bytes->data(), bytes->size());
  return keys;
}

Result<Bytes> open_bundle(BytesView bundle, const Keys& keys) {
  constexpr std::uint8_t kEncrypted = 0x01, kCompressed = 0x02;
  if (bundle.empty()) return Error{ErrorCode::card_answer_invalid, "Smart Tap: an empty record bundle"};
  if (bundle.size() > kMessageBytesMax) return Error{ErrorCode::limit_exceeded, "Smart Tap: a message above 64 KiB"};
  const std::uint8_t flags = bundle.front();
  Bytes body{bundle.begin() + 1, bundle.end()};
  if ((flags & kEncrypted) != 0) {
    auto plain = decrypted(body, keys);
    if (!plain) return plain;
    body = std::move(*plain);
  }
  if ((flags & kCompressed) != 0) return inflated(body);
  return body;
}

Result<std::optional<Pass>> find_pass(BytesView message) {
  auto services = ndef::parse(message);
  if (!services) return services.error();
  for (const ndef::Record& service : *services) {
    if (!is(service, "asv")) continue;
    auto objects = ndef::parse(service.payload);
    if (!objects) return objects.error();
    for (const ndef::Record& object : *objects) {
      const bool is_issuer = as_text(object.type) == "i" || as_text(object.id) == "i";
      if (is_issuer) continue;
      auto pass = pass_in(object);
      if (!pass || *pass) return pass;
    }
  }
  return std::optional<Pass>{};
}

}  // namespace kazasu::drivers::smart_tap
