#include "trace/flight_recorder.hpp"

#include <algorithm>
#include <array>

#include "libnfc/helper_message.hpp"

namespace kazasu::drivers::trace {
namespace {

constexpr std::uint8_t kReaderClass = 0xFF;

bool is_get_uid(BytesView frame) {
  return frame.size() >= 4 && frame[0] == kReaderClass && frame[1] == 0xCA;
}

Bytes visit_bytes(const std::string& reader, BytesView card) {
  Bytes bytes{reader.begin(), reader.end()};
  bytes.push_back(0);
  bytes.insert(bytes.end(), card.begin(), card.end());
  return bytes;
}

/// Identiv readers put the IDm into the ATR.
void blank_atr(Bytes& atr) {
  constexpr std::array<std::uint8_t, 7> kBegin{0x3B, 0x8C, 0x80, 0x01, 0x04, 0x43, 0xFD};
  constexpr std::size_t kIdmBytes = 8;
  if (atr.size() >= kBegin.size() + kIdmBytes && std::equal(kBegin.begin(), kBegin.end(), atr.begin()))
    std::fill_n(atr.begin() + kBegin.size(), kIdmBytes, std::uint8_t{0});
}

}  // namespace

std::string word_for(const Result<Sighting>& outcome) {
  if (!outcome) return std::string{name_of(outcome.error().code)};
  if (std::holds_alternative<UidSighting>(outcome->seen)) return "uid";
  const auto* felica = std::get_if<FelicaSighting>(&outcome->seen);
  return felica != nullptr && felica->lite_s ? "felica_lite_s" : "felica";
}

std::unique_ptr<FlightRecorder> FlightRecorder::open(const std::filesystem::path& directory, const std::string& device,
                                                     Clock& clock, Entropy& entropy) {
  auto file = open_trace(directory, device);
  if (!file) return nullptr;
  return std::unique_ptr<FlightRecorder>{new FlightRecorder{std::move(*file), clock, entropy}};
}

void FlightRecorder::begin_visit(const std::string& reader, BytesView atr) {
  asked_uid_ = false;
  Bytes masked{atr.begin(), atr.end()};
  blank_atr(masked);
  append(RecordKind::visit, visit_bytes(reader, masked));
}

void FlightRecorder::begin_visit(const std::string& reader, const FoundCard& card) {
  FoundCard masked = card;
  masked.id = pseudonyms_.of(card.id);
  append(RecordKind::visit, visit_bytes(reader, libnfc::encode_cards({masked})));
}

void FlightRecorder::sent(BytesView frame) {
  asked_uid_ = is_get_uid(frame);
  Bytes masked{frame.begin(), frame.end()};
  blank_data(masked);
  pseudonyms_.replace_idms(masked);
  append(RecordKind::sent, masked);
}

void FlightRecorder::received(BytesView frame) {
  constexpr std::size_t kStatusBytes = 2;
  Bytes masked{frame.begin(), frame.end()};
  if (asked_uid_ && masked.size() > kStatusBytes) {
    const Bytes uid = pseudonyms_.of(frame.first(frame.size() - kStatusBytes));
    std::copy(uid.begin(), uid.end(), masked.begin());
  }
  blank_data(masked);
  pseudonyms_.replace_idms(masked);
  append(RecordKind::received, masked);
}

void FlightRecorder::failed(const Error& error) {
  const auto number = static_cast<unsigned>(error.code);
  append(RecordKind::failed,
         std::array{static_cast<std::uint8_t>(number >> 8 & 0xFF), static_cast<std::uint8_t>(number & 0xFF)});
}

void FlightRecorder::told(const Result<Sighting>& outcome) {
  append(RecordKind::told, as_bytes(word_for(outcome)));
}

Result<apdu::Answer> RecordedTransport::transmit(BytesView command) {
  if (recorder_ == nullptr) return inner_.transmit(command);
  recorder_->sent(command);
  auto answer = inner_.transmit(command);
  if (!answer) {
    recorder_->failed(answer.error());
    return answer;
  }
  Bytes bytes = answer->data;
  bytes.insert(bytes.end(),
               {static_cast<std::uint8_t>(answer->status >> 8), static_cast<std::uint8_t>(answer->status & 0xFF)});
  recorder_->received(bytes);
  return answer;
}

Result<Bytes> RecordedLink::exchange(BytesView frame, std::int64_t time_limit_us) {
  if (recorder_ == nullptr) return inner_.exchange(frame, time_limit_us);
  recorder_->sent(frame);
  auto answer = inner_.exchange(frame, time_limit_us);
  answer ? recorder_->received(*answer) : recorder_->failed(answer.error());
  return answer;
}

}  // namespace kazasu::drivers::trace
