#include "kazasu/terminal/terminal.hpp"

#include <utility>

#include "checkout_state.hpp"
#include "kazasu/proto/receipt_number.hpp"
#include "kazasu/sync/https_transport.hpp"
#include "receipts.hpp"
#include "return_checkout_state.hpp"
#include "terminal_state.hpp"

namespace kazasu {
namespace {

constexpr std::chrono::seconds kFirstCatalog{20};

}  // namespace

Terminal::Terminal(std::unique_ptr<State> state) : state_(std::move(state)) {}
Terminal::Terminal(Terminal&&) noexcept = default;
Terminal& Terminal::operator=(Terminal&&) noexcept = default;
Terminal::~Terminal() = default;

Result<Terminal> Terminal::open(const std::filesystem::path& configuration_file) {
  auto configuration = load_configuration(configuration_file);
  if (!configuration) return configuration.error();
  return open(*configuration);
}

Result<Terminal> Terminal::open(const Configuration& configuration) {
  auto state = State::open(configuration);
  if (!state) return state.error();
  return Terminal{std::move(*state)};
}

bool Terminal::enrolled() const {
  const std::lock_guard lock{state_->mutex};
  return state_->store != nullptr || state_->disk_full.has_value();
}

Result<void> Terminal::enroll(std::string_view code) {
  {
    const std::lock_guard lock{state_->mutex};
    if (auto enrolled = state_->enroll(code); !enrolled) return enrolled;
  }
  // Not under the lock, which the round needs; the worker stays until the terminal goes.
  return state_->sync->wait_for_first_round(kFirstCatalog);
}

Result<Checkout> Terminal::begin_checkout(const CheckoutOptions& options) {
  const std::lock_guard lock{state_->mutex};
  auto store = state_->require_store();
  if (!store) return store.error();
  auto basis = (*store)->basis();
  if (!basis) return basis.error();
  auto checkout = std::make_unique<Checkout::State>(*state_, options, std::move(*basis));
  if (auto begun = checkout->begin(); !begun) return begun.error();
  state_->tell_of_clock();
  return Checkout{std::move(checkout)};
}

Result<ReturnCheckout> Terminal::begin_return(const ReturnOptions& options) {
  const std::lock_guard lock{state_->mutex};
  if (auto store = state_->require_store(); !store) return store.error();
  auto giving = std::make_unique<ReturnCheckout::State>(*state_, options);
  if (auto begun = giving->begin(); !begun) return begun.error();
  return ReturnCheckout{std::move(giving)};
}

Result<ReturnReceipt> Terminal::void_receipt(const ReturnOptions& options) {
  const std::lock_guard lock{state_->mutex};
  if (auto store = state_->require_store(); !store) return store.error();
  ReturnCheckout::State giving{*state_, options};
  if (auto begun = giving.begin(); !begun) return begun.error();
  if (auto added = giving.add_all(); !added) return added.error();
  return giving.commit(v1::VOID);
}

Result<Receipt> Terminal::find_receipt(std::string_view transaction_id, std::optional<Date> business_date) {
  const std::lock_guard lock{state_->mutex};
  auto store = state_->require_store();
  if (!store) return store.error();
  if (!business_date) {
    auto basis = (*store)->basis();
    if (!basis) return basis.error();
    const Program& program = (*basis)->offers->program();
    business_date = business_date_at(program.time_zone, program.business_day_starts, (*store)->clock().now_unix_ms());
  }
  auto found = (*store)->find_transaction(*business_date, transaction_id);
  if (!found) return found.error();
  if (!*found)
    return Error{ErrorCode::not_found, "nothing was recorded under this transaction id in that business date"};
  return receipt_of(**store, **found, true);
}

Result<Receipt> Terminal::receipt(std::string_view number) {
  const std::lock_guard lock{state_->mutex};
  auto store = state_->require_store();
  if (!store) return store.error();
  auto id = proto::parse_receipt_number(number);
  if (!id) return id.error();
  if (id->terminal != (*store)->identity().terminal || id->epoch != (*store)->identity().epoch) {
    return Error{ErrorCode::not_found, "this terminal has not made it"};
  }
  auto entry = (*store)->entry(id->seq);
  if (!entry) return entry.error();
  return receipt_of(**store, *entry, true);
}

Result<void> Terminal::backup_journal(const std::filesystem::path& file) {
  const std::lock_guard lock{state_->mutex};
  auto store = state_->require_store();
  if (!store) return store.error();
  return (*store)->journal().backup(file);
}

std::optional<Event> Terminal::wait(std::chrono::milliseconds timeout) {
  state_->save_statistics_when_due();
  return state_->events.wait(timeout);
}

std::map<std::string, DeviceStatistics> Terminal::device_statistics() const {
  return state_->statistics->statistics();
}

int Terminal::event_fd() const {
  return state_->events.fd();
}

ClockStatus Terminal::clock_status() const {
  const std::lock_guard lock{state_->mutex};
  return state_->store ? state_->store->clock().status() : TerminalClock{*state_->clock}.status();
}

SyncStatus Terminal::sync_status() const {
  const std::lock_guard lock{state_->mutex};
  SyncStatus status;
  if (!state_->store) return status;
  status.connected = state_->sync && state_->sync->connected();
  status.acknowledged_seq = state_->store->journal().acknowledged().seq;
  status.waiting = state_->store->journal().head().seq - status.acknowledged_seq;
  status.catalog_version = state_->store->catalog().version();
  status.catalog_issued_unix_ms = state_->store->catalog().issued_unix_ms();
  return status;
}

void Terminal::sync_now() {
  const std::lock_guard lock{state_->mutex};
  if (state_->sync) state_->sync->wake();
}

}  // namespace kazasu
