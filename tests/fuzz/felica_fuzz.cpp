#include "codec/felica.hpp"

#include <algorithm>

#include "codec/felica_air.hpp"
#include "codec/transit_history.hpp"
#include "fuzz.hpp"

void kazasu::fuzz::run(BytesView input) {
  using namespace drivers;
  felica::Idm idm{};
  if (input.size() >= 10) std::copy_n(input.begin() + 2, idm.size(), idm.begin());
  (void)felica::parse_polling_answer(input);
  for (const std::size_t blocks : {1u, 4u, 15u}) {
    const auto read = felica::parse_read_answer(input, idm, blocks);
    if (read) require(read->blocks.size() == (read->status.ok() ? blocks : 0), "as many blocks as were asked for");
    const auto versions = felica::parse_request_service_answer(input, idm, blocks);
    if (versions) require(versions->size() == blocks, "a version for each node");
  }
  (void)felica::parse_write_answer(input, idm);
  const auto mode = felica::parse_request_response_answer(input, idm);
  if (mode) require(*mode <= 3, "modes are 0 to 3");
  (void)felica::parse_request_system_code_answer(input, idm);
  felica::Block block{};
  std::copy_n(input.begin(), std::min(input.size(), block.size()), block.begin());
  require(static_cast<int>(parse_transit_entry(block).date.year()) < 2000 + 128, "a year has seven bits");
  const auto framed = felica::air_frame(input);
  if (framed) require(framed->size() > input.size(), "a frame holds its payload");
}

KAZASU_FUZZ_TARGET
