#include "codec/ntag.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  Input parts{input};
  const BytesView uid = parts.take(7);
  // NXP's public key for the NTAG21x, as its application notes print it.
  Bytes key;
  require(from_hex("04494e1a386d3d3cfe3dc10e5de68a499b1c202db5b132393e89ed19fe5be8bc61", key), "a key");
  const auto genuine = ntag::verify_originality(Curve::secp128r1, key, uid, parts.rest());
  require(genuine.ok() == (parts.rest().size() == 32), "a signature has 32 bytes");
  (void)ntag::verify_originality(Curve::secp224r1, parts.rest(), uid, parts.rest());
  const auto count = ntag::parse_read_count(input);
  if (count) require(*count <= 0xFFFFFF, "a count has three bytes");
}

KAZASU_FUZZ_TARGET
