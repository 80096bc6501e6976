#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "books.hpp"
#include "ledger_process.hpp"
#include "register_process.hpp"
#include "second_lane.hpp"
#include "store_lane.hpp"

namespace demo {

/// A morning in a store, step by step; each step says what it checks and fails the demo when it does not hold.
class Morning {
 public:
  /// `programs`: where kazasu-ledger, console_register and kazasu are; `data`: the program's JSON files; `work`: an
  /// empty directory for everything that is made.
  Morning(std::filesystem::path programs, std::filesystem::path data, std::filesystem::path work);

  /// True if all of it held.
  bool run();

 private:
  void open_the_store();
  void sell();
  void give_back();
  void sell_at_the_second_lane();
  void bad_input();
  void wait_for_the_ledger();
  void lose_the_network();
  void lose_power_between_checkouts();
  void lose_power_in_a_commit();
  void network_returns();
  void reconcile();
  void print_times() const;

  void configure(const std::filesystem::path& file, const std::string& devices) const;
  void check(bool holds, const std::string& what);
  void scan_all(const std::vector<std::string>& products);
  /// Touches the member's card and waits for the priced answer; the time goes into the figures.
  std::string touch(const std::string& member);
  std::string pay(const std::string& member, const std::string& how);
  std::string begin();
  /// One whole sale; the receipt's number.
  std::string sale(const std::string& member, const std::vector<std::string>& products);

  std::filesystem::path programs_;
  std::filesystem::path work_;
  LedgerProcess ledger_;
  StoreLane lane_;
  std::unique_ptr<RegisterProcess> register_;
  std::map<std::string, std::shared_ptr<kazasu::simulators::Card>> cards_;
  ReceiptBooks books_;
  std::vector<long long> tap_to_quote_us_;
  std::vector<long long> commit_us_;
  std::string first_member_receipt_;
  std::string last_guest_receipt_;
  int transaction_ = 0;
  std::size_t second_lane_entries_ = 0;
  bool all_held_ = true;
};

}  // namespace demo
