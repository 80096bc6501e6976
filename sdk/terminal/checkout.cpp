#include "kazasu/terminal/checkout.hpp"

#include <mutex>
#include <utility>

#include "checkout_state.hpp"

namespace kazasu {

Checkout::Checkout(std::unique_ptr<State> state) : state_(std::move(state)) {}
Checkout::Checkout(Checkout&&) noexcept = default;
Checkout& Checkout::operator=(Checkout&&) noexcept = default;
Checkout::~Checkout() = default;

Result<std::string> Checkout::add(const Item& item) {
  const auto lock = state_->lock_terminal();
  return state_->add(item);
}
Result<void> Checkout::remove(std::string_view line) {
  const auto lock = state_->lock_terminal();
  return state_->remove(line);
}
Result<MemberSummary> Checkout::identify(const Sighting& sighting) {
  const auto lock = state_->lock_terminal();
  return state_->identify(sighting);
}
const std::optional<MemberSummary>& Checkout::member() const {
  return state_->member_summary();
}
Result<void> Checkout::add_coupon_code(std::string_view code) {
  const auto lock = state_->lock_terminal();
  return state_->add_coupon_code(code);
}
Result<void> Checkout::set_tender(std::string_view kind) {
  const auto lock = state_->lock_terminal();
  return state_->set_tender(kind);
}
Result<void> Checkout::redeem(Points points) {
  return redeem("", points);
}
Result<void> Checkout::redeem(std::string_view wallet, Points points) {
  const auto lock = state_->lock_terminal();
  return state_->redeem(wallet, points);
}
Result<void> Checkout::authorize(Points points, std::string_view wallet, std::chrono::milliseconds timeout) {
  auto asked = [&] {
    const auto lock = state_->lock_terminal();
    return state_->begin_authorization(wallet, points);
  }();
  if (!asked) return asked.error();
  // The terminal is free meanwhile: sync and other checkouts go on.
  const auto answer = state_->ask_ledger(*asked, timeout);
  const auto lock = state_->lock_terminal();
  return state_->end_authorization(wallet, points, *asked, answer);
}
RedeemStanding Checkout::redeem_standing(Points points, std::string_view wallet) const {
  return state_->standing(wallet, points);
}
const Quote& Checkout::quote() const {
  return state_->quote();
}
Result<std::vector<Hint>> Checkout::hints() {
  const auto lock = state_->lock_terminal();
  return state_->hints();
}
Result<void> Checkout::prepare() {
  const auto lock = state_->lock_terminal();
  return state_->prepare();
}
Result<void> Checkout::sell_without_members() {
  const auto lock = state_->lock_terminal();
  return state_->sell_without_members();
}
Result<Receipt> Checkout::commit(const Payment& payment) {
  const auto lock = state_->lock_terminal();
  return state_->commit(payment);
}

}  // namespace kazasu
