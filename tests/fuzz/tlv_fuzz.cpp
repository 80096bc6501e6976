#include "codec/tlv.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  const auto objects = tlv::flatten(input, "fuzz");
  if (!objects) return;
  std::size_t bytes = 0;
  for (const tlv::Object& object : *objects) {
    bytes += object.value.size();
    require(!object.constructed() || object.value.empty(), "what holds objects has no value of its own");
    Bytes written;
    tlv::append(written, object.tag, object.value);
    tlv::Reader reader{written, "fuzz"};
    const auto again = reader.next();
    require(again.ok() && reader.at_end() && again->tag == object.tag && again->value.size() == object.value.size(),
            "an object that was read can be written and read");
  }
  require(bytes <= input.size(), "values lie in the input");
}

KAZASU_FUZZ_TARGET
