#include "codec/sdm.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  const AesKey key{};
  Input parts{input};
  const auto picc = sdm::decrypt_picc_data(key, parts.take(16));
  if (!picc) return;
  require(picc->uid.empty() || picc->uid.size() == 7, "a UID of 7 bytes, or none");
  const auto keys = sdm::session_keys(key, picc->uid, picc->count);
  require(keys.ok(), "what was decrypted gives keys");
  const auto mac = sdm::mac(*keys, parts.rest());
  require(mac.ok() && sdm::equal(*mac, *mac), "every text has a MAC");
  const auto file = sdm::decrypt_file(*keys, picc->count.value_or(0), parts.rest());
  require(file.ok() == (!parts.empty() && parts.rest().size() % 16 == 0), "files are of whole blocks");
}

KAZASU_FUZZ_TARGET
