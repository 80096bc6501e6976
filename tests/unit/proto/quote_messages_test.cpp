// Messages and core values: nothing is lost on the way there and back, and what is not understood is refused.
#include "kazasu/proto/quote_messages.hpp"

#include <google/protobuf/unknown_field_set.h>

#include <catch2/catch_test_macros.hpp>

#include "kazasu/proto/deterministic.hpp"
#include "proto/everything_message.hpp"

using namespace kazasu;
using namespace kazasu::proto;

namespace {

template <class Message>
Message everything(const std::string& kind = {}) {
  Message message;
  set_everything(message, kind);
  return message;
}

/// To core and back, as bytes.
template <class Message, class FromMessage>
void check_nothing_is_lost(const Message& message, FromMessage from_message) {
  INFO(message.DebugString());
  const auto value = from_message(message);
  if (!value) FAIL(describe(value.error()));
  const Message back = to_message(*value);
  INFO(back.DebugString());
  CHECK(serialize_deterministically(back) == serialize_deterministically(message));
}

v1::Offer half_price(const std::string& id) {
  v1::Offer offer;
  offer.set_id(id);
  offer.mutable_reward()->mutable_percent_off()->set_basis_points(5000);
  return offer;
}

void add_unknown_field(google::protobuf::Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(500, 1);
}

}  // namespace

TEST_CASE("no field of the schema is lost on the way to core and back") {
  check_nothing_is_lost(everything<v1::Program>(), program_from_message);
  check_nothing_is_lost(everything<v1::Member>(), member_from_message);
  check_nothing_is_lost(everything<v1::Basket>(), basket_from_message);
  check_nothing_is_lost(everything<v1::QuoteRequest>(), quote_request_from_message);
  check_nothing_is_lost(everything<v1::Quote>(), quote_from_message);
  check_nothing_is_lost(everything<v1::Award>(), award_from_message);
  check_nothing_is_lost(everything<v1::ReturnRequest>(), return_request_from_message);
  check_nothing_is_lost(everything<v1::ReturnPolicy>(), return_policy_from_message);
  const auto amounts = everything<v1::ReturnAmounts>();
  CHECK(serialize_deterministically(to_message(return_amounts_from_message(amounts))) ==
        serialize_deterministically(amounts));
  const auto quoted = everything<v1::QuotedReturn>();
  CHECK(serialize_deterministically(to_message(*quoted_return_from_message(quoted))) ==
        serialize_deterministically(quoted));
}

TEST_CASE("every kind of reward goes to core and back") {
  const auto* kinds = v1::Reward::descriptor()->FindOneofByName("kind");
  REQUIRE(kinds->field_count() == 11);
  for (int i = 0; i < kinds->field_count(); ++i) {
    check_nothing_is_lost(everything<v1::Offer>(kinds->field(i)->name()), offer_from_message);
    v1::Offer all_zero;
    v1::Reward& reward = *all_zero.mutable_reward();
    reward.GetReflection()->MutableMessage(&reward, kinds->field(i));
    check_nothing_is_lost(all_zero, offer_from_message);
  }
}

TEST_CASE("every reason of a quote goes to core and back") {
  const auto& reasons = *v1::NotAppliedOffer::Reason_descriptor();
  for (int i = 0; i < reasons.value_count(); ++i) {
    v1::Quote quote;
    quote.add_not_applied()->set_reason(static_cast<v1::NotAppliedOffer::Reason>(reasons.value(i)->number()));
    check_nothing_is_lost(quote, quote_from_message);
  }
}

TEST_CASE("equal values have equal bytes: what is default is left out") {
  v1::Offer spelled_out = half_price("o1");
  spelled_out.mutable_when();
  spelled_out.mutable_target();
  spelled_out.mutable_limits();
  CHECK(serialize_deterministically(to_message(*offer_from_message(spelled_out))) ==
        serialize_deterministically(half_price("o1")));

  v1::Basket basket;
  basket.add_lines()->set_discountable(true);
  basket.mutable_lines(0)->set_awardable(true);
  const v1::Basket canonical = to_message(*basket_from_message(basket));
  CHECK_FALSE(canonical.lines(0).has_discountable());
  CHECK_FALSE(canonical.lines(0).has_awardable());
}

TEST_CASE("lines are discountable and awardable unless they say otherwise") {
  v1::Basket message;
  message.add_lines();
  message.add_lines()->set_discountable(false);
  const auto basket = basket_from_message(message);
  REQUIRE(basket);
  CHECK(basket->lines[0].discountable);
  CHECK(basket->lines[0].awardable);
  CHECK_FALSE(basket->lines[1].discountable);
  CHECK(basket->lines[1].awardable);
}

TEST_CASE("an assurance left out of a condition differs from the lowest one") {
  v1::Offer offer = half_price("o1");
  CHECK_FALSE(offer_from_message(offer)->when.min_assurance);
  offer.mutable_when()->set_min_assurance(v1::Member::CLAIMED);
  CHECK(offer_from_message(offer)->when.min_assurance == Assurance::claimed);
}

TEST_CASE("an offer that this build cannot calculate is refused by id and field") {
  const auto refusal = [](const v1::Offer& offer) {
    const auto result = offer_from_message(offer);
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::offer_unsupported);
    return result.error().detail;
  };
  v1::Offer none;
  none.set_id("o7");
  CHECK(refusal(none) == "reward: offer \"o7\" has none of a kind that is known here");

  v1::Offer unknown_kind = none;
  add_unknown_field(*unknown_kind.mutable_reward());
  CHECK(refusal(unknown_kind) == "reward.field 500: offer \"o7\" has a field that is not known here");

  v1::Offer unknown_part = half_price("o7");
  add_unknown_field(*unknown_part.mutable_reward()->mutable_percent_off());
  CHECK(refusal(unknown_part) == "reward.percent_off.field 500: offer \"o7\" has a field that is not known here");

  v1::Offer unknown_condition = half_price("o7");
  unknown_condition.mutable_when()->add_hours()->set_from("07:00");
  add_unknown_field(*unknown_condition.mutable_when()->add_hours());
  CHECK(refusal(unknown_condition) == "when.hours[1].field 500: offer \"o7\" has a field that is not known here");

  google::protobuf::RepeatedPtrField<v1::Offer> offers;
  *offers.Add() = half_price("o1");
  *offers.Add() = none;
  const auto all = offers_from_messages(offers);
  REQUIRE_FALSE(all);
  CHECK(all.error().code == ErrorCode::offer_unsupported);
  CHECK(all.error().detail == "offers[1].reward: offer \"o7\" has none of a kind that is known here");
}

TEST_CASE("a program with a rule of a newer schema is refused") {
  auto message = everything<v1::Program>();
  add_unknown_field(*message.mutable_award());
  const auto program = program_from_message(message);
  REQUIRE_FALSE(program);
  CHECK(program.error().code == ErrorCode::unsupported);
  CHECK(program.error().detail == "award.field 500: the program has a field that is not known here");
}

TEST_CASE("an enumeration's number that the schema does not have is refused by field") {
  const auto detail_of = [](const auto& result) {
    REQUIRE_FALSE(result);
    CHECK(result.error().code == ErrorCode::message_invalid);
    return result.error().detail;
  };
  auto program = everything<v1::Program>();
  program.set_tax_rounding(static_cast<v1::Program::Rounding>(3));
  CHECK(detail_of(program_from_message(program)) == "tax_rounding: the value 3 is not known here");

  v1::Offer offer = half_price("o1");
  offer.set_kind(static_cast<v1::Offer::Kind>(-1));
  CHECK(detail_of(offer_from_message(offer)) == "kind: the value -1 is not known here");

  v1::Member member;
  member.set_assurance(static_cast<v1::Member::Assurance>(9));
  CHECK(detail_of(member_from_message(member)) == "assurance: the value 9 is not known here");

  v1::ReturnPolicy policy;
  policy.set_pay_back(static_cast<v1::ReturnPolicy::PayBack>(2));
  CHECK(detail_of(return_policy_from_message(policy)) == "pay_back: the value 2 is not known here");

  v1::Quote quote;
  quote.add_not_applied();
  quote.add_not_applied()->set_reason(static_cast<v1::NotAppliedOffer::Reason>(11));
  CHECK(detail_of(quote_from_message(quote)) == "not_applied[1].reason: the value 11 is not known here");
}

TEST_CASE("the same content has the same bytes, and other content has others") {
  CHECK(serialize_deterministically(everything<v1::Quote>()) == serialize_deterministically(everything<v1::Quote>()));
  auto other = everything<v1::Quote>();
  other.set_total(other.total() + 1);
  CHECK(serialize_deterministically(everything<v1::Quote>()) != serialize_deterministically(other));
}
