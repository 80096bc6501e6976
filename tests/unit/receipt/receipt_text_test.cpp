// The receipts that a terminal prints.
#include "kazasu/terminal/receipt_text.hpp"

#include <catch2/catch_test_macros.hpp>

#include "receipt/text_columns.hpp"

using namespace kazasu;
using namespace kazasu::literals;

namespace {

Receipt checkout_receipt() {
  Receipt receipt;
  receipt.number = "R1-1-000123";
  receipt.at = *parse_timestamp("2026-11-25T09:12:03+09:00");
  receipt.clerk = "7";
  receipt.seller = {"c", "s", "かざす屋 駅前店", "T1234567890123", "かざすポイント"};
  receipt.currency = "JPY";
  receipt.tax_rates = {{"standard", 1000}, {"reduced", 800}};
  receipt.basket.lines = {{.id = "1",
                           .product = "4912345000019",
                           .name = "おにぎり 鮭",
                           .quantity = 2,
                           .unit_price = 150_jpy,
                           .tax_class = "reduced"},
                          {.id = "2",
                           .product = "4912345000118",
                           .name = "缶ビール 350ml",
                           .quantity = 1,
                           .unit_price = 230_jpy,
                           .tax_class = "standard"}};
  receipt.offers = {{.id = "onigiri", .title = "おにぎり よりどり2個 260円", .reward = reward::MixMatch{2, 260_jpy}}};
  receipt.quote.lines = {{"1", 300_jpy, 40_jpy, 260_jpy, {{"onigiri", 40_jpy}}, {130_jpy, 130_jpy}},
                         {"2", 230_jpy, 0_jpy, 230_jpy, {}, {230_jpy}}};
  receipt.quote.applied = {{"onigiri", 40_jpy, 0_pt}};
  receipt.quote.gross = 530_jpy;
  receipt.quote.discount = 40_jpy;
  receipt.quote.total = 490_jpy;
  receipt.quote.taxes = {{800, 260_jpy, 19_jpy}, {1000, 230_jpy, 20_jpy}};
  receipt.quote.due = 490_jpy;
  receipt.tenders = {{"cash", 500_jpy}};
  receipt.change = 10_jpy;
  return receipt;
}

}  // namespace

TEST_CASE("a receipt has what Japan's qualified invoice asks for, and the reason of each discount") {
  CHECK(receipt_text(checkout_receipt(), Language::ja) ==
        "            かざす屋 駅前店\n"
        "                 領収書\n"
        "登録番号 T1234567890123\n"
        "2026-11-25 09:12:03                 責 7\n"
        "レシート R1-1-000123\n"
        "----------------------------------------\n"
        "おにぎり 鮭\n"
        "  ¥150 × 2点                        ¥300※\n"
        "  おにぎり よりどり2個 260円        -¥40\n"
        "缶ビール 350ml                      ¥230\n"
        "----------------------------------------\n"
        "小計 (3点)                          ¥530\n"
        "値引合計                            -¥40\n"
        "合計                                ¥490\n"
        "  8%対象 ¥260 内消費税               ¥19\n"
        "  10%対象 ¥230 内消費税              ¥20\n"
        "現金                                ¥500\n"
        "お釣り                               ¥10\n"
        "※は軽減税率対象商品です\n");
}

TEST_CASE("no row of a receipt is wider than the paper, whatever the language and the names") {
  Receipt wide = checkout_receipt();
  wide.basket.lines[0].name = "とても長い名前のおにぎりとても長い名前のおにぎりとても長い名前";
  wide.basket.lines[1].name = "A beer with a name that goes on and on until it no longer fits";
  for (const Language language : {Language::ja, Language::en, Language::zh}) {
    std::string text = receipt_text(wide, language);
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
      CHECK(receipt::display_width(text.substr(0, end)) <= receipt::kReceiptColumns);
      text.erase(0, end + 1);
    }
  }
}

TEST_CASE("a return's own receipt names the sale, what came back, and tax per rate") {
  const Receipt sale = checkout_receipt();
  ReturnReceipt back;
  back.number = "R1-1-000130";
  back.at = *parse_timestamp("2026-11-26T10:00:00+09:00");
  back.seller = sale.seller;
  back.sale_number = sale.number;
  back.sale_at = sale.at;
  back.currency = "JPY";
  back.tax_rates = sale.tax_rates;
  back.basket = sale.basket;
  back.units = {{"1", 0}};
  back.booked = {130_jpy, 0_pt, 130_jpy, 1_pt, {{800, 130_jpy, 9_jpy}, {1000, 0_jpy, 0_jpy}}};
  const std::string text = receipt_text(back, Language::ja);
  for (const char* wanted : {"返還インボイス", "T1234567890123", "R1-1-000123", "おにぎり 鮭", "¥130", "8%対象 ¥130",
                             "※は軽減税率対象商品です"}) {
    CAPTURE(wanted);
    CHECK(text.find(wanted) != std::string::npos);
  }
  CHECK(text.find("10%") == std::string::npos);
}
