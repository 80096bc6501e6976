#include "kazasu/terminal/redeem_text.hpp"

#include <algorithm>
#include <array>

#include "kazasu/values/phrase.hpp"

namespace kazasu {
namespace {

struct Row {
  RedeemStanding standing;
  Phrase label;
  Phrase sentence;
};

constexpr std::array kTable{
    Row{RedeemStanding::safe_now,
        {"Safe now", "安全に利用可", "可安全使用"},
        {"Safe: these points are kept for this register.", "安全です。このレジに割り当てられたポイントです。",
         "安全：这些积分已分配给本机。"}},
    Row{RedeemStanding::at_shops_risk,
        {"at the shop's risk", "店舗負担で利用可", "由门店承担风险"},
        {"At the shop's risk: the points may have been spent elsewhere meanwhile.",
         "店舗の負担になることがあります。ポイントが他店で使われている可能性があります。",
         "由门店承担风险：积分可能已在别处使用。"}},
    Row{RedeemStanding::needs_network,
        {"needs the network", "要通信", "需联网"},
        {"So many points need a connection to the center.", "このポイント数の利用にはセンターとの通信が必要です。",
         "使用这么多积分需要连接中心。"}},
};

const Row& row_of(RedeemStanding standing) {
  return *std::find_if(kTable.begin(), kTable.end(), [&](const Row& row) { return row.standing == standing; });
}

}  // namespace

std::string_view standing_text(RedeemStanding standing, Language language) {
  return row_of(standing).sentence.in(language);
}

std::string redeem_text(const MemberSummary& member, Language language) {
  const std::array parts{
      std::pair{RedeemStanding::safe_now, member.safe_now},
      std::pair{RedeemStanding::at_shops_risk, member.redeemable_offline - member.safe_now},
      std::pair{RedeemStanding::needs_network, member.balance - member.redeemable_offline},
  };
  std::string text;
  for (const auto& [standing, points] : parts) {
    if (points <= Points{} || !member.known) continue;
    if (!text.empty()) text += " · ";
    text += std::string{row_of(standing).label.in(language)} + (language == Language::en ? ": " : "：") +
            std::to_string(points.value());
  }
  return text;
}

}  // namespace kazasu
