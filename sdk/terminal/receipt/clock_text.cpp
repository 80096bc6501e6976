#include <array>

#include "kazasu/terminal/clock_status.hpp"
#include "kazasu/values/phrase.hpp"

namespace kazasu {
namespace {

// In the order of ClockStatus::State. {0}: by how much, with its unit.
constexpr std::array kSentences{
    Phrase{"The clock agrees with the center.", "時計はセンターと合っています。", "时钟与中心一致。"},
    Phrase{
        "The time was not checked with the center since the register was started. Selling goes on; the time is checked "
        "when the network is there.",
        "起動後、まだセンターで時刻を確認していません。会計は続けられます。ネットワークがつながると確認されます。",
        "开机后尚未与中心核对时间，可继续销售，联网后将自动核对。"},
    Phrase{"The register's clock is wrong by {0}. Set date and time; receipts and campaigns use the checked time "
           "meanwhile.",
           "レジの時計が{0}ずれています。日時を合わせてください。それまでレシートと特典には確認済みの時刻を使います。",
           "收银机时钟偏差{0}，请校准日期和时间。在此之前收据和活动使用已核对的时间。"},
    Phrase{"The center's time is earlier than what this register recorded before. Call support.",
           "センターの時刻が、このレジの過去の記録より前になっています。サポートに連絡してください。",
           "中心时间早于本机以往记录，请联系支持人员。"},
};

struct Unit {
  std::int64_t ms;
  Phrase many;
};

constexpr std::array kUnits{
    Unit{86'400'000, {" days", "日", "天"}},
    Unit{3'600'000, {" hours", "時間", "小时"}},
    Unit{60'000, {" minutes", "分", "分钟"}},
};

/// In the largest unit of which there are at least two, or minutes.
std::string duration_text(std::int64_t ms, Language language) {
  for (const Unit& unit : kUnits) {
    if (ms >= 2 * unit.ms || unit.ms == kUnits.back().ms) {
      return std::to_string(ms / unit.ms).append(unit.many.in(language));
    }
  }
  return {};
}

}  // namespace

std::string clock_text(const ClockStatus& status, Language language) {
  const std::int64_t error = status.wall_error_ms < 0 ? -status.wall_error_ms : status.wall_error_ms;
  return fill_in(kSentences[static_cast<std::size_t>(status.state)].in(language), {duration_text(error, language)});
}

}  // namespace kazasu
