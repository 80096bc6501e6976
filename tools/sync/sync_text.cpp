#include <algorithm>
#include <array>
#include <initializer_list>
#include <nlohmann/json.hpp>

#include "kazasu/terminal/verdict_text.hpp"
#include "kazasu/values/phrase.hpp"
#include "kazasu/values/time.hpp"
#include "sync/sync_status.hpp"

namespace kazasu::tools {
namespace {

constexpr std::size_t kVerdictsShown = 20;
constexpr std::int64_t kMsPerSecond = 1'000, kMsPerMinute = 60'000, kMsPerHour = 3'600'000, kMsPerDay = 86'400'000;

enum class Word {
#define KAZASU_WORD(name, english, japanese, chinese) name,
#include "sync/sync_words.inc"
#undef KAZASU_WORD
};

constexpr std::array kPhrases{
#define KAZASU_WORD(name, english, japanese, chinese) Phrase{english, japanese, chinese},
#include "sync/sync_words.inc"
#undef KAZASU_WORD
};

std::string say(Word word, Language language, std::initializer_list<std::string_view> values = {}) {
  return fill_in(kPhrases[static_cast<std::size_t>(word)].in(language), values);
}

/// In UTC: the tool knows the machine's zone, not the store's.
std::string utc(std::int64_t unix_ms) {
  return format_timestamp({unix_ms / kMsPerSecond * kMsPerSecond, 0});
}

std::string ago(std::int64_t ms, Language language) {
  if (ms >= 2 * kMsPerDay) return say(Word::days_ago, language, {std::to_string(ms / kMsPerDay)});
  if (ms >= 2 * kMsPerHour) return say(Word::hours_ago, language, {std::to_string(ms / kMsPerHour)});
  if (ms >= 2 * kMsPerMinute) return say(Word::minutes_ago, language, {std::to_string(ms / kMsPerMinute)});
  return say(Word::seconds_ago, language, {std::to_string(std::max<std::int64_t>(0, ms) / kMsPerSecond)});
}

std::string until(std::int64_t ms, Language language) {
  if (ms <= 0) return say(Word::due, language);
  return say(Word::in_seconds, language, {std::to_string((ms + kMsPerSecond - 1) / kMsPerSecond)});
}

/// The table's code of a name, for its sentence; `internal` for one that this version does not know.
ErrorCode code_named(std::string_view name) {
  constexpr std::array kCodes{
#define KAZASU_ERROR(name, number, remedy, en, ja, zh) ErrorCode::name,
#include "kazasu/values/error_table.inc"
#undef KAZASU_ERROR
  };
  const auto found = std::find_if(kCodes.begin(), kCodes.end(), [&](ErrorCode code) { return name_of(code) == name; });
  return found == kCodes.end() ? ErrorCode::internal : *found;
}

class Page {
 public:
  Page(const SyncStatusReport& status, std::int64_t now, Language language)
      : status_(status), now_(now), language_(language) {}

  std::string text() {
    line(Word::title, {status_.terminal, std::to_string(status_.epoch)});
    waiting();
    if (status_.running || status_.last) attempts();
    if (!status_.running && status_.waiting > 0) line(Word::not_running);
    verdicts(VerdictEvent::Decision::refused, Word::refused);
    verdicts(VerdictEvent::Decision::adjusted, Word::adjusted);
    return std::move(text_);
  }

 private:
  void line(Word word, std::initializer_list<std::string_view> values = {}) {
    text_ += say(word, language_, values) + '\n';
  }

  void waiting() {
    if (status_.waiting == 0) return line(Word::nothing_waits);
    const std::int64_t since = status_.waits_since_unix_ms;
    line(Word::waits, {std::to_string(status_.waiting), utc(since), ago(now_ - since, language_)});
    for (const auto& [epoch, count] : status_.waiting_of_epoch) {
      line(Word::waits_of_epoch, {std::to_string(count), std::to_string(epoch)});
    }
  }

  void attempts() {
    if (!status_.last) return line(Word::no_report);
    const v1::SyncReport& last = *status_.last;
    if (status_.running && last.sending()) {
      line(Word::sending, {std::to_string(last.acknowledged_seq()), std::to_string(last.last_seq())});
    }
    if (last.error().empty()) {
      if (last.rounds() > 0) line(Word::in_step, {utc(last.last_success_unix_ms())});
      return;
    }
    line(Word::failed, {std::string{clerk_sentence(code_named(last.error()), language_)}});
    const std::string success =
        last.last_success_unix_ms() == 0 ? say(Word::never, language_) : utc(last.last_success_unix_ms());
    line(Word::failures, {std::to_string(last.failures()), success});
    if (status_.running) {
      line(Word::next, {utc(last.next_attempt_unix_ms()), until(last.next_attempt_unix_ms() - now_, language_)});
    }
    line(Word::detail, {last.error() + ": " + last.error_detail()});
  }

  void verdicts(VerdictEvent::Decision decision, Word title) {
    std::size_t shown = 0, all = 0;
    for (auto it = status_.not_as_sold.rbegin(); it != status_.not_as_sold.rend(); ++it) {
      if (it->decision != decision || ++all > kVerdictsShown) continue;
      if (shown++ == 0) line(title);
      text_ += "  " + it->receipt_number + "  " + std::string{verdict_text(*it, language_).for_staff};
      if (it->points_difference != Points{}) {
        const std::int64_t points = it->points_difference.value();
        text_ += " (" + say(Word::points, language_, {(points > 0 ? "+" : "") + std::to_string(points)}) + ")";
      }
      text_ += '\n';
    }
    if (all > shown) line(Word::and_more, {std::to_string(all - shown)});
  }

  const SyncStatusReport& status_;
  std::int64_t now_;
  Language language_;
  std::string text_;
};

}  // namespace

std::string sync_text(const SyncStatusReport& status, std::int64_t now_unix_ms, Language language) {
  return Page{status, now_unix_ms, language}.text();
}

std::string no_answer_text(std::int64_t seconds, Language language) {
  return say(Word::no_answer, language, {std::to_string(seconds)});
}

std::string sync_json(const SyncStatusReport& status, std::int64_t now_unix_ms, Language language) {
  nlohmann::ordered_json answer{{"terminal", status.terminal},
                                {"epoch", status.epoch},
                                {"running", status.running},
                                {"waiting", status.waiting},
                                {"acknowledged", status.acknowledged_seq},
                                {"last_entry", status.last_seq}};
  auto earlier = nlohmann::ordered_json::array();
  for (const auto& [epoch, count] : status.waiting_of_epoch) earlier.push_back({{"epoch", epoch}, {"waiting", count}});
  answer["earlier_epochs"] = std::move(earlier);
  if (status.waiting > 0) {
    answer["waits_since"] = utc(status.waits_since_unix_ms);
    answer["waits_for_s"] = std::max<std::int64_t>(0, now_unix_ms - status.waits_since_unix_ms) / kMsPerSecond;
  }
  if (status.last) {
    const v1::SyncReport& last = *status.last;
    nlohmann::ordered_json attempt{{"reached", last.reached()},
                                   {"failures", last.failures()},
                                   {"reported", utc(last.written_unix_ms())},
                                   {"sending", status.running && last.sending()}};
    if (last.last_success_unix_ms() != 0) attempt["last_success"] = utc(last.last_success_unix_ms());
    if (!last.error().empty()) {
      attempt["error"] = {{"code", last.error()},
                          {"sentence", clerk_sentence(code_named(last.error()), language)},
                          {"detail", last.error_detail()}};
      if (status.running) {
        attempt["next_attempt"] = utc(last.next_attempt_unix_ms());
        attempt["next_attempt_in_s"] =
            std::max<std::int64_t>(0, last.next_attempt_unix_ms() - now_unix_ms) / kMsPerSecond;
      }
    }
    answer["last_attempt"] = std::move(attempt);
  }
  auto verdicts = nlohmann::ordered_json::array();
  for (const VerdictEvent& verdict : status.not_as_sold) {
    const VerdictText text = verdict_text(verdict, language);
    verdicts.push_back({{"receipt", verdict.receipt_number},
                        {"decision", verdict.decision == VerdictEvent::Decision::refused ? "refused" : "adjusted"},
                        {"reason", verdict.reason},
                        {"points_difference", verdict.points_difference.value()},
                        {"for_staff", text.for_staff},
                        {"for_member", text.for_member}});
  }
  answer["not_as_sold"] = std::move(verdicts);
  return answer.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace kazasu::tools
