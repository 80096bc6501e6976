#include "morning.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <random>
#include <set>
#include <thread>
#include <utility>

#include "commit_watch.hpp"

namespace demo {
namespace {

using Steady = std::chrono::steady_clock;

// Products of examples/data/products.json.
const std::string kSalmon = "4912345000019", kTuna = "4912345000026", kBento = "4912345000040", kTea = "4912345000057",
                  kCoffee = "4912345000071", kPudding = "4912345000095", kBeer = "4912345000118",
                  kUmbrella = "4912345000132";

constexpr int kPowerCuts = 12;

void step(const std::string& title) {
  std::cout << "\n■ " << title << std::endl;
}

long long microseconds(Steady::duration time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

std::string percentiles(std::vector<long long> values) {
  if (values.empty()) return "none";
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    return values[std::min(values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())))];
  };
  return "median " + std::to_string(at(0.5)) + " µs, p99 " + std::to_string(at(0.99)) + " µs, " +
         std::to_string(values.size()) + " times";
}

}  // namespace

Morning::Morning(std::filesystem::path programs, std::filesystem::path data, std::filesystem::path work)
    : programs_(std::move(programs)),
      work_(std::move(work)),
      ledger_(programs_ / "kazasu-ledger", work_ / "ledger", data),
      lane_(work_) {
  cards_["m-hanako"] = member_card("012E4CE2B16D2A7F00F1000000000001", ledger_.card_master_key());
  cards_["m-taro"] = member_card("012E4CE2B16D2A8000F1000000000002", ledger_.card_master_key());
  cards_["provisional"] = member_card("012E4CE2B16D2A9900F1000000000099", ledger_.card_master_key());
  books_.open("m-hanako", 820);
  books_.open("m-taro", 1200);
  books_.open("m-yuki", 80);
}

bool Morning::run() {
  const auto start = Steady::now();
  open_the_store();
  sell();
  give_back();
#ifdef KAZASU_WITH_LIBNFC
  sell_at_the_second_lane();
#endif
  bad_input();
  lose_the_network();
  lose_power_between_checkouts();
  lose_power_in_a_commit();
  network_returns();
  reconcile();
  print_times();
  std::cout << (all_held_ ? "\nAll of it held" : "\nNOT all of it held") << " ("
            << microseconds(Steady::now() - start) / 1'000'000 << " s). Journals, books and logs are in "
            << work_.string() << '\n';
  return all_held_;
}

void Morning::check(bool holds, const std::string& what) {
  std::cout << (holds ? "  ✓ " : "  ✗ ") << what << std::endl;
  all_held_ = all_held_ && holds;
}

void Morning::configure(const std::filesystem::path& file, const std::string& devices) const {
  std::ofstream{file} << "directory = \"store\"\nlanguage = \"ja\"\ndevices = [" << devices << "]\n\n"
                      << "[ledger]\nurl = \"" << ledger_.url() << "\"\nca = \"" << ledger_.authority().string()
                      << "\"\nsync_interval_seconds = 1\n\n"
                      << "[[identify]]\nmethod = \"felica_lite_s\"\n[[identify]]\nmethod = \"felica_idm\"\n"
                      << "[[identify]]\nmethod = \"member_number\"\ndigits = 16\nprefix = \"29\"\n";
}

void Morning::open_the_store() {
  step("開店: the ledger starts, the register enrols");
  ledger_.start();
  std::filesystem::create_directories(work_ / "register");
  const std::filesystem::path configuration = work_ / "register" / "kazasu.toml";
  configure(configuration, "\"pcsc:*\", \"serial:" + lane_.scanner_path().string() + "?aim=true\"");
  register_ = std::make_unique<RegisterProcess>(
      programs_ / "console_register", configuration,
      std::map<std::string, std::string>{{"PCSCLITE_CSOCK_NAME", lane_.pcsc_socket()}});
  register_->start();
  const std::string answer =
      register_->press_and_expect("enroll " + ledger_.code("R1", "ekimae"), {"#ok enroll", "#error"});
  check(answer == "#ok enroll", "the register has a certificate, for a one-time code");
  check(number_in(register_->press_and_expect("status", {"#status"}), "catalog") > 0,
        "members, offers and products are on the register");
}

void Morning::scan_all(const std::vector<std::string>& products) {
  for (const std::string& product : products) {
    lane_.scan(product);
    register_->expect({"#line"});
  }
}

std::string Morning::touch(const std::string& member) {
  const auto start = Steady::now();
  lane_.touch(cards_.at(member));
  const std::string answer = register_->expect({"#member", "#error identify"});
  tap_to_quote_us_.push_back(microseconds(Steady::now() - start));
  lane_.take_away();
  register_->expect({"#device card_removed"});
  return answer;
}

std::string Morning::begin() {
  const std::string transaction = "R1-" + std::to_string(++transaction_);
  register_->press_and_expect("begin " + transaction, {"#ok begin"});
  return transaction;
}

std::string Morning::pay(const std::string& member, const std::string& how) {
  const std::string committed = register_->press_and_expect("pay " + how, {"#committed", "#error pay"});
  register_->expect({"#end"});
  const std::string number = word_of(committed, 1);
  commit_us_.push_back(number_in(committed, "us"));
  books_.receipt(member, number, number_in(committed, "awarded"), number_in(committed, "redeemed"));
  return number;
}

std::string Morning::sale(const std::string& member, const std::vector<std::string>& products) {
  begin();
  scan_all(products);
  if (!member.empty()) touch(member);
  return pay(member, "cash");
}

void Morning::sell() {
  step("朝の会計: a member with a card and a coupon");
  begin();
  scan_all({kSalmon, kTuna, kCoffee, kPudding, kBeer});
  const std::string gold = touch("m-hanako");
  check(word_of(gold, 1) == "known" && gold.find("rank=gold") != std::string::npos,
        "the card proved its key; a gold member, with no network asked");
  first_member_receipt_ = pay("m-hanako", "cash 2000");

  step("ポイント利用: a member who redeems points");
  begin();
  scan_all({kBento, kTea, kUmbrella});
  touch("m-taro");
  const std::string redeemed = register_->press_and_expect("redeem 500", {"#redeemed", "#error redeem"});
  check(word_of(redeemed, 1) == "500", "500 points pay like cash");
  pay("m-taro", "cash");

  step("お客様: a guest");
  last_guest_receipt_ = sale("", {kSalmon, kTea, kTea, kTea});

  step("未登録のカード: a well-formed card that the terminal does not know");
  begin();
  scan_all({kBento, kCoffee});
  const std::string provisional = touch("provisional");
  check(word_of(provisional, 1) == "provisional", "its points go to the card until the ledger knows whose it is");
  const std::string refused = register_->press_and_expect("redeem 10", {"#redeemed", "#error redeem"});
  check(refused.find("redeem_not_allowed") != std::string::npos, "it cannot redeem");
  pay("provisional", "cash");

  step("会員証バーコード: a member by a scanned number");
  begin();
  scan_all({kTuna, kTuna});
  lane_.scan_member_number("2900000123456784");
  check(word_of(register_->expect({"#member", "#error"}), 1) == "known", "a static number earns");
  check(register_->press_and_expect("redeem 10", {"#redeemed", "#error redeem"}).find("assurance_too_low") !=
            std::string::npos,
        "but does not redeem: anyone could copy it");
  pay("m-yuki", "card");
}

void Morning::give_back() {
  step("返品と取消: one unit comes back, another receipt is voided");
  const std::string returned =
      register_->press_and_expect("return R1-ret-1 " + first_member_receipt_ + " 4 0", {"#returned", "#error return"});
  check(returned.starts_with("#returned"), "the pudding is given back at its own net price");
  register_->expect({"#end"});
  books_.returned("m-hanako", word_of(returned, 1), number_in(returned, "restored"), number_in(returned, "taken_back"));
  const std::string twice =
      register_->press_and_expect("return R1-ret-2 " + first_member_receipt_ + " 4 0", {"#returned", "#error return"});
  check(twice.find("invalid_argument") != std::string::npos, "the same unit cannot come back twice");
  const std::string voided =
      register_->press_and_expect("void R1-void-1 " + last_guest_receipt_, {"#returned", "#error return"});
  check(voided.starts_with("#returned"), "the guest's receipt is cancelled whole");
  register_->expect({"#end"});
  books_.returned("", word_of(voided, 1), 0, 0);
}

void Morning::sell_at_the_second_lane() {
  step("隣のレジ: a second lane, with a PN532 chip under libnfc");
  SecondLane lane{programs_ / "console_register", work_ / "second"};
  configure(lane.configuration(), lane.devices());
  lane.start();
  const std::string enrolled =
      lane.keys().press_and_expect("enroll " + ledger_.code("R2", "ekimae"), {"#ok enroll", "#error"});
  check(enrolled == "#ok enroll", "the second register has a certificate of its own");
  for (const bool libnfc_dies : {false, true}) {
    lane.keys().press_and_expect("begin R2-" + std::to_string(++second_lane_entries_), {"#ok begin"});
    lane.scan(kCoffee);
    lane.keys().expect({"#line"});
    if (libnfc_dies) {
      lane.kill_libnfc_with_next_answer();
      check(lane.touch(cards_.at("m-taro")).find("card_answer_invalid") != std::string::npos,
            "libnfc's process dies of a bad answer: one error, touch again");
    }
    check(word_of(lane.touch(cards_.at("m-taro")), 1) == "known", "the same card proves its key here too");
    const std::string committed = lane.keys().press_and_expect("pay cash", {"#committed", "#error pay"});
    lane.keys().expect({"#end"});
    books_.receipt("m-taro", word_of(committed, 1), number_in(committed, "awarded"), number_in(committed, "redeemed"));
  }
  const auto deadline = Steady::now() + std::chrono::seconds{15};
  std::string status;
  do {
    status = lane.keys().press_and_expect("status", {"#status"});
  } while (number_in(status, "waiting") > 0 && Steady::now() < deadline);
  check(number_in(status, "waiting") == 0, "its entries are in the ledger");
  lane.quit();
}

void Morning::bad_input() {
  step("異常: bad input is an error that says what, and the register goes on");
  begin();
  lane_.scan_rubbish();
  check(register_->expect({"#error device", "#line"}).find("scan_invalid") != std::string::npos,
        "rubbish from the scanner");
  lane_.damage_next_answer();
  lane_.touch(cards_.at("m-taro"));
  check(register_->expect({"#error device", "#member"}).find("card_") != std::string::npos,
        "a damaged answer of the card");
  lane_.take_away();
  register_->expect({"#device card_removed"});
  lane_.scan("4900000000009");
  check(register_->expect({"#line", "#error"}).find("not_found") != std::string::npos,
        "a product that is not in the catalog");
  lane_.scan_member_number("900081818812345678901234");
  check(register_->expect({"#member", "#error"}).find("payment_code") != std::string::npos,
        "a payment code in place of a member code");
  scan_all({kTea});
  check(word_of(touch("m-taro"), 1) == "known", "the next touch works");
  pay("m-taro", "cash");
}

void Morning::wait_for_the_ledger() {
  const auto deadline = Steady::now() + std::chrono::seconds{15};
  while (number_in(register_->press_and_expect("status", {"#status"}), "waiting") > 0 && Steady::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  std::this_thread::sleep_for(std::chrono::milliseconds{500});  // the catalog comes after the batch
}

void Morning::lose_the_network() {
  wait_for_the_ledger();
  step("通信断: the ledger is gone; checkouts go on");
  ledger_.stop();
  begin();
  scan_all({kBento});
  const std::string member = touch("m-taro");
  check(number_in(member, "safe") > 0, std::to_string(number_in(member, "safe")) + " of m-taro's " +
                                           std::to_string(number_in(member, "balance")) +
                                           " points are leased to this register: nobody else can spend them");
  check(word_of(register_->press_and_expect("redeem 10", {"#redeemed", "#error redeem"}), 1) == "10",
        "ten of them pay, safe with no network");
  const std::string beyond = register_->press_and_expect("redeem 100000", {"#redeemed", "#error redeem"});
  check(beyond.starts_with("#error redeem network_unreachable") || beyond.starts_with("#error redeem timed_out"),
        "what only the ledger could allow is refused");
  pay("m-taro", "cash");
  register_->show_receipts(false);
  const std::vector<std::string> members{"m-hanako", "m-taro", "", "provisional"};
  for (int i = 0; i < 40; ++i) {
    sale(members[static_cast<std::size_t>(i) % members.size()], {kSalmon, kCoffee, i % 3 == 0 ? kBeer : kTea});
  }
  const std::string status = register_->press_and_expect("status", {"#status"});
  check(number_in(status, "waiting") >= 40,
        std::to_string(number_in(status, "waiting")) + " entries wait in the journal");
}

void Morning::lose_power_between_checkouts() {
  step("停電: SIGKILL between two checkouts");
  register_->kill();
  register_->start();
  const std::string last = "R1-" + std::to_string(transaction_);
  const std::string found = register_->press_and_expect("find " + last, {"#found", "#not_found"});
  check(word_of(found, 1) == books_.numbers().back(),
        "what had returned from commit is there: " + books_.numbers().back());
}

void Morning::lose_power_in_a_commit() {
  step("停電: SIGKILL in the middle of a commit, " + std::to_string(kPowerCuts) + " times");
  int there = 0, absent = 0, acknowledged = 0;
  std::mt19937 random{2026};
  for (int cut = 0; cut < kPowerCuts; ++cut) {
    const std::string transaction = begin();
    scan_all({kSalmon, kBeer});
    const std::string member = cut % 2 == 0 ? "m-taro" : "";
    if (!member.empty()) touch(member);
    {
      CommitWatch watch{work_ / "register" / "store"};
      register_->press("pay cash");
      // The log is written and not yet flushed, or a moment of the flush later.
      watch.wait(std::chrono::seconds{2});
      std::this_thread::sleep_for(std::chrono::microseconds{random() % 3 * 40});
      register_->kill();
    }
    bool told = true;
    try {
      register_->expect({"#committed"}, std::chrono::milliseconds{200});
    } catch (const std::exception&) {
      told = false;
    }
    register_->start();
    const std::string found = register_->press_and_expect("find " + transaction, {"#found", "#not_found", "#error"});
    const bool is_there = found.starts_with("#found");
    there += is_there ? 1 : 0;
    absent += is_there ? 0 : 1;
    acknowledged += told ? 1 : 0;
    if (told && !is_there) check(false, "a checkout that had been acknowledged is gone: " + transaction);
    // The cashier does it all again, under the same transaction id.
    register_->press_and_expect("begin " + transaction, {"#ok begin"});
    scan_all({kSalmon, kBeer});
    if (!member.empty()) touch(member);
    const std::string committed = register_->press_and_expect("pay cash", {"#committed", "#error pay"});
    register_->expect({"#end"});
    const bool one_receipt = committed.starts_with("#committed") &&
                             (committed.find(" again") != std::string::npos) == is_there &&
                             (!is_there || word_of(found, 1) == word_of(committed, 1));
    if (!one_receipt) check(false, "asking again did not settle it to one receipt: " + committed);
    books_.receipt(member, word_of(committed, 1), number_in(committed, "awarded"), number_in(committed, "redeemed"));
  }
  check(there + absent == kPowerCuts, std::to_string(there) + " were there wholly, " + std::to_string(absent) +
                                          " not at all (" + std::to_string(acknowledged) +
                                          " had been acknowledged); asked again, each has one receipt");
}

void Morning::network_returns() {
  step("復旧: the ledger is back, the batches go up");
  ledger_.start();
  register_->press("sync");
  std::string status;
  const auto deadline = Steady::now() + std::chrono::seconds{30};
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    status = register_->press_and_expect("status", {"#status"});
  } while (number_in(status, "waiting") > 0 && Steady::now() < deadline);
  check(number_in(status, "waiting") == 0,
        std::to_string(number_in(status, "acknowledged")) + " entries are acknowledged, none waits");
  register_->show_receipts(true);
  std::this_thread::sleep_for(std::chrono::milliseconds{500});
  sale("m-hanako", {kCoffee});
  while (number_in(register_->press_and_expect("status", {"#status"}), "waiting") > 0 && Steady::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
}

void Morning::reconcile() {
  step("照合: receipts and ledger, side by side");
  register_->quit();
  check(books_.reconcile(ledger_.list("accounts")), "per member: points on receipts = points in the ledger");
  const auto entries = ledger_.list("entries");
  std::set<std::string> in_ledger;
  bool accepted = true;
  for (const auto& entry : entries) {
    in_ledger.insert(entry.at("receipt").get<std::string>());
    accepted = accepted && entry.at("decision") == "ACCEPTED";
    if (entry.at("decision") != "ACCEPTED") std::cout << "    " << entry.dump() << '\n';
  }
  const std::set<std::string> on_paper{books_.numbers().begin(), books_.numbers().end()};
  check(in_ledger.size() == entries.size() && in_ledger == on_paper,
        "every receipt is in the ledger once, and nothing else is (" + std::to_string(entries.size()) + ")");
  check(accepted, "the ledger accepted every one");
  const auto audit = ledger_.list("verify");
  check(audit.at("whole").get<bool>(), "the ledger's books are whole: issued " + audit.at("issued").dump() +
                                           " = redeemed " + audit.at("redeemed").dump() + " + expired " +
                                           audit.at("expired").dump() + " + outstanding " +
                                           audit.at("outstanding").dump() + "; its copy of the chain verifies");
  const auto journal = nlohmann::json::parse(output_of(
      {programs_ / "kazasu", "journal", "verify", (work_ / "register" / "store" / "journal.db").string(), "--json"},
      (work_ / "tool.log").string()));
  check(
      journal.at("ok").get<bool>() && journal.at("entries").get<std::size_t>() + second_lane_entries_ == entries.size(),
      "the register's own chain verifies: " + journal.at("entries").dump() + " entries");
  ledger_.stop();
}

void Morning::print_times() const {
  step("時間");
  std::cout
      << "    tap to quote (card on the reader → member known and basket priced, as the cashier's screen has it): "
      << percentiles(tap_to_quote_us_) << '\n'
      << "    commit (durable): " << percentiles(commit_us_) << '\n';
}

}  // namespace demo
