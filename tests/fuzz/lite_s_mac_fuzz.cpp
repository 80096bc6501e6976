#include "codec/lite_s_mac.hpp"

#include <algorithm>

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView bytes) {
  using namespace drivers;
  Input input{bytes};
  const auto block = [&] {
    felica::Block taken{};
    const auto some = input.take(taken.size());
    std::copy(some.begin(), some.end(), taken.begin());
    return taken;
  };
  const auto key = lite_s::session_key(block(), block());
  require(key.ok(), "every card key and challenge have a session key");
  const auto challenge = block();
  std::vector<lite_s::NumberedBlock> blocks;
  while (!input.empty() && blocks.size() < 5) blocks.emplace_back(input.byte(), block());
  const auto mac = lite_s::read_mac_a(*key, challenge, blocks);
  require(mac.ok() == (!blocks.empty() && blocks.size() <= 3), "a MAC_A covers 1 to 3 blocks");
  if (mac) require(lite_s::equal(*mac, *mac), "a MAC equals itself");
  (void)lite_s::diversify(bytes, challenge);
}

KAZASU_FUZZ_TARGET
