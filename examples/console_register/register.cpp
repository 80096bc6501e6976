// A register on a console, on kazasu's public API only. Cards and scans come from the devices of the configuration;
// the cashier's keys come as lines on standard input. Lines that begin with '#' are for the program that drives it.
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>

#include "kazasu/kazasu.hpp"

namespace {

using kazasu::Error;
using Clock = std::chrono::steady_clock;

std::int64_t microseconds_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
}

class Register {
 public:
  explicit Register(kazasu::Terminal terminal) : terminal_(std::move(terminal)) {}

  int run() {
    say("#ready");
    while (!quit_) {
      pollfd watched[] = {{STDIN_FILENO, POLLIN, 0}, {terminal_.event_fd(), POLLIN, 0}};
      if (::poll(watched, 2, -1) < 0) continue;
      if ((watched[1].revents & POLLIN) != 0) take_events();
      if ((watched[0].revents & (POLLIN | POLLHUP)) != 0) take_keys();
    }
    return 0;
  }

 private:
  static void say(const std::string& line) { std::cout << line << '\n' << std::flush; }

  static void complain(const std::string& doing, const Error& error) {
    say("  " + std::string{kazasu::clerk_sentence(error.code, kazasu::Language::ja)});
    say("#error " + doing + " " + kazasu::describe(error));
  }

  void take_events() {
    while (auto event = terminal_.wait(std::chrono::milliseconds{0})) {
      std::visit([this](const auto& what) { take(what); }, *event);
    }
  }

  void take(const kazasu::Sighting& sighting) {
    const auto* scan = std::get_if<kazasu::ScanSighting>(&sighting.seen);
    if (!checkout_) {
      say("#ignored no checkout is open");
      return;
    }
    if (scan != nullptr) {
      const std::string code{kazasu::as_text(scan->data)};
      auto added = checkout_->add({.product = code});
      if (added) {
        const auto& line = checkout_->quote().lines.back();
        say("#line " + *added + " " + code + " " + std::to_string(line.net.value()));
        return;
      }
      if (added.error().code != kazasu::ErrorCode::not_found) return complain("scan", added.error());
    }
    identify(sighting);
  }

  void identify(const kazasu::Sighting& sighting) {
    auto member = checkout_->identify(sighting);
    if (!member) return complain("identify", member.error());
    std::ostringstream line;
    line << "#member " << (member->known ? "known" : "provisional") << " by=" << member->identified_by
         << " rank=" << member->rank << " balance=" << member->balance.value()
         << " redeemable=" << member->redeemable_offline.value() << " safe=" << member->safe_now.value()
         << " total=" << checkout_->quote().total.value() << " points=" << checkout_->quote().awarded_points.value();
    say(line.str());
  }

  void take(const kazasu::DeviceNotice& notice) {
    using Kind = kazasu::DeviceNotice::Kind;
    switch (notice.kind) {
      case Kind::ready: return say("#device ready " + notice.device);
      case Kind::card_removed: return say("#device card_removed " + notice.device);
      case Kind::lost: return say("#device lost " + notice.device + " " + kazasu::describe(notice.error));
      case Kind::failed: return complain("device " + notice.device, notice.error);
    }
  }

  void take(const kazasu::SyncEvent& event) {
    using Kind = kazasu::SyncEvent::Kind;
    switch (event.kind) {
      case Kind::connected: return say("#sync connected");
      case Kind::disconnected: return say("#sync disconnected " + kazasu::describe(event.error));
      case Kind::halted: return complain("sync", event.error);
      case Kind::catalog_updated: return say("#sync catalog " + std::to_string(event.catalog_version));
      case Kind::acknowledged: return say("#sync acknowledged " + std::to_string(event.acknowledged_seq));
    }
  }

  void take(const kazasu::VerdictEvent& verdict) {
    using Decision = kazasu::VerdictEvent::Decision;
    const char* decision = verdict.decision == Decision::accepted   ? "accepted"
                           : verdict.decision == Decision::adjusted ? "adjusted"
                                                                    : "refused";
    say("#verdict " + verdict.receipt_number + " " + decision + " " + verdict.reason);
    if (verdict.decision == Decision::accepted) return;
    const kazasu::VerdictText text = kazasu::verdict_text(verdict, kazasu::Language::en);
    say("  " + std::string{text.for_staff});
    if (!text.for_member.empty()) say("  " + std::string{text.for_member});
  }

  static void take(const kazasu::ClockEvent& event) {
    say("#clock wrong_by_ms=" + std::to_string(event.status.wall_error_ms));
    say("  " + kazasu::clock_text(event.status, kazasu::Language::en));
  }

  void take_keys() {
    char buffer[4096];
    const ssize_t length = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (length <= 0) {
      quit_ = true;
      return;
    }
    typed_.append(buffer, static_cast<std::size_t>(length));
    for (std::size_t end = typed_.find('\n'); end != std::string::npos; end = typed_.find('\n')) {
      const std::string line = typed_.substr(0, end);
      typed_.erase(0, end + 1);
      press(line);
    }
  }

  void press(const std::string& line) {
    std::istringstream words{line};
    std::string key, first, second, third;
    words >> key >> first >> second >> third;
    if (key == "enroll") return enroll(first);
    if (key == "begin") return begin(first);
    if (key == "add") return add(first);
    if (key == "coupon")
      return answer("coupon", require_checkout() ? checkout_->add_coupon_code(first) : no_checkout());
    if (key == "redeem") return redeem(first);
    if (key == "pay") return pay(first, second);
    if (key == "find") return find(first);
    if (key == "return") return give_back(first, second, third, words);
    if (key == "void") return void_receipt(first, second);
    if (key == "sync") return terminal_.sync_now();
    if (key == "status") return status();
    if (key == "quit") {
      quit_ = true;
      return;
    }
    say("#error keys there is no key '" + key + "'");
  }

  [[nodiscard]] bool require_checkout() const { return checkout_.has_value(); }
  static kazasu::Result<void> no_checkout() {
    return Error{kazasu::ErrorCode::checkout_closed, "begin a checkout first"};
  }

  static void answer(const std::string& doing, const kazasu::Result<void>& result) {
    if (!result) return complain(doing, result.error());
    say("#ok " + doing);
  }

  void enroll(const std::string& code) { answer("enroll", terminal_.enroll(code)); }

  void begin(const std::string& transaction_id) {
    auto checkout = terminal_.begin_checkout({.transaction_id = transaction_id, .clerk = "7"});
    if (!checkout) return complain("begin", checkout.error());
    checkout_.emplace(std::move(*checkout));
    say("#ok begin");
  }

  void add(const std::string& product) {
    if (!checkout_) return answer("add", no_checkout());
    take(kazasu::Sighting::from_scan(kazasu::as_bytes(product)));
  }

  void redeem(const std::string& points) {
    if (!checkout_) return answer("redeem", no_checkout());
    const kazasu::Points wanted{std::strtoll(points.c_str(), nullptr, 10)};
    const auto standing = checkout_->redeem_standing(wanted);
    say("  " + std::string{kazasu::standing_text(standing, kazasu::Language::ja)});
    const auto redeemed =
        standing == kazasu::RedeemStanding::needs_network ? checkout_->authorize(wanted) : checkout_->redeem(wanted);
    if (!redeemed) return complain("redeem", redeemed.error());
    say("#redeemed " + std::to_string(checkout_->quote().redeemed_points.value()) +
        " due=" + std::to_string(checkout_->quote().due.value()));
  }

  /// `pay cash 1000`, or `pay cash` for the exact amount.
  void pay(const std::string& kind, const std::string& amount) {
    if (!checkout_) return answer("pay", no_checkout());
    if (auto ready = checkout_->prepare(); !ready) return complain("pay", ready.error());
    const kazasu::Money due = checkout_->quote().due;
    const kazasu::Money given = amount.empty() ? due : kazasu::Money{std::strtoll(amount.c_str(), nullptr, 10)};
    kazasu::Payment payment{.tenders = {}, .expected_total = checkout_->quote().total};
    if (given.value() > 0) payment.tenders.push_back({kind, given});
    say("#committing");
    const auto start = Clock::now();
    auto receipt = checkout_->commit(payment);
    const std::int64_t commit_us = microseconds_since(start);
    if (!receipt) return complain("pay", receipt.error());
    checkout_.reset();
    show(*receipt, "#committed " + receipt->number + " us=" + std::to_string(commit_us) +
                       (receipt->already_committed ? " again" : " new") +
                       " awarded=" + std::to_string(receipt->quote.awarded_points.value()) +
                       " redeemed=" + std::to_string(receipt->quote.redeemed_points.value()));
  }

  static void show(const kazasu::Receipt& receipt, const std::string& line) {
    say(line);
    say(kazasu::receipt_text(receipt, kazasu::Language::ja));
    say("#end");
  }

  void find(const std::string& transaction_id) {
    auto receipt = terminal_.find_receipt(transaction_id);
    if (receipt) return say("#found " + receipt->number);
    if (receipt.error().code == kazasu::ErrorCode::not_found) return say("#not_found " + transaction_id);
    complain("find", receipt.error());
  }

  /// `return TRANSACTION RECEIPT LINE UNIT [LINE UNIT …]`
  void give_back(const std::string& transaction_id, const std::string& number, const std::string& line,
                 std::istringstream& rest) {
    auto giving = terminal_.begin_return(
        {.transaction_id = transaction_id, .receipt_number = number, .clerk = "7", .policy = {}});
    if (!giving) return complain("return", giving.error());
    std::string name = line;
    std::int64_t unit = 0;
    while (!name.empty() && rest >> unit) {
      if (auto added = giving->add({name, unit}); !added) return complain("return", added.error());
      name.clear();
      rest >> name;
    }
    print(giving->commit());
  }

  void void_receipt(const std::string& transaction_id, const std::string& number) {
    print(terminal_.void_receipt(
        {.transaction_id = transaction_id, .receipt_number = number, .clerk = "7", .policy = {}}));
  }

  static void print(const kazasu::Result<kazasu::ReturnReceipt>& receipt) {
    if (!receipt) return complain("return", receipt.error());
    say("#returned " + receipt->number + " cash=" + std::to_string(receipt->booked.cash.value()) +
        " restored=" + std::to_string(receipt->booked.points_restored.value()) +
        " taken_back=" + std::to_string(receipt->booked.points_taken_back.value()));
    say(kazasu::receipt_text(*receipt, kazasu::Language::ja));
    say("#end");
  }

  void status() {
    const kazasu::SyncStatus status = terminal_.sync_status();
    say("#status waiting=" + std::to_string(status.waiting) +
        " acknowledged=" + std::to_string(status.acknowledged_seq) +
        " catalog=" + std::to_string(status.catalog_version) + " connected=" + (status.connected ? "yes" : "no"));
  }

  kazasu::Terminal terminal_;
  std::optional<kazasu::Checkout> checkout_;
  std::string typed_;
  bool quit_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: console_register kazasu.toml\n";
    return 2;
  }
  auto terminal = kazasu::Terminal::open(argv[1]);
  if (!terminal) {
    std::cerr << kazasu::clerk_sentence(terminal.error().code, kazasu::Language::ja) << '\n'
              << kazasu::describe(terminal.error()) << '\n';
    return 1;
  }
  return Register{std::move(*terminal)}.run();
}
