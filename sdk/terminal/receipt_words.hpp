#pragma once

#include <string_view>

#include "kazasu/values/error.hpp"

namespace kazasu {

/// The words that receipts print.
struct ReceiptWords {
  std::string_view receipt, return_receipt, void_receipt, training, registration_number, number, terminal, clerk;
  std::string_view markdown, subtotal, discount, total, taxable, tax_inside, tax_added, redeemed, due, change,
      reduced_note;
  std::string_view member, provisional_member, points_base, points_total, points_balance, points_unit, already;
  std::string_view sale, refund, cash, points_restored, points_taken_back, coupon_released, collect;
};

const ReceiptWords& receipt_words(Language language);
/// "cash" → 現金; an unknown kind as it is.
std::string_view tender_name(std::string_view kind, Language language);

}  // namespace kazasu
