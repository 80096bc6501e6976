#include "kazasu/proto/message_json.hpp"

#include "fuzz.hpp"
#include "kazasu/proto/quote_json.hpp"
#include "kazasu/v1/sync.pb.h"

void kazasu::fuzz::run(BytesView input) {
  (void)proto::return_request_from_json(as_text(input));
  const auto request = proto::quote_request_from_json(as_text(input));
  if (!request) return;
  const auto written = proto::quote_request_to_json(*request);
  const auto again = proto::quote_request_from_json(written);
  require(again.ok(), "a request that was read reads again when written");
  require(proto::quote_request_to_json(*again) == written, "and is the same");
}

KAZASU_FUZZ_TARGET
