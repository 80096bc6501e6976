#include "kazasu/proto/identifier_hash.hpp"

#include <algorithm>

#include "kazasu/proto/digest.hpp"

namespace kazasu::proto {

IdentifierHash hash_identifier(BytesView identifier_key, const Identifier& identifier) {
  const std::string message = identifier.kind + '\0' + identifier.value;
  const Digest digest = hmac_sha256(identifier_key, as_bytes(message));
  IdentifierHash hash;
  std::copy_n(digest.begin(), hash.bytes.size(), hash.bytes.begin());
  return hash;
}

}  // namespace kazasu::proto
