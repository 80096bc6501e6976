#include "codec/pcsc_features.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  const auto code = find_feature(input, PcscFeature::ccid_escape);
  require(!code || input.size() >= 6, "an entry has six bytes");
}

KAZASU_FUZZ_TARGET
