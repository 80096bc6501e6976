#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kazasu/terminal/member_summary.hpp"
#include "kazasu/values/basket.hpp"
#include "kazasu/values/offer.hpp"
#include "kazasu/values/program.hpp"
#include "kazasu/values/quote.hpp"
#include "kazasu/values/return.hpp"

namespace kazasu {

enum class Mode {
  live,
  training,    ///< priced and printed, never recorded and never synced
  unrecorded,  ///< the journal has no room: priced as for a guest and printed, for the POS's own books alone
};

/// One way of paying, as the POS reports it. Never a card number.
struct Tender {
  std::string kind;  ///< "cash", "card", "qr" …
  Money amount;      ///< > 0
};

/// Who sells; from the catalog.
struct Seller {
  std::string company, store;
  std::string name;
  std::string registration_number;  ///< of the qualified invoice issuer (T and 13 digits)
  std::string program_name;
};

/// A committed checkout: everything a receipt prints.
struct Receipt {
  std::string number;  ///< terminal-epoch-seq; "" where nothing is recorded
  std::string transaction_id;
  Mode mode = Mode::live;
  bool already_committed = false;  ///< an earlier commit of the same transaction id; nothing was recorded again
  Timestamp at;
  Date business_date;
  std::string clerk;
  std::string terminal;
  Seller seller;
  std::string currency;  ///< ISO 4217
  TaxMode tax_mode = TaxMode::included;
  std::vector<TaxRate> tax_rates;
  Basket basket;
  std::vector<Wallet> wallets;  ///< beside the program's own: titles and the value of a point
  Quote quote;
  std::vector<Offer> offers;  ///< of the quote's applied and awarded offers: titles
  std::vector<Tender> tenders;
  Money change;
  std::optional<MemberSummary> member;
};

/// A committed return or void: everything its own receipt (返還インボイス) prints.
struct ReturnReceipt {
  std::string number;
  std::string transaction_id;
  bool already_committed = false;
  bool is_void = false;
  Timestamp at;  ///< of the return
  Date business_date;
  std::string clerk;
  std::string terminal;
  Seller seller;
  std::string sale_number;
  Timestamp sale_at;
  std::string currency;  ///< ISO 4217
  TaxMode tax_mode = TaxMode::included;
  std::vector<TaxRate> tax_rates;
  Basket basket;                    ///< of the sale
  std::vector<ReturnedUnit> units;  ///< given back now
  std::vector<Wallet> wallets;      ///< beside the program's own
  ReturnAmounts booked;
  std::vector<std::string> released_coupons;
};

}  // namespace kazasu
