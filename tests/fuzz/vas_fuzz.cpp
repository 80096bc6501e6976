#include "codec/vas.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  P256Number key{};
  key.back() = 7;
  const auto pass = vas::pass_id_hash("pass.com.example.loyalty");
  const auto cryptogram = vas::parse_cryptogram(input);
  require(cryptogram.ok() || !vas::open(input, key, pass).ok(), "what cannot be read cannot be opened");
  if (!cryptogram) return;
  require(cryptogram->sealed.size() + 4 + 32 + 16 == input.size(), "nothing of it is lost");
  const auto message = vas::open(*cryptogram, Bytes(32, 0x42));
  require(message.ok() || message.error().code != ErrorCode::internal, "rubbish is no failure of ours");
  (void)vas::shared_secret(key, *cryptogram);
}

KAZASU_FUZZ_TARGET
