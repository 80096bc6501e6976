#include "libnfc/libnfc_worker.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <utility>

#include "libnfc/helper_link.hpp"
#include "nfc/identify_card.hpp"

namespace kazasu::drivers::libnfc {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr milliseconds kSlice{250};           // how often a helper that finds nothing shows that it lives
constexpr milliseconds kSliceLate{650};       // a helper later than that hangs
constexpr milliseconds kOpenDeadline{2'500};  // libnfc gives a silent chip up after 1.4 s
constexpr milliseconds kPauseSearching{1};    // radio paces the looks
constexpr milliseconds kPauseSettled{40};     // a card lies there: only its removal is waited for
constexpr milliseconds kRetryFirst{50};       // after a helper died the device is mostly still there
constexpr milliseconds kRetry{250};

bool may_pass(ErrorCode code) {
  return code == ErrorCode::card_timeout || code == ErrorCode::card_answer_invalid;
}

}  // namespace

LibnfcWorker::LibnfcWorker(Settings settings, DeviceSink& sink, Clock& clock, Entropy& entropy)
    : settings_(std::move(settings)),
      outlet_(sink, clock, entropy),
      stop_event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      recorder_(trace::FlightRecorder::open(settings_.trace_directory, settings_.uri, outlet_, outlet_)) {}

void LibnfcWorker::stop() {
  outlet_.close();
  stopping_ = true;
  const std::uint64_t one = 1;
  (void)!::write(stop_event_.get(), &one, sizeof one);
}

void LibnfcWorker::pause(milliseconds time) const {
  pollfd watched{stop_event_.get(), POLLIN, 0};
  (void)::poll(&watched, 1, static_cast<int>(time.count()));
}

void LibnfcWorker::run() {
  while (!stopping_) {
    auto helper = open_device();
    if (helper) {
      use(*helper);
      if (!stopping_) pause(kRetryFirst);
    } else {
      fail_to_open(helper.error());
      pause(kRetry);
    }
  }
}

Result<HelperProcess> LibnfcWorker::open_device() {
  auto helper = HelperProcess::start(settings_.helper, stop_event_.get());
  if (!helper) return helper.error();
  auto opened = helper->call(OpenRequest{settings_.connection}, kOpenDeadline);
  if (!opened) return opened.error();
  return std::move(*helper);
}

/// A reader that was there is lost; one that never was cannot be used for a reason, which is told once.
void LibnfcWorker::fail_to_open(const Error& error) {
  if (stopping_ || error.code == ErrorCode::cancelled) return;
  if (ready_) return lose(error);
  if (told_ == error.code) return;
  // While it is away it is away, however libnfc puts it.
  if (told_ == ErrorCode::device_lost && error.code == ErrorCode::device_not_found) return;
  told_ = error.code;
  outlet_.post(settings_.uri, DeviceNotice::Kind::failed, error);
}

void LibnfcWorker::lose(const Error& error) {
  presence_.forget();
  if (!std::exchange(ready_, false)) return;
  told_ = ErrorCode::device_lost;
  outlet_.post(settings_.uri, DeviceNotice::Kind::lost, {ErrorCode::device_lost, error.detail});
}

Result<std::vector<FoundCard>> LibnfcWorker::look(HelperProcess& helper, milliseconds slice) {
  PollRequest request{
      .slice_ms = static_cast<std::uint16_t>(slice.count()), .steps = settings_.plan.steps, .known = {}};
  request.pause_ms = static_cast<std::uint16_t>((presence_.settled() ? kPauseSettled : kPauseSearching).count());
  if (presence_.card_there()) request.known.push_back(presence_.card());
  auto answer = helper.call(request, kSliceLate);
  if (!answer) return answer.error();
  return parse_cards(*answer);
}

/// Until the reader is stopped, or helper or device are gone.
void LibnfcWorker::use(HelperProcess& helper) {
  told_.reset();
  if (!std::exchange(ready_, true)) outlet_.post(settings_.uri, DeviceNotice::Kind::ready);
  int damaged = 0;
  while (!stopping_) {
    auto cards = look(helper, kSlice);
    if (cards) {
      damaged = 0;
      if (!take_look(helper, *cards)) return;
      continue;
    }
    const Error& error = cards.error();
    if (error.code == ErrorCode::cancelled) return;
    if (!helper.alive()) {
      outlet_.post(settings_.uri, DeviceNotice::Kind::failed, {ErrorCode::device_lost, error.detail});
      return;
    }
    if (!may_pass(error.code)) return;  // opening it anew tells whether it is gone
    // One look that radio damaged is no event; a card that always answers so is one.
    constexpr int kDamagedMax = 3;
    if (++damaged == kDamagedMax) outlet_.post(settings_.uri, DeviceNotice::Kind::failed, error);
    if (damaged >= kDamagedMax) pause(kPauseSettled);
  }
}

/// False if the helper is gone.
bool LibnfcWorker::take_look(HelperProcess& helper, const std::vector<FoundCard>& cards) {
  using Event = CardPresence::Event;
  std::vector<Bytes> ids;
  for (const FoundCard& card : cards) ids.push_back(card.id);
  const std::int64_t now = outlet_.monotonic_ns();
  for (;;) {
    switch (presence_.observe(ids, now)) {
      case Event::none: return true;
      case Event::removed: outlet_.post(settings_.uri, DeviceNotice::Kind::card_removed); break;
      case Event::ambiguous:
        outlet_.post(settings_.uri, DeviceNotice::Kind::failed,
                     {ErrorCode::cards_ambiguous, "several cards answered one look"});
        break;
      case Event::touched:
        touched_ns_ = now;
        if (!take_card(helper, cards.front())) return false;
        break;
    }
  }
}

bool LibnfcWorker::take_card(HelperProcess& helper, const FoundCard& card) {
  constexpr int kAttempts = 2;  // radio damages an answer now and then
  for (int attempt = 1;; ++attempt) {
    auto sighting = identify(helper, card);
    if (sighting) {
      sighting->device = settings_.uri;
      sighting->monotonic_ns = touched_ns_;
      sighting->attempts = static_cast<std::uint8_t>(attempt);
      outlet_.post(std::move(*sighting));
      return true;
    }
    const Error& error = sighting.error();
    if (error.code == ErrorCode::cancelled) return helper.alive();
    if (helper.alive() && may_pass(error.code) && attempt < kAttempts) continue;
    Error told = error;
    if (error.code == ErrorCode::card_outcome_unknown || has_gone(helper, card, error))
      told.code = ErrorCode::card_removed;
    const bool chip_gone = !helper.alive() || error.code == ErrorCode::device_lost;
    if (chip_gone) {
      // The clerk has a card in view that was not read; whether the device is gone too, opening it anew tells.
      const bool died = !helper.alive() && error.code == ErrorCode::device_lost;
      told.code = died ? ErrorCode::card_answer_invalid : ErrorCode::card_timeout;
      presence_.forget();
    }
    outlet_.post(settings_.uri, DeviceNotice::Kind::failed, told);
    return !chip_gone;
  }
}

/// A chip hears nothing of a card that was torn away, as of one that is silent: one more look tells them apart.
bool LibnfcWorker::has_gone(HelperProcess& helper, const FoundCard& card, const Error& error) {
  if (error.code != ErrorCode::card_timeout || !helper.alive()) return false;
  const auto cards = look(helper, 0ms);
  return cards.ok() &&
         std::none_of(cards->begin(), cards->end(), [&card](const FoundCard& found) { return found.id == card.id; });
}

Result<Sighting> LibnfcWorker::identify(HelperProcess& helper, const FoundCard& card) {
  HelperLink link{helper};
  trace::RecordedLink recorded{link, recorder_.get()};
  if (recorder_ != nullptr) recorder_->begin_visit(settings_.uri, card);
  auto sighting = identify_found(card, recorded, outlet_);
  if (recorder_ != nullptr) recorder_->told(sighting);
  return sighting;
}

}  // namespace kazasu::drivers::libnfc
