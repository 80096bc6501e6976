#include "libnfc/helper_message.hpp"

#include <array>
#include <optional>
#include <utility>

namespace kazasu::drivers::libnfc {
namespace {

enum class Kind : std::uint8_t { open = 'O', poll = 'P', exchange = 'X', close = 'C' };

class Writer {
 public:
  void byte(std::uint8_t value) { bytes_.push_back(value); }
  void word(std::size_t value) {
    byte(static_cast<std::uint8_t>(value >> 8 & 0xFF));
    byte(static_cast<std::uint8_t>(value & 0xFF));
  }
  void counted(BytesView bytes) {
    word(bytes.size());
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

/// Reads past the end as zeros and remembers it.
class Reader {
 public:
  explicit Reader(BytesView left) : left_(left) {}
  std::uint8_t byte() {
    const BytesView taken = take(1);
    return taken.empty() ? std::uint8_t{0} : taken[0];
  }
  std::uint16_t word() {
    const std::uint8_t high = byte();
    return static_cast<std::uint16_t>(high << 8 | byte());
  }
  Bytes counted() {
    const BytesView taken = take(word());
    return {taken.begin(), taken.end()};
  }
  std::optional<NfcTechnology> technology() {
    const std::uint8_t value = byte();
    if (value > static_cast<std::uint8_t>(NfcTechnology::iso14443b)) return std::nullopt;
    return static_cast<NfcTechnology>(value);
  }
  [[nodiscard]] bool whole() const { return !cut_ && left_.empty(); }
  [[nodiscard]] bool cut() const { return cut_; }

 private:
  BytesView take(std::size_t count) {
    if (count > left_.size()) {
      cut_ = true;
      left_ = {};
      return {};
    }
    const BytesView taken = left_.first(count);
    left_ = left_.subspan(count);
    return taken;
  }

  BytesView left_;
  bool cut_ = false;
};

Error invalid() {
  return {ErrorCode::message_invalid, "libnfc helper: a message that makes no sense"};
}

void write(Writer& to, const OpenRequest& request) {
  to.byte(static_cast<std::uint8_t>(Kind::open));
  to.counted(as_bytes(request.connection));
}
void write(Writer& to, const PollRequest& request) {
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
void write(Writer& to, const ExchangeRequest& request) {
  to.byte(static_cast<std::uint8_t>(Kind::exchange));
  to.byte(request.unaddressed ? 1 : 0);
  to.word(request.time_limit_ms);
  to.counted(request.frame);
}
void write(Writer& to, const CloseRequest&) {
  to.byte(static_cast<std::uint8_t>(Kind::close));
}

Result<Request> read_open(Reader& from) {
  const Bytes connection = from.counted();
  if (!from.whole()) return invalid();
  return Request{OpenRequest{std::string{as_text(connection)}}};
}

Result<Request> read_poll(Reader& from) {
  PollRequest request;
  request.slice_ms = from.word();
  request.pause_ms = from.word();
  const std::size_t steps = from.byte();
  for (std::size_t i = 0; i < steps && !from.cut(); ++i) {
    const auto technology = from.technology();
    if (!technology) return invalid();
    request.steps.push_back({.technology = *technology, .system_code = from.word()});
  }
  const std::size_t known = from.byte();
  for (std::size_t i = 0; i < known && !from.cut(); ++i) request.known.push_back(from.counted());
  if (!from.whole()) return invalid();
  return Request{std::move(request)};
}

Result<Request> read_exchange(Reader& from) {
  ExchangeRequest request;
  request.unaddressed = from.byte() != 0;
  request.time_limit_ms = from.word();
  request.frame = from.counted();
  if (!from.whole()) return invalid();
  return Request{std::move(request)};
}

constexpr std::uint8_t kOk = 0, kError = 1;

Bytes content(const auto& fill) {
  Writer to;
  to.byte(kOk);
  fill(to);
  return to.take();
}

bool is_error_code(std::uint16_t number) {
  constexpr std::array codes{
#define KAZASU_ERROR(name, number, remedy, en, ja, zh) ErrorCode::name,
#include "kazasu/values/error_table.inc"
#undef KAZASU_ERROR
  };
  for (const ErrorCode code : codes) {
    if (static_cast<int>(code) == number) return true;
  }
  return false;
}

}  // namespace

Bytes encode(const Request& request) {
  Writer to;
  std::visit([&](const auto& one) { write(to, one); }, request);
  return to.take();
}

Result<Request> parse_request(BytesView bytes) {
  Reader from{bytes};
  switch (static_cast<Kind>(from.byte())) {
    case Kind::open: return read_open(from);
    case Kind::poll: return read_poll(from);
    case Kind::exchange: return read_exchange(from);
    case Kind::close:
      if (from.whole()) return Request{CloseRequest{}};
      break;
  }
  return invalid();
}

Bytes encode_error(const Error& error) {
  Writer to;
  to.byte(kError);
  to.word(static_cast<std::size_t>(error.code));
  to.counted(as_bytes(error.detail));
  return to.take();
}

Bytes encode_cards(const std::vector<FoundCard>& cards) {
  return content([&](Writer& to) {
    to.byte(static_cast<std::uint8_t>(cards.size()));
    for (const FoundCard& card : cards) {
      to.byte(static_cast<std::uint8_t>(card.technology));
      to.counted(card.id);
      to.counted(card.parameters);
    }
  });
}

Bytes encode_frame(BytesView frame) {
  Bytes bytes{kOk};
  bytes.insert(bytes.end(), frame.begin(), frame.end());
  return bytes;
}

Result<Bytes> parse_answer(BytesView bytes) {
  if (bytes.empty() || bytes[0] > kError) return invalid();
  const BytesView rest = bytes.subspan(1);
  if (bytes[0] == kOk) return Bytes{rest.begin(), rest.end()};
  Reader from{rest};
  const std::uint16_t number = from.word();
  const Bytes detail = from.counted();
  if (!from.whole() || !is_error_code(number)) return invalid();
  return Error{static_cast<ErrorCode>(number), std::string{as_text(detail)}};
}

Result<std::vector<FoundCard>> parse_cards(BytesView content) {
  Reader from{content};
  std::vector<FoundCard> cards;
  const std::size_t count = from.byte();
  for (std::size_t i = 0; i < count && !from.cut(); ++i) {
    const auto technology = from.technology();
    if (!technology) return invalid();
    FoundCard card{.technology = *technology, .id = from.counted(), .parameters = {}};
    card.parameters = from.counted();
    cards.push_back(std::move(card));
  }
  if (!from.whole()) return invalid();
  return cards;
}

}  // namespace kazasu::drivers::libnfc
