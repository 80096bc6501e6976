#include "kazasu/terminal/return_checkout.hpp"

#include <utility>

#include "return_checkout_state.hpp"

namespace kazasu {

ReturnCheckout::ReturnCheckout(std::unique_ptr<State> state) : state_(std::move(state)) {}
ReturnCheckout::ReturnCheckout(ReturnCheckout&&) noexcept = default;
ReturnCheckout& ReturnCheckout::operator=(ReturnCheckout&&) noexcept = default;
ReturnCheckout::~ReturnCheckout() = default;

Result<void> ReturnCheckout::add(const ReturnedUnit& unit) {
  const auto lock = state_->lock_terminal();
  return state_->add(unit);
}
Result<void> ReturnCheckout::add_all() {
  const auto lock = state_->lock_terminal();
  return state_->add_all();
}
const ReturnAmounts& ReturnCheckout::preview() const {
  return state_->preview();
}
Result<ReturnReceipt> ReturnCheckout::commit() {
  const auto lock = state_->lock_terminal();
  return state_->commit(v1::RETURN);
}

}  // namespace kazasu
