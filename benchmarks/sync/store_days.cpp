#include "store_days.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <random>
#include <stdexcept>
#include <vector>

#include "kazasu/drivers/system/file_key_store.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/kazasu.hpp"
#include "kazasu/ledger/ledger.hpp"
#include "ledger_child.hpp"
#include "terminal_parts.hpp"

namespace kazasu::benchmark {
namespace {

constexpr int kProducts = 20'000;
constexpr int kLines = 5;
constexpr unsigned kSeed = 7;

using Random = std::mt19937_64;

std::uint64_t below(Random& random, std::uint64_t bound) {
  return random() % bound;
}

void write_file(const std::filesystem::path& file, const std::string& content) {
  std::ofstream output{file, std::ios::binary};
  output << content << std::flush;
  if (!output) throw std::runtime_error("cannot write " + file.filename().string());
}

constexpr const char* kCategories[] = {"food",   "onigiri", "bread",   "bento", "drink",  "tea",
                                       "coffee", "sweets",  "alcohol", "daily", "frozen", "dairy"};
constexpr std::size_t kCategoryCount = std::size(kCategories);

/// JAN with its check digit (GS1 General Specifications, 7.9).
std::string jan_of(std::uint64_t twelve_digits) {
  std::string digits = std::to_string(twelve_digits);
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * (i % 2 == 0 ? 1 : 3);
  return digits + static_cast<char>('0' + (10 - sum % 10) % 10);
}

std::vector<std::string> products() {
  Random random{1};
  std::vector<std::string> all;
  for (int i = 0; i < kProducts; ++i) all.push_back(jan_of(490'000'000'000 + below(random, 9'999'999'999)));
  return all;
}

std::string products_file(const std::vector<std::string>& all) {
  Random random{2};
  std::string text = "{\"products\":[\n";
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t category = below(random, kCategoryCount);
    const bool food = category < 8;
    const std::uint64_t price = 80 + below(random, 60) * 10 + (below(random, 10) == 0 ? below(random, 5'000) : 0);
    text += (i == 0 ? "" : ",\n");
    text += "{\"product\":\"" + all[i] + "\",\"name\":\"" + kCategories[category] + "の品 " + std::to_string(i) +
            "\",\"unit_price_minor\":" + std::to_string(price) + ",\"tax_class\":\"" + (food ? "reduced" : "standard") +
            "\",\"categories\":[\"" + (food ? "food" : "goods") + "\",\"" + kCategories[category] +
            "\"],\"brand\":\"銘柄" + std::to_string(below(random, 400)) + "\"}";
  }
  return text + "]}";
}

std::string offers_file() {
  std::string text = "{\"offers\":[\n";
  for (std::size_t i = 0; i < 8; ++i) {
    text += "{\"id\":\"" + std::string{kCategories[i]} +
            "-10\",\"kind\":\"CAMPAIGN\",\"title\":\"10%\",\"target\":{\"categories\":[\"" + kCategories[i] +
            "\"]},\"when\":{\"weekdays\":[\"" + (i % 2 == 0 ? "WED" : "SAT") +
            "\",\"SUN\"]},\"reward\":{\"percent_off\":{\"basis_points\":1000}}},\n";
  }
  return text +
         R"({"id":"basket-50-off","kind":"CAMPAIGN","title":"50","when":{"min_amount":3000},"reward":{"basket_amount_off":{"amount":50}}},
{"id":"wednesday-double","kind":"CAMPAIGN","title":"2x","when":{"weekdays":["WED"]},"reward":{"points_times":{"tenths":20}},"group":"points-times"},
{"id":"gold-triple-coffee","kind":"CAMPAIGN","title":"3x","when":{"ranks":["gold"]},"target":{"categories":["coffee"]},"reward":{"points_times":{"tenths":30}}},
{"id":"morning-coffee-20","kind":"CAMPAIGN","title":"20","when":{"hours":[{"from":"06:00","to":"10:00"}]},"target":{"categories":["coffee"]},"reward":{"amount_off_unit":{"amount":20}},"limits":{"per_basket":1}}
]})";
}

std::string number_of(int member) {
  char text[24];
  std::snprintf(text, sizeof text, "29%014d", member);
  return text;
}

std::string members_file(int members) {
  Random random{3};
  std::string text = "{\"members\":[\n";
  for (int i = 0; i < members; ++i) {
    char birthday[8];
    std::snprintf(birthday, sizeof birthday, "%02d-%02d", 1 + static_cast<int>(below(random, 12)),
                  1 + static_cast<int>(below(random, 28)));
    text += (i == 0 ? "" : ",\n");
    text +=
        "{\"account\":\"m-" + std::to_string(10'000'000 + i) + "\",\"rank\":\"" +
        (below(random, 5) == 0 ? "gold" : "regular") + "\",\"birthday\":\"" + birthday +
        "\",\"lots\":[{\"id\":\"2026\",\"points\":" + std::to_string(1 + below(random, 5'000)) +
        ",\"activates_on\":\"2026-01-01\",\"expires_on\":\"2028-12-31\"}],\"identifiers\":[{\"kind\":\"member_number\","
        "\"value\":\"" +
        number_of(i) + "\"}]}";
  }
  return text + "]}";
}

constexpr const char* kProgram = R"({
  "name": "program", "company": {"id": "kazasuya", "name": "company"},
  "stores": [{"id": "ekimae", "name": "store", "registration_number": "T1234567890123"}],
  "program": {"currency": "JPY", "time_zone": "Asia/Tokyo", "business_day_starts": "05:00", "tax_mode": "TAX_INCLUDED",
    "tax_rounding": "FLOOR", "discount_rounding": "FLOOR",
    "tax_rates": [{"tax_class": "standard", "basis_points": 1000}, {"tax_class": "reduced", "basis_points": 800}],
    "award": {"step": 200, "points": 1, "base": "TAX_INCLUDED", "ranks": [{"rank": "gold", "step": 100, "points": 1}],
      "expires_days": 365, "expiry": "END_OF_MONTH"},
    "redeem": {"point_value": 1}},
  "redeem_policy": {"min_assurance": "AUTHENTICATED", "per_checkout_points": 5000, "catalog_age_hours": 72}})";

template <class T>
T require(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  return std::move(*result);
}
void require(const Result<void>& result) {
  if (!result) throw std::runtime_error(describe(result.error()));
}

/// The register's clocks: 15 to 105 s pass from checkout to checkout, with the machine's own finer digits.
class StoreClock final : public Clock {
 public:
  explicit StoreClock(std::int64_t begin_ms) : now_ms_(begin_ms) {}
  std::int64_t wall_unix_ms() override { return now_ms_; }
  std::int64_t monotonic_ns() override {
    return now_ms_ * 1'000'000 + static_cast<std::int64_t>(below(random_, 1'000'000));
  }
  void pass(std::int64_t ms) { now_ms_ += ms; }

 private:
  std::int64_t now_ms_;
  Random random_{4};
};

Configuration configuration_of(const StoreDays& days) {
  Configuration configuration;
  configuration.directory = days.folder / "terminal";
  IdentificationMethod method;
  method.kind = IdentificationMethod::Kind::member_number;
  method.number.lengths = {16};
  method.number.prefix = "29";
  configuration.identification_methods = {method};
  return configuration;
}

}  // namespace

void open_store(const StoreDays& days) {
  const auto data = days.folder / "data";
  std::filesystem::create_directories(data);
  write_file(data / "program.json", kProgram);
  write_file(data / "offers.json", offers_file());
  write_file(data / "products.json", products_file(products()));
  write_file(data / "members.json", members_file(days.members));
  const auto directory = days.folder / "ledger";
  std::filesystem::create_directories(directory);
  drivers::SystemClock clock;
  drivers::SystemEntropy entropy;
  std::string code;
  {
    auto keys = require(drivers::FileKeyStore::open(directory / "keys"));
    auto root_keys = require(drivers::FileKeyStore::open(directory / "root-keys"));
    require(ledger::Ledger::initialize({directory / "ledger.db"}, {"localhost", "127.0.0.1"}, *keys, *root_keys, {},
                                       clock, entropy));
    auto ledger = require(ledger::Ledger::open({directory / "ledger.db"}, *keys, clock, entropy));
    require(ledger->load(data));
    code = require(ledger->issue_code("R1", "ekimae"));
    write_file(directory / "authority.pem", require(ledger::load_server_identity(*keys)).authority_pem);
  }
  const LedgerChild serving{directory};
  Configuration configuration = configuration_of(days);
  configuration.ledger.emplace();
  configuration.ledger->url = serving.url();
  configuration.ledger->ca = directory / "authority.pem";
  auto terminal = require(Terminal::open(configuration));
  require(terminal.enroll(code));
  for (int i = 0; i < 600 && terminal.sync_status().catalog_version == 0; ++i)
    terminal.wait(std::chrono::milliseconds{100});
  if (terminal.sync_status().catalog_version == 0) throw std::runtime_error("no catalog came");
}

void sell(const StoreDays& days, int checkouts) {
  const std::vector<std::string> all = products();
  std::vector<double> cumulated;
  double sum = 0;
  for (int i = 0; i < kProducts; ++i) cumulated.push_back(sum += 1.0 / (i + 20));
  Random random{kSeed};
  std::uniform_real_distribution<double> unit{0, sum};
  auto clock = std::make_unique<StoreClock>(1'795'575'600'000);
  StoreClock& now = *clock;
  auto keys = require(drivers::FileKeyStore::open(days.folder / "terminal" / "keys"));
  auto terminal =
      require(TerminalParts::open(configuration_of(days), {.clock = std::move(clock),
                                                           .entropy = std::make_unique<drivers::SystemEntropy>(),
                                                           .keys = std::move(keys),
                                                           .vfs = {}}));
  const std::uint64_t sold = terminal.sync_status().waiting;
  now.pass(static_cast<std::int64_t>(sold) * 60'000);
  constexpr const char* kTenders[] = {"cash", "card", "qr"};
  for (int i = 0; i < checkouts; ++i) {
    now.pass(5'000 + static_cast<std::int64_t>(below(random, 80'000)));
    char id[32];
    std::snprintf(id, sizeof id, "R1-%07llu",
                  static_cast<unsigned long long>(sold) + static_cast<unsigned long long>(i) + 1);
    auto checkout = require(terminal.begin_checkout({.transaction_id = id, .clerk = std::to_string(1 + i / 500 % 9)}));
    for (int line = 0; line < kLines; ++line) {
      const auto at = std::lower_bound(cumulated.begin(), cumulated.end(), unit(random)) - cumulated.begin();
      Item item;
      item.product = all[std::min<std::size_t>(static_cast<std::size_t>(at), all.size() - 1)];
      item.quantity = 1 + (below(random, 5) == 0 ? static_cast<std::int64_t>(below(random, 3)) : 0);
      require(checkout.add(item));
    }
    const std::string number = number_of(static_cast<int>(below(random, static_cast<std::uint64_t>(days.members))));
    require(checkout.identify(Sighting::from_scan(as_bytes(number))));
    now.pass(10'000 + static_cast<std::int64_t>(below(random, 20'000)));
    require(checkout.commit({.tenders = {{kTenders[below(random, 3)], checkout.quote().due}}}));
  }
}

}  // namespace kazasu::benchmark
