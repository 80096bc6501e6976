#include "kazasu/terminal/verdict_text.hpp"

#include <algorithm>
#include <array>

#include "kazasu/values/phrase.hpp"

namespace kazasu {
namespace {

struct Row {
  std::string_view reason;
  Phrase for_staff, for_member;
};

constexpr std::array kTable{
#define KAZASU_VERDICT(reason, staff_en, staff_ja, staff_zh, member_en, member_ja, member_zh) \
  Row{reason, {staff_en, staff_ja, staff_zh}, {member_en, member_ja, member_zh}},
#include "receipt/verdict_table.inc"
#undef KAZASU_VERDICT
};

constexpr Phrase kAccepted{"Booked as on the receipt.", "レシートどおりに記録されました。", "已按收据入账。"};
constexpr Row kAdjusted{
    "",
    {"Booked otherwise than on the receipt. Nothing to do; head office sees it.",
     "レシートと異なる内容で記録されました。対応は不要です。本部で確認します。",
     "入账与收据不同。无需处理，总部会核查。"},
    {"The points differ from the receipt.", "ポイントがレシートと異なります。", "积分与收据不同。"}};
constexpr Row kRefused{
    "",
    {"Not booked. Keep the receipt and call support.",
     "記録されませんでした。レシートを保管し、サポートに連絡してください。", "未能入账，请保留收据并联系支持人员。"},
    {"The points of this receipt are not booked yet.", "このレシートのポイントはまだ反映されていません。",
     "此收据的积分尚未入账。"}};

}  // namespace

VerdictText verdict_text(const VerdictEvent& verdict, Language language) {
  if (verdict.decision == VerdictEvent::Decision::accepted) return {kAccepted.in(language), {}};
  const auto known =
      std::find_if(kTable.begin(), kTable.end(), [&](const Row& row) { return row.reason == verdict.reason; });
  const Row& other = verdict.decision == VerdictEvent::Decision::adjusted ? kAdjusted : kRefused;
  const Row& row = known == kTable.end() ? other : *known;
  return {row.for_staff.in(language), row.for_member.in(language)};
}

}  // namespace kazasu
