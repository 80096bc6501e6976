#include "codec/tag_memory.hpp"

#include <algorithm>

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  const auto found = tag_memory::find_type2_message(input);
  if (found.state == tag_memory::Type2Message::State::present)
    require(found.message.size() < input.size(), "a message lies in the memory");
  (void)tag_memory::type2_capabilities(input);
  felica::Block block{};
  std::copy_n(input.begin(), std::min(input.size(), block.size()), block.begin());
  const auto attributes = tag_memory::parse_type3_attributes(block);
  require(attributes.length <= 0xFFFFFF, "a length has three bytes");
  (void)tag_memory::parse_type4_capabilities(input);
}

KAZASU_FUZZ_TARGET
