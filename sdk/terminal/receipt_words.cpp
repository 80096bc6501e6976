#include "receipt_words.hpp"

#include <array>

namespace kazasu {
namespace {

constexpr ReceiptWords kJapanese{.receipt = "領収書",
                                 .return_receipt = "返品（返還インボイス）",
                                 .void_receipt = "取消（返還インボイス）",
                                 .training = "訓練 — 無効",
                                 .registration_number = "登録番号",
                                 .number = "レシート",
                                 .terminal = "レジ",
                                 .clerk = "責",
                                 .markdown = "値下げ",
                                 .subtotal = "小計",
                                 .discount = "割引合計",
                                 .total = "合計",
                                 .taxable = "対象",
                                 .tax_inside = "内消費税",
                                 .tax_added = "消費税",
                                 .redeemed = "ポイント利用",
                                 .due = "お支払額",
                                 .change = "お釣り",
                                 .reduced_note = "※は軽減税率対象",
                                 .member = "会員",
                                 .provisional_member = "カード（会員登録待ち）",
                                 .points_base = "基本ポイント",
                                 .points_total = "今回のポイント",
                                 .points_balance = "会計前の残高",
                                 .points_unit = "P",
                                 .already = "（記録済みの会計）",
                                 .sale = "元の会計",
                                 .refund = "返金額",
                                 .cash = "現金等での返金",
                                 .points_restored = "戻したポイント",
                                 .points_taken_back = "取り消したポイント",
                                 .coupon_released = "クーポンを戻しました",
                                 .collect = "お客様からいただく額"};

constexpr ReceiptWords kEnglish{.receipt = "RECEIPT",
                                .return_receipt = "RETURN (credit invoice)",
                                .void_receipt = "VOID (credit invoice)",
                                .training = "TRAINING - NOT VALID",
                                .registration_number = "Registration no.",
                                .number = "Receipt",
                                .terminal = "Terminal",
                                .clerk = "Clerk",
                                .markdown = "Markdown",
                                .subtotal = "Subtotal",
                                .discount = "Discounts",
                                .total = "TOTAL",
                                .taxable = "taxable",
                                .tax_inside = "tax included",
                                .tax_added = "tax",
                                .redeemed = "Points used",
                                .due = "To pay",
                                .change = "Change",
                                .reduced_note = "* reduced tax rate",
                                .member = "Member",
                                .provisional_member = "Card (to be registered)",
                                .points_base = "Base points",
                                .points_total = "Points earned",
                                .points_balance = "Balance before",
                                .points_unit = "pt",
                                .already = "(recorded before)",
                                .sale = "Original sale",
                                .refund = "Refund",
                                .cash = "Paid back",
                                .points_restored = "Points restored",
                                .points_taken_back = "Points taken back",
                                .coupon_released = "Coupon given back",
                                .collect = "To be collected"};

constexpr ReceiptWords kChinese{.receipt = "收据",
                                .return_receipt = "退货（退还发票）",
                                .void_receipt = "作废（退还发票）",
                                .training = "培训 — 无效",
                                .registration_number = "登记号码",
                                .number = "收据号",
                                .terminal = "收银机",
                                .clerk = "收银员",
                                .markdown = "降价",
                                .subtotal = "小计",
                                .discount = "优惠合计",
                                .total = "合计",
                                .taxable = "应税额",
                                .tax_inside = "含税",
                                .tax_added = "税额",
                                .redeemed = "使用积分",
                                .due = "应付",
                                .change = "找零",
                                .reduced_note = "※为优惠税率商品",
                                .member = "会员",
                                .provisional_member = "卡（待登记）",
                                .points_base = "基本积分",
                                .points_total = "本次积分",
                                .points_balance = "结账前余额",
                                .points_unit = "分",
                                .already = "（已记录）",
                                .sale = "原交易",
                                .refund = "退款额",
                                .cash = "退回",
                                .points_restored = "退回积分",
                                .points_taken_back = "收回积分",
                                .coupon_released = "优惠券已退回",
                                .collect = "需补收"};

struct TenderName {
  std::string_view kind, ja, en, zh;
};
constexpr std::array kTenders{TenderName{"cash", "現金", "Cash", "现金"},
                              TenderName{"card", "カード", "Card", "银行卡"},
                              TenderName{"qr", "コード決済", "QR payment", "扫码支付"},
                              TenderName{"emoney", "電子マネー", "E-money", "电子货币"}};

}  // namespace

const ReceiptWords& receipt_words(Language language) {
  switch (language) {
    case Language::ja: return kJapanese;
    case Language::en: return kEnglish;
    case Language::zh: return kChinese;
  }
  return kEnglish;
}

std::string_view tender_name(std::string_view kind, Language language) {
  for (const TenderName& tender : kTenders) {
    if (tender.kind == kind)
      return language == Language::ja ? tender.ja : language == Language::zh ? tender.zh : tender.en;
  }
  return kind;
}

}  // namespace kazasu
