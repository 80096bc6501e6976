#include "codec/ndef.hpp"

#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  const auto records = ndef::parse(input);
  if (records) {
    require(!records->empty() && records->size() <= ndef::kRecordsMax, "as many records as are allowed");
    for (const ndef::Record& record : *records) {
      if (const auto uri = ndef::uri_of(record.payload)) require(uri->size() < record.payload.size() + 64, "a prefix");
      (void)ndef::text_of(record.payload);
    }
    const auto again = ndef::parse(ndef::encode(*records));
    require(again.ok() && again->size() == records->size(), "what is written is read again");
    for (std::size_t i = 0; i < again->size(); ++i) {
      require((*again)[i].type == (*records)[i].type && (*again)[i].id == (*records)[i].id &&
                  (*again)[i].payload == (*records)[i].payload,
              "and is the same");
    }
  }
  (void)ndef::uri_of(input);
  (void)ndef::text_of(input);
}

KAZASU_FUZZ_TARGET
