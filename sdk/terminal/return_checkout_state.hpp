#pragma once

#include <memory>
#include <vector>

#include "kazasu/pricing/returns.hpp"
#include "kazasu/terminal/return_checkout.hpp"
#include "local_store.hpp"
#include "past_sale.hpp"
#include "terminal_state.hpp"

namespace kazasu {

/// A return in the making: the sale as it was priced, what was given back before, and what is given back now.
class ReturnCheckout::State {
 public:
  State(Terminal::State& terminal, ReturnOptions options) : terminal_(terminal), options_(std::move(options)) {}

  [[nodiscard]] std::unique_lock<std::mutex> lock_terminal() const { return std::unique_lock{terminal_.mutex}; }

  /// Reads the sale and its earlier returns.
  Result<void> begin();
  Result<void> add(const ReturnedUnit& unit);
  Result<void> add_all();
  Result<ReturnReceipt> commit(v1::EntryKind kind);
  [[nodiscard]] const ReturnAmounts& preview() const { return amounts_.booked; }

 private:
  Result<void> take(std::vector<ReturnedUnit> units);
  Result<void> load_sale(std::uint64_t seq);
  [[nodiscard]] EntryDraft draft(v1::EntryKind kind) const;

  Terminal::State& terminal_;
  ReturnOptions options_;
  ReturnRequest request_;  ///< the sale and its earlier returns
  std::optional<v1::MemberPart> member_;
  v1::Quote sale_quote_;
  BookedBefore before_;
  std::vector<ReturnedUnit> units_;
  QuotedReturn amounts_;
  bool closed_ = false;
};

}  // namespace kazasu
