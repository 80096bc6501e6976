#pragma once

#include <memory>
#include <string>

#include "kazasu/terminal/receipt.hpp"
#include "kazasu/values/result.hpp"
#include "kazasu/values/return.hpp"

namespace kazasu {

struct ReturnOptions {
  std::string transaction_id;  ///< the POS's own, as of a checkout
  std::string receipt_number;  ///< of the sale, made at this terminal
  std::string clerk;
  ReturnPolicy policy;
};

/// Units given back from one receipt of this terminal. Thread: one at a time. Does not outlive its Terminal.
class ReturnCheckout {
 public:
  ReturnCheckout(ReturnCheckout&&) noexcept;
  ReturnCheckout& operator=(ReturnCheckout&&) noexcept;
  ~ReturnCheckout();

  /// Gives back one piece; `invalid_argument` if the receipt has no such unit or it was given back before.
  Result<void> add(const ReturnedUnit& unit);
  /// Gives back everything that is left: what a void does.
  Result<void> add_all();
  /// What the commit will book. A negative refund is collected from the customer.
  [[nodiscard]] const ReturnAmounts& preview() const;
  /// Records the return: durable when it returns; idempotent by transaction id as Checkout::commit.
  Result<ReturnReceipt> commit();

 private:
  friend class Terminal;
  class State;
  explicit ReturnCheckout(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace kazasu
