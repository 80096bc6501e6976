#include "codec/smart_tap.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  constexpr std::size_t kMessageBytesMax = 65'536;
  const smart_tap::Keys keys;
  for (std::uint8_t flags = 0; flags < 4; ++flags) {
    Bytes bundle{flags};
    bundle.insert(bundle.end(), input.begin(), input.end());
    const auto message = smart_tap::open_bundle(bundle, keys);
    if (!message) continue;
    require(message->size() <= kMessageBytesMax, "no message grows beyond its limit");
    (void)smart_tap::find_pass(*message);
  }
  (void)smart_tap::find_pass(input);
  (void)smart_tap::open_bundle(input, keys);
}

KAZASU_FUZZ_TARGET
