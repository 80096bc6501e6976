#include "receipts.hpp"

#include <algorithm>
#include <utility>

#include "kazasu/proto/quote_messages.hpp"
#include "kazasu/proto/receipt_number.hpp"

namespace kazasu {
namespace {

Result<MemberSummary> summary_of(const v1::MemberPart& part) {
  auto view = proto::member_from_message(part.view());
  if (!view) return view.error();
  MemberSummary summary;
  summary.known = !part.account_id().empty();
  summary.identified_by = identified_by(part);
  summary.assurance = view->assurance;
  summary.rank = view->rank;
  summary.balance = view->balance;
  for (const MemberWallet& wallet : view->wallets) summary.wallets.push_back({wallet.wallet, {}, wallet.balance, {}});
  summary.coupons = view->coupons;
  return summary;
}

/// The offers that the quote names, for their titles.
Result<std::vector<Offer>> offers_named(const v1::OfferSet& offer_set, const v1::CheckoutContent& content) {
  std::vector<Offer> named;
  for (const auto& offer : offer_set.offers()) {
    const auto& applied = content.quote().applied();
    const bool used =
        std::any_of(applied.begin(), applied.end(), [&](const auto& one) { return one.offer() == offer.id(); });
    if (!used) continue;
    auto value = proto::offer_from_message(offer);
    if (!value) return value.error();
    named.push_back(std::move(*value));
  }
  return named;
}

std::string number_of(const EntrySource& source, const v1::Entry& entry) {
  return proto::format_receipt_number({source.terminal(), source.epoch(), entry.seq()});
}

Error damaged(const v1::Entry& entry, std::string_view what) {
  return {ErrorCode::journal_corrupt, "entry " + std::to_string(entry.seq()) + ": " + std::string{what}};
}

}  // namespace

Result<Receipt> receipt_of(EntrySource& source, const OpenedEntry& opened, bool already_committed) {
  if (!opened.body.has_checkout()) return Error{ErrorCode::not_found, "the entry is not a checkout"};
  const v1::CheckoutContent& content = opened.body.checkout();
  Receipt receipt;
  receipt.number = number_of(source, opened.entry);
  receipt.transaction_id = opened.body.transaction_id();
  receipt.already_committed = already_committed;
  receipt.clerk = opened.body.clerk();
  receipt.terminal = source.terminal();
  auto seller = source.seller(content.store_identity());
  if (!seller) return seller.error();
  receipt.seller = std::move(*seller);
  const auto at = parse_timestamp(content.at());
  const auto business_date = parse_date(opened.body.business_date());
  if (!at || !business_date) return damaged(opened.entry, "no time");
  receipt.at = *at;
  receipt.business_date = *business_date;
  auto basket = proto::basket_from_message(content.basket());
  if (!basket) return basket.error();
  receipt.basket = std::move(*basket);
  auto quote = proto::quote_from_message(content.quote());
  if (!quote) return quote.error();
  receipt.quote = std::move(*quote);
  auto offer_set = source.offer_set(content.offer_set());
  if (!offer_set) return offer_set.error();
  auto program = proto::program_from_message(offer_set->program());
  if (!program) return program.error();
  receipt.currency = program->currency;
  receipt.tax_mode = program->tax_mode;
  receipt.tax_rates = std::move(program->tax_rates);
  receipt.wallets = std::move(program->wallets);
  auto offers = offers_named(*offer_set, content);
  if (!offers) return offers.error();
  receipt.offers = std::move(*offers);
  Money given;
  for (const auto& tender : content.tenders()) {
    receipt.tenders.push_back({tender.kind(), Money{tender.amount_minor()}});
    given += Money{tender.amount_minor()};
  }
  receipt.change = given - receipt.quote.due;
  if (opened.member) {
    auto summary = summary_of(*opened.member);
    if (!summary) return summary.error();
    receipt.member = std::move(*summary);
  }
  return receipt;
}

Result<ReturnReceipt> return_receipt_of(EntrySource& source, const OpenedEntry& opened, bool already_committed) {
  if (!opened.body.has_return_()) return Error{ErrorCode::not_found, "the entry is not a return"};
  const v1::ReturnContent& content = opened.body.return_();
  auto sale_id = proto::parse_receipt_number(content.sale_receipt_number());
  if (!sale_id) return sale_id.error();
  auto sale = source.entry(sale_id->seq);
  if (!sale) return sale.error();
  auto sale_receipt = receipt_of(source, *sale, false);
  if (!sale_receipt) return sale_receipt.error();
  const auto at = parse_timestamp(content.at());
  const auto business_date = parse_date(opened.body.business_date());
  if (!at || !business_date) return damaged(opened.entry, "no time");
  ReturnReceipt receipt;
  receipt.number = number_of(source, opened.entry);
  receipt.transaction_id = opened.body.transaction_id();
  receipt.already_committed = already_committed;
  receipt.is_void = opened.entry.kind() == v1::VOID;
  receipt.at = *at;
  receipt.business_date = *business_date;
  receipt.clerk = opened.body.clerk();
  receipt.terminal = source.terminal();
  auto seller = source.seller(content.store_identity());
  if (!seller) return seller.error();
  receipt.seller = std::move(*seller);
  receipt.sale_number = content.sale_receipt_number();
  receipt.sale_at = sale_receipt->at;
  receipt.currency = sale_receipt->currency;
  receipt.tax_mode = sale_receipt->tax_mode;
  receipt.tax_rates = std::move(sale_receipt->tax_rates);
  receipt.wallets = std::move(sale_receipt->wallets);
  receipt.basket = std::move(sale_receipt->basket);
  for (const auto& unit : content.units()) receipt.units.push_back({unit.line(), unit.unit()});
  receipt.booked = proto::return_amounts_from_message(content.booked());
  receipt.released_coupons.assign(content.released_coupons().begin(), content.released_coupons().end());
  return receipt;
}

}  // namespace kazasu
