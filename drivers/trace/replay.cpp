#include "kazasu/drivers/trace/replay.hpp"

#include <algorithm>
#include <memory>
#include <span>

#include "libnfc/helper_message.hpp"
#include "nfc/identify_card.hpp"
#include "supervised/helper_packet.hpp"
#include "trace/flight_recorder.hpp"

namespace kazasu::drivers {
namespace {

using trace::Record;
using trace::RecordKind;

/// Answers what was recorded, in its order, and remembers the first frame that was not what was recorded.
class RecordedConversation {
 public:
  explicit RecordedConversation(std::span<const Record> records) : records_(records) {}

  Result<Bytes> answer(BytesView sent) {
    ++frames_;
    Bytes masked{sent.begin(), sent.end()};
    trace::blank_data(masked);
    const Record* command = next();
    if (command == nullptr || command->kind != RecordKind::sent) return differs("more frames than were recorded");
    if (!command->cut && command->bytes != masked) return differs("frame " + std::to_string(frames_) + " is another");
    const Record* reply = next();
    if (reply == nullptr || reply->kind == RecordKind::told) return differs("the trace ends before the answer");
    if (reply->kind == RecordKind::failed && reply->bytes.size() == 2)
      return Error{static_cast<ErrorCode>(reply->bytes[0] << 8 | reply->bytes[1]), "as recorded"};
    return reply->bytes;
  }

  /// Frames that were recorded and not sent now.
  void finish() {
    if (difference_.empty() && at_ < records_.size() && records_[at_].kind == RecordKind::sent)
      difference_ = "fewer frames than were recorded";
  }
  [[nodiscard]] std::size_t frames() const { return frames_; }
  [[nodiscard]] const std::string& difference() const { return difference_; }

 private:
  const Record* next() { return at_ < records_.size() ? &records_[at_++] : nullptr; }
  Error differs(const std::string& how) {
    if (difference_.empty()) difference_ = how;
    return {ErrorCode::message_invalid, "replay: " + how};
  }

  std::span<const Record> records_;
  std::size_t at_ = 0;
  std::size_t frames_ = 0;
  std::string difference_;
};

class ReplayedTransport final : public ApduTransport {
 public:
  explicit ReplayedTransport(RecordedConversation& conversation) : conversation_(conversation) {}
  Result<apdu::Answer> transmit(BytesView command) override {
    auto answer = conversation_.answer(command);
    if (!answer) return answer.error();
    return apdu::split_answer(*answer);
  }

 private:
  RecordedConversation& conversation_;
};

class ReplayedLink final : public CardLink {
 public:
  explicit ReplayedLink(RecordedConversation& conversation) : conversation_(conversation) {}
  Result<Bytes> exchange(BytesView frame, std::int64_t) override { return conversation_.answer(frame); }

 private:
  RecordedConversation& conversation_;
};

/// Challenges are blanked in a trace; zeros are as good as any.
class NoEntropy final : public Entropy {
 public:
  Result<void> fill(std::span<std::uint8_t> bytes) override {
    std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
    return {};
  }
};

Result<Sighting> identify_again(const std::string& device, BytesView card, RecordedConversation& conversation) {
  constexpr std::string_view kPcsc = "pcsc:";
  NoEntropy entropy;
  if (device.starts_with(kPcsc)) {
    ReplayedTransport transport{conversation};
    std::unique_ptr<CardLink> link;
    auto sighting =
        identify_card(transport, quirk_of(std::string_view{device}.substr(kPcsc.size())), card, entropy, link);
    link.reset();  // it says good-bye to the reader
    return sighting;
  }
  auto content = parse_answer(card);
  if (!content) return content.error();
  auto found = libnfc::parse_cards(*content);
  if (!found) return found.error();
  if (found->size() != 1) return Error{ErrorCode::message_invalid, "replay: a visit of no card"};
  ReplayedLink link{conversation};
  return identify_found(found->front(), link, entropy);
}

ReplayedVisit replay_visit(const Record& visit, std::span<const Record> rest) {
  const auto zero = std::find(visit.bytes.begin(), visit.bytes.end(), std::uint8_t{0});
  ReplayedVisit replayed{.device = {visit.bytes.begin(), zero}, .monotonic_ns = visit.monotonic_ns};
  const BytesView card = zero == visit.bytes.end() ? BytesView{} : BytesView{&*zero + 1, visit.bytes.end().base()};
  // What the driver told was recorded before it put the reader back in order.
  std::vector<Record> conversation_records;
  for (const Record& record : rest) {
    if (record.kind == RecordKind::told) {
      replayed.recorded = as_text(record.bytes);
    } else {
      conversation_records.push_back(record);
    }
  }
  RecordedConversation conversation{conversation_records};
  replayed.now = trace::word_for(identify_again(replayed.device, card, conversation));
  conversation.finish();
  replayed.frames = conversation.frames();
  replayed.difference = conversation.difference();
  if (replayed.difference.empty() && replayed.now != replayed.recorded && !replayed.recorded.empty())
    replayed.difference = "it is taken for " + replayed.now + " instead of " + replayed.recorded;
  return replayed;
}

}  // namespace

Result<std::vector<ReplayedVisit>> replay_trace(const std::filesystem::path& file) {
  auto records = trace::read_ring_file(file);
  if (!records) return records.error();
  const auto is_visit = [](const Record& record) { return record.kind == RecordKind::visit; };
  std::vector<ReplayedVisit> visits;
  for (auto at = std::find_if(records->begin(), records->end(), is_visit); at != records->end();) {
    const auto end = std::find_if(at + 1, records->end(), is_visit);
    visits.push_back(replay_visit(*at, std::span<const Record>{at + 1, end}));
    at = end;
  }
  return visits;
}

}  // namespace kazasu::drivers
