#include "kazasu/terminal/quote_text.hpp"

#include <catch2/catch_test_macros.hpp>

#include "receipt/text_columns.hpp"

using namespace kazasu;
using namespace kazasu::receipt;

namespace {

constexpr Date kToday{std::chrono::year{2026}, std::chrono::month{11}, std::chrono::day{23}};

Line line(std::string id, std::string name, std::int64_t quantity, std::int64_t price, std::string tax_class) {
  Line line;
  line.id = std::move(id);
  line.name = std::move(name);
  line.quantity = quantity;
  line.unit_price = Money{price};
  line.tax_class = std::move(tax_class);
  return line;
}

Offer offer(std::string id, std::string title, Reward reward) {
  Offer offer;
  offer.id = std::move(id);
  offer.title = std::move(title);
  offer.reward = std::move(reward);
  return offer;
}

QuoteRequest request() {
  QuoteRequest request;
  request.program.currency = "JPY";
  request.program.tax_rates = {{"standard", 1000}, {"reduced", 800}};
  request.offers = {offer("o1", "おにぎり3個で400円", reward::MixMatch{3, Money{400}}),
                    offer("o2", "", reward::PercentOff{2000}), offer("o3", "2倍デー", reward::PointsTimes{20})};
  request.offers[1].when.min_amount = Money{2000};
  request.sale.at = *parse_timestamp("2026-11-23T12:34:56+09:00");
  request.sale.member = MemberView{};
  request.sale.basket.store = "s1";
  request.sale.basket.lines = {line("1", "おにぎり 鮭", 3, 150, "reduced"), line("2", "洗剤", 1, 298, "standard")};
  return request;
}

Quote quoted() {
  Quote quote;
  quote.lines = {{"1", Money{450}, Money{50}, Money{400}, {{"o1", Money{50}}}, {}},
                 {"2", Money{298}, Money{10}, Money{288}, {{"", Money{10}}}, {}}};
  quote.not_applied = {{"o2", NotAppliedReason::condition, "min_amount", "", "2000", "748"},
                       {"o4", NotAppliedReason::group, "", "o1", "", ""}};
  quote.gross = Money{748};
  quote.discount = Money{60};
  quote.total = Money{688};
  quote.taxes = {{800, Money{400}, Money{29}}, {1000, Money{288}, Money{26}}};
  quote.due = Money{588};
  quote.redeemed_points = Points{100};
  quote.redeemable_points = Points{500};
  quote.awards = {{"", Points{3}, kToday, std::nullopt}, {"o3", Points{3}, kToday, add_days(kToday, 30)}};
  quote.awarded_points = Points{6};
  return quote;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a receipt shows lines, offers, taxes, points and what did not apply") {
  CHECK(quote_text(request(), quoted(), Language::ja) ==
        R"(               お買上明細
2026-11-23 12:34                 店舗 s1
----------------------------------------
おにぎり 鮭
  ¥150 × 3点                        ¥450※
  おにぎり3個で400円 (o1): 3点で¥400
                                    -¥50
洗剤                                ¥298
  値引                              -¥10
----------------------------------------
小計 (4点)                          ¥748
値引合計                            -¥60
合計                                ¥688
  8%対象 ¥400 内消費税               ¥29
  10%対象 ¥288 内消費税              ¥26
ポイント利用 (100P)                -¥100
お支払                              ¥588
※は軽減税率対象商品です
----------------------------------------
獲得ポイント                          6P
  通常ポイント                        3P
    2026-11-23から有効
  2倍デー (o3): ポイント2倍           3P
    2026-11-23から2026-12-23まで有効
利用できるポイント                  500P
----------------------------------------
適用されなかった特典
  o2
    購入金額が不足: 条件 ¥2,000
  o4
    おにぎり3個で400円 (o1)と併用不可
)");
}

TEST_CASE("a receipt never leaves its columns") {
  QuoteRequest wide = request();
  std::string& name = wide.sale.basket.lines[0].name;
  name.assign(300, 'x');
  name.append("\x1b[31m長い名前の商品");
  wide.offers[0].title = "とても長い名前のキャンペーンでとても長い名前のキャンペーン";
  for (const Language language : {Language::ja, Language::en, Language::zh}) {
    const std::string text = quote_text(wide, quoted(), language);
    CHECK_FALSE(contains(text, "\x1b"));
    for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
      const std::string row = text.substr(begin, text.find('\n', begin) - begin);
      INFO(row);
      CHECK(display_width(row) <= kReceiptColumns);
    }
  }
}

TEST_CASE("added tax stands before the total") {
  QuoteRequest excluded = request();
  excluded.program.tax_mode = TaxMode::excluded;
  const std::string text = quote_text(excluded, quoted(), Language::en);
  CHECK(contains(text, "10% on ¥288"));
  CHECK_FALSE(contains(text, "tax incl."));
  CHECK(text.find("10% on ¥288") < text.find("TOTAL"));
}

TEST_CASE("a guest's receipt has no points, and one without reduced goods no mark") {
  QuoteRequest guest = request();
  guest.sale.member.reset();
  guest.sale.basket.lines[0].tax_class = "standard";
  const std::string text = quote_text(guest, quoted(), Language::en);
  CHECK_FALSE(contains(text, "Points earned"));
  CHECK_FALSE(contains(text, "※"));
}

TEST_CASE("segments say what a merchant thinks of a member, so a receipt does not name them") {
  Quote quote = quoted();
  quote.not_applied = {{"o2", NotAppliedReason::condition, "segments_any", "", "big_spender", "lapsed"}};
  const std::string text = quote_text(request(), quote, Language::en);
  CHECK(contains(text, "not for this member"));
  CHECK_FALSE(contains(text, "big_spender"));
  CHECK_FALSE(contains(text, "lapsed"));
}

TEST_CASE("stamps, issued coupons, hints and a search that was cut short are shown") {
  Quote quote = quoted();
  quote.issued_coupons = {{"o3", "o2", 2, 1, add_days(kToday, 1)}};
  quote.hints = {{"o1", {{"1", "4901234567894", 3}}, 3, Money{450}, Money{50}, Points{2}},
                 {"o3", {{"", "4902345000011", 1}}, 1, Money{298}, Money{}, Points{4}}};
  quote.optimal = false;
  quote.gap = Money{70};
  const std::string text = quote_text(request(), quote, Language::en);
  CHECK(contains(text, "2 stamp(s)\n"));
  CHECK(contains(text, "coupon o2 x 1, from 2026-11-24\n"));
  CHECK(contains(text, "3 more おにぎり"));
  CHECK(contains(text, "1 more 4902345000011:"));
  CHECK(contains(text, "    4 pt\n"));
  CHECK(contains(text, "¥50 off, 2 pt\n"));
  CHECK(contains(text, "Up to ¥70 more could be saved.\n"));
}

TEST_CASE("a hint names every good that it wants, as the basket or the shelf calls it, in each language") {
  QuoteRequest asked = request();
  asked.shelf.resize(1);
  asked.shelf[0].product = "4902345000011";
  asked.shelf[0].name = "お茶";
  Quote quote = quoted();
  quote.hints = {{"o1",
                  {{"1", "4901234567894", 2}, {"", "4902345000011", 1}, {"", "4999", 1}},
                  4,
                  Money{600},
                  Money{50},
                  Points{}}};
  const auto shown = [&](Language language) {
    std::string text = quote_text(asked, quote, language);
    std::erase(text, '\n');
    std::erase(text, ' ');
    return text;
  };
  CHECK(contains(shown(Language::en), "2moreおにぎり鮭,1moreお茶,1more4999:"));
  CHECK(contains(shown(Language::ja), "おにぎり鮭をあと2点、お茶をあと1点、4999をあと1点で"));
  CHECK(contains(shown(Language::zh), "再买2件おにぎり鮭、1件お茶、1件4999："));
}

TEST_CASE("returns show each booking, what comes back, and all together") {
  ReturnRequest request{::request(), {}, {{{{"1", 0}, {"1", 2}}}, {{{"1", 1}}}}};
  ReturnAmounts first{Money{266}, Points{5}, Money{261}, Points{2}, {{800, Money{266}, Money{19}}, {1000, {}, {}}}};
  ReturnAmounts second{Money{-16}, {}, Money{-16}, {}, {}};
  const std::vector<QuotedReturn> returns{{first, first, {}}, {second, first, {"o1"}}};
  CHECK(returns_text(request, returns, Language::en) ==
        R"(                 RETURN
2026-11-23 12:34                Store s1
----------------------------------------
Return 1
  おにぎり 鮭 x 2
  Refund                            ¥266
    8% on ¥266, tax incl.            ¥19
  Paid back                         ¥261
  Points given back                 5 pt
  Points taken back                 2 pt
----------------------------------------
Return 2
  おにぎり 鮭 x 1
  To collect                         ¥16
  Paid back                         -¥16
  Coupon back: おにぎり3個で400円 (o1)
----------------------------------------
All returns together
  Refund                            ¥266
    8% on ¥266, tax incl.            ¥19
  Paid back                         ¥261
  Points given back                 5 pt
  Points taken back                 2 pt
)");
}
