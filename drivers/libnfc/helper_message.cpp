#include "libnfc/helper_message.hpp"

#include <optional>
#include <utility>

#include "supervised/helper_packet.hpp"

namespace kazasu::drivers::libnfc {
namespace {

enum class Kind : std::uint8_t { open = 'O', poll = 'P', exchange = 'X' };

std::optional<NfcTechnology> technology_in(PacketReader& from) {
  const std::uint8_t value = from.byte();
  if (value > static_cast<std::uint8_t>(NfcTechnology::iso14443b)) return std::nullopt;
  return static_cast<NfcTechnology>(value);
}

Error invalid() {
  return {ErrorCode::message_invalid, "libnfc helper: a message that makes no sense"};
}

void write(PacketWriter& to, const OpenRequest& request) {
  to.byte(static_cast<std::uint8_t>(Kind::open));
  to.counted(as_bytes(request.connection));
}
void write(PacketWriter& to, const PollRequest& request) {
  to.byte(static_cast<std::uint8_t>(Kind::poll));
  to.word(request.slice_ms);
  to.word(request.pause_ms);
  to.byte(static_cast<std::uint8_t>(request.steps.size()));
  for (const PollingStep& step : request.steps) {
    to.byte(static_cast<std::uint8_t>(step.technology));
    to.word(step.system_code);
  }
  to.byte(static_cast<std::uint8_t>(request.known.size()));
  for (const Bytes& id : request.known) to.counted(id);
}
void write(PacketWriter& to, const ExchangeRequest& request) {
  to.byte(static_cast<std::uint8_t>(Kind::exchange));
  to.byte(request.unaddressed ? 1 : 0);
  to.word(request.time_limit_ms);
  to.counted(request.frame);
}

Result<Request> read_open(PacketReader& from) {
  const Bytes connection = from.counted();
  if (!from.whole()) return invalid();
  return Request{OpenRequest{std::string{as_text(connection)}}};
}

Result<Request> read_poll(PacketReader& from) {
  PollRequest request;
  request.slice_ms = from.word();
  request.pause_ms = from.word();
  const std::size_t steps = from.byte();
  for (std::size_t i = 0; i < steps && !from.cut(); ++i) {
    const auto technology = technology_in(from);
    if (!technology) return invalid();
    request.steps.push_back({.technology = *technology, .system_code = from.word()});
  }
  const std::size_t known = from.byte();
  for (std::size_t i = 0; i < known && !from.cut(); ++i) request.known.push_back(from.counted());
  if (!from.whole()) return invalid();
  return Request{std::move(request)};
}

Result<Request> read_exchange(PacketReader& from) {
  ExchangeRequest request;
  request.unaddressed = from.byte() != 0;
  request.time_limit_ms = from.word();
  request.frame = from.counted();
  if (!from.whole()) return invalid();
  return Request{std::move(request)};
}

}  // namespace

Bytes encode(const Request& request) {
  PacketWriter to;
  std::visit([&](const auto& one) { write(to, one); }, request);
  return to.take();
}

Result<Request> parse_request(BytesView bytes) {
  PacketReader from{bytes};
  switch (static_cast<Kind>(from.byte())) {
    case Kind::open: return read_open(from);
    case Kind::poll: return read_poll(from);
    case Kind::exchange: return read_exchange(from);
  }
  return invalid();
}

Bytes encode_cards(const std::vector<FoundCard>& cards) {
  PacketWriter to;
  to.byte(static_cast<std::uint8_t>(cards.size()));
  for (const FoundCard& card : cards) {
    to.byte(static_cast<std::uint8_t>(card.technology));
    to.counted(card.id);
    to.counted(card.parameters);
  }
  return encode_answer(to.take());
}

Result<std::vector<FoundCard>> parse_cards(BytesView content) {
  PacketReader from{content};
  std::vector<FoundCard> cards;
  const std::size_t count = from.byte();
  for (std::size_t i = 0; i < count && !from.cut(); ++i) {
    const auto technology = technology_in(from);
    if (!technology) return invalid();
    FoundCard card{.technology = *technology, .id = from.counted(), .parameters = {}};
    card.parameters = from.counted();
    cards.push_back(std::move(card));
  }
  if (!from.whole()) return invalid();
  return cards;
}

}  // namespace kazasu::drivers::libnfc
