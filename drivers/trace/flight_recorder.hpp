#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "kazasu/seams/clock.hpp"
#include "nfc/apdu_transport.hpp"
#include "nfc/card_link.hpp"
#include "nfc/found_card.hpp"
#include "trace/ring_file.hpp"
#include "trace/trace_mask.hpp"

namespace kazasu::drivers::trace {

/// Keeps the last frames between a driver and one reader in a ring file, with their times, identifiers masked. Thread:
/// one at a time.
class FlightRecorder {
 public:
  /// The reader's file in `directory`, which is made if it is missing; null if none can be (a reader works without).
  static std::unique_ptr<FlightRecorder> open(const std::filesystem::path& directory, const std::string& device,
                                              Clock& clock, Entropy& entropy);

  void begin_visit(const std::string& reader, BytesView atr);
  void begin_visit(const std::string& reader, const FoundCard& card);
  void sent(BytesView frame);
  void received(BytesView frame);
  void failed(const Error& error);
  /// What the driver made of it: "felica_lite_s", "felica", "uid" or an error's name.
  void told(const Result<Sighting>& outcome);

 private:
  FlightRecorder(RingFile file, Clock& clock, Entropy& entropy)
      : file_(std::move(file)), pseudonyms_(entropy), clock_(clock) {}
  void append(RecordKind kind, BytesView bytes) { file_.append(kind, clock_.monotonic_ns(), bytes); }

  RingFile file_;
  Pseudonyms pseudonyms_;
  Clock& clock_;
  bool asked_uid_ = false;
};

/// The word for an outcome, as above.
std::string word_for(const Result<Sighting>& outcome);

/// Records what goes through it. Both outlive it; without a recorder it only passes on.
class RecordedTransport final : public ApduTransport {
 public:
  RecordedTransport(ApduTransport& inner, FlightRecorder* recorder) : inner_(inner), recorder_(recorder) {}
  Result<apdu::Answer> transmit(BytesView command) override;

 private:
  ApduTransport& inner_;
  FlightRecorder* recorder_;
};

class RecordedLink final : public CardLink {
 public:
  RecordedLink(CardLink& inner, FlightRecorder* recorder) : inner_(inner), recorder_(recorder) {}
  Result<Bytes> exchange(BytesView frame, std::int64_t time_limit_us) override;

 private:
  CardLink& inner_;
  FlightRecorder* recorder_;
};

}  // namespace kazasu::drivers::trace
