#include "json/base64.hpp"

#include <openssl/evp.h>

#include <limits>

namespace kazasu::proto {
namespace {

constexpr std::size_t kBytesMax = std::numeric_limits<int>::max() / 2;  // lengths are int in OpenSSL

unsigned char* raw(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  bytes = bytes.substr(0, kBytesMax);
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends it with a NUL
  EVP_EncodeBlock(raw(text), raw(bytes), static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.empty()) return std::string{};
  if (text.size() % 4 != 0 || text.size() > kBytesMax) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  if (EVP_DecodeBlock(raw(bytes), raw(text), static_cast<int>(text.size())) < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2U : text.ends_with('=') ? 1U : 0U;
  bytes.resize(bytes.size() - padding);
  // EVP_DecodeBlock takes surrounding spaces and stray bits; only the one right spelling is accepted.
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace kazasu::proto
