#include "one_time_codes.hpp"

#include <algorithm>

#include "kazasu/drivers/scan/one_time_code.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"

namespace kazasu {
namespace {

constexpr std::int64_t kMsPerSecond = 1'000;
// Far more than what is accepted around the present, and little memory.
constexpr std::int64_t kKeptSeconds = 7 * 24 * 3'600;

/// The time at which codes are looked for, and how far around it the true time may lie.
struct Moment {
  std::int64_t unix_s = 0;
  std::int64_t earliest_unix_s = 0;
  std::int64_t latest_unix_s = 0;
  bool certain = false;
};

Moment moment_of(const TerminalClock& clock) {
  const ClockStatus status = clock.status();
  const TimeInterval& interval = status.interval;
  Moment moment;
  moment.unix_s = (status.wall_unix_ms - status.wall_error_ms) / kMsPerSecond;  // held inside the interval
  moment.earliest_unix_s = moment.latest_unix_s = moment.unix_s;
  moment.certain = status.state != ClockStatus::State::disputed && interval.latest_unix_ms &&
                   *interval.latest_unix_ms - interval.earliest_unix_ms <= OneTimeCodes::kCertainWithinMs;
  if (!moment.certain) return moment;
  moment.earliest_unix_s = interval.earliest_unix_ms / kMsPerSecond;
  moment.latest_unix_s = *interval.latest_unix_ms / kMsPerSecond;
  return moment;
}

/// Takes the codes of all steps that the true time may lie in, and what the rule takes around them.
OtpSettings settings_at(const Moment& moment, OtpSettings settings) {
  const std::int64_t step = settings.step_seconds;
  settings.steps_back += static_cast<unsigned>(moment.unix_s / step - moment.earliest_unix_s / step);
  settings.steps_forward += static_cast<unsigned>(moment.latest_unix_s / step - moment.unix_s / step);
  return settings;
}

}  // namespace

void UsedCodes::add(std::string_view identifier_hash, std::int64_t begins_unix_s) {
  std::int64_t& known = last_[std::string{identifier_hash}];
  known = std::max(known, begins_unix_s);
  newest_ = std::max(newest_, begins_unix_s);
  if (last_.size() < swept_at_) return;
  std::erase_if(last_, [&](const auto& one) { return one.second < newest_ - kKeptSeconds; });
  swept_at_ = std::max(kSweepFrom, 2 * last_.size());
}

std::optional<std::int64_t> UsedCodes::last(std::string_view identifier_hash) const {
  const auto found = last_.find(identifier_hash);
  if (found == last_.end()) return std::nullopt;
  return found->second;
}

bool WrongCodes::too_many(std::string_view identifier_hash, std::int64_t monotonic_ns) const {
  std::size_t all = 0, of_member = 0;
  for (const Wrong& one : wrong_) {
    if (monotonic_ns - one.monotonic_ns >= kWindowNs) continue;
    ++all;
    if (one.identifier_hash == identifier_hash) ++of_member;
  }
  return all >= kPerTerminal || of_member >= kPerMember;
}

void WrongCodes::add(std::string_view identifier_hash, std::string_view code, std::int64_t monotonic_ns) {
  std::erase_if(wrong_, [&](const Wrong& one) { return monotonic_ns - one.monotonic_ns >= kWindowNs; });
  const bool known = std::any_of(wrong_.begin(), wrong_.end(), [&](const Wrong& one) {
    return one.identifier_hash == identifier_hash && one.code == code;
  });
  if (!known && wrong_.size() < kPerTerminal)
    wrong_.push_back({std::string{identifier_hash}, std::string{code}, monotonic_ns});
}

void WrongCodes::forget(std::string_view identifier_hash) {
  std::erase_if(wrong_, [&](const Wrong& one) { return one.identifier_hash == identifier_hash; });
}

Result<OneTimeCodes::Verdict> OneTimeCodes::check(const Shown& shown, std::span<const IdentificationMethod> methods,
                                                  const TerminalClock& clock) {
  const Moment moment = moment_of(clock);
  const std::int64_t now_ns = clock.read().monotonic_ns;
  if (moment.certain && wrong_.too_many(shown.identifier_hash, now_ns))
    return Error{ErrorCode::member_code_locked, "too many wrong codes in the last five minutes"};
  const auto last = used_.last(shown.identifier_hash);
  const bool same_showing = last && shown.attached_unix_s == last;
  bool used = false;
  for (const IdentificationMethod& method : methods) {
    if (method.kind != IdentificationMethod::Kind::one_time_code) continue;
    const OtpSettings settings = settings_at(moment, method.one_time_code.settings);
    const std::int64_t seconds = settings.step_seconds;
    std::optional<std::int64_t> last_step;
    if (last) last_step = *last / seconds - (same_showing ? 1 : 0);
    const auto accepted =
        drivers::verify_one_time_code(shown.code, as_bytes(shown.key), settings, moment.unix_s, last_step);
    if (accepted) {
      const std::int64_t begins = accepted->step * seconds;
      used_.add(shown.identifier_hash, begins);
      wrong_.forget(shown.identifier_hash);
      return Verdict{moment.certain ? Assurance::fresh : Assurance::claimed, begins};
    }
    if (accepted.error().code != ErrorCode::scan_invalid) return accepted.error();
    used = used || accepted.error().detail.starts_with(drivers::name_of(drivers::ScanFault::replayed));
  }
  if (used) return Error{ErrorCode::member_code_used, "the code, or a later one, was taken before"};
  if (!moment.certain) return Verdict{};
  wrong_.add(shown.identifier_hash, shown.code, now_ns);
  return Error{ErrorCode::member_code_expired, "no code of this time; compare the clocks of phone and till"};
}

}  // namespace kazasu
