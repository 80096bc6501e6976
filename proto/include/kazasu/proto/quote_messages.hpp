#pragma once

#include <google/protobuf/repeated_ptr_field.h>

#include <vector>

#include "kazasu/v1/member.pb.h"
#include "kazasu/v1/offer.pb.h"
#include "kazasu/v1/program.pb.h"
#include "kazasu/v1/quote.pb.h"
#include "kazasu/v1/return.pb.h"
#include "kazasu/values/quote.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/return.hpp"

/// The one mapping between messages and core values. Values come back as they were; `to_message` gives the canonical
/// form, in which whatever equals its default is left out, and a canonical message comes back byte for byte.
/// Only form is checked here (`message_invalid` names the field); ranges and uniqueness are pricing's to check.
/// Programs and offers with a field of a newer schema are refused: leaving out a rule would misprice. Elsewhere such
/// fields are ignored.
namespace kazasu::proto {

/// Without `utc_offsets` the zone is looked up in this machine's tz database (`invalid_argument` if it is not there).
/// A rule that this build does not know is `unsupported`.
Result<Program> program_from_message(const v1::Program& message);
v1::Program to_message(const Program& program);

/// A reward or condition that this build does not know is `offer_unsupported`, naming the offer and the field.
Result<Offer> offer_from_message(const v1::Offer& message);
Result<std::vector<Offer>> offers_from_messages(const google::protobuf::RepeatedPtrField<v1::Offer>& messages);
v1::Offer to_message(const Offer& offer);

Result<MemberView> member_from_message(const v1::Member& message);
v1::Member to_message(const MemberView& member);

Result<Basket> basket_from_message(const v1::Basket& message);
v1::Basket to_message(const Basket& basket);

BudgetLeft budget_left_from_message(const v1::BudgetShare& message);
v1::BudgetShare to_message(const BudgetLeft& left);

Result<QuoteRequest> quote_request_from_message(const v1::QuoteRequest& message);
v1::QuoteRequest to_message(const QuoteRequest& request);

Result<Quote> quote_from_message(const v1::Quote& message);
v1::Quote to_message(const Quote& quote);

Result<ReturnRequest> return_request_from_message(const v1::ReturnRequest& message);
v1::ReturnRequest to_message(const ReturnRequest& request);
Result<ReturnPolicy> return_policy_from_message(const v1::ReturnPolicy& message);
v1::ReturnPolicy to_message(const ReturnPolicy& policy);
ReturnAmounts return_amounts_from_message(const v1::ReturnAmounts& message);
v1::ReturnAmounts to_message(const ReturnAmounts& amounts);
Result<QuotedReturn> quoted_return_from_message(const v1::QuotedReturn& message);
v1::QuotedReturn to_message(const QuotedReturn& quoted);
Result<Award> award_from_message(const v1::Award& message);
v1::Award to_message(const Award& award);
v1::IssuedCoupon to_message(const IssuedCoupon& issued);

}  // namespace kazasu::proto
