#include "world/data.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>

#include "kazasu/values/limits.hpp"

namespace kazasu::simulation {
namespace {

std::string read(const std::filesystem::path& file) {
  std::ifstream input{file, std::ios::binary};
  std::ostringstream content;
  content << input.rdbuf();
  return content.str();
}

void write(const std::filesystem::path& file, const std::string& content) {
  std::ofstream{file, std::ios::binary | std::ios::trunc} << content;
}

/// Small enough that it is used up in many a world.
std::string budget(Random& random) {
  std::string text = R"(, "budget": {)";
  switch (random.below(4)) {
    case 0: text += R"("amount": )" + std::to_string(1 + random.below(2'000)); break;
    case 1:
      text += R"("uses": )" + std::to_string(1 + random.below(200)) + R"(, "points": )" +
              std::to_string(1 + random.below(3'000));
      break;
    default: text += R"("uses": )" + std::to_string(1 + random.below(60)); break;
  }
  return text + "}";
}

std::string campaign(int number, int generation, int with_budget, Random& random) {
  const char* const categories[] = {"coffee", "tea", "sweets", "onigiri", "bread", "food"};
  std::string id = "extra-" + std::to_string(number) + "-" + std::to_string(generation);
  std::string text = R"(,{"id": ")" + id + R"(", "kind": "CAMPAIGN", "title": ")" + id +
                     R"(", "target": {"categories": [")" + categories[random.below(6)] + R"("]}, "reward": )";
  switch (random.below(3)) {
    case 0: text += R"({"percent_off": {"basis_points": )" + std::to_string(100 + random.below(2'000)) + "}}"; break;
    case 1: text += R"({"amount_off_unit": {"amount": )" + std::to_string(1 + random.below(30)) + "}}"; break;
    default: text += R"({"points_bonus": {"points": )" + std::to_string(1 + random.below(50)) + "}}"; break;
  }
  if (random.chance(300)) text += R"(, "limits": {"per_member_day": 1})";
  if (random.chance(300)) text += R"(, "group": "g)" + std::to_string(random.below(4)) + "\"";
  if (random.chance(static_cast<std::uint64_t>(with_budget))) text += budget(random);
  return text + "}";
}

std::string member(int number, int generation, std::uint64_t seed) {
  Random random{seed + static_cast<std::uint64_t>(number) * 7919};
  std::string text = R"({"account": ")" + account_of_member(number) + R"(", "rank": ")" +
                     (random.chance(300) ? "gold" : "regular") + R"(", "lots": [)";
  const int lots = static_cast<int>(random.below(3));
  for (int i = 0; i < lots; ++i) {
    text += std::string{i > 0 ? ", " : ""} + R"({"id": "l)" + std::to_string(i) + R"(", "points": )" +
            std::to_string(1 + random.below(3'000) + static_cast<std::uint64_t>(generation) * 10) +
            R"(, "activates_on": "2026-01-01", "expires_on": ")" + (random.chance(300) ? "2026-12-02" : "2027-06-30") +
            "\"}";
  }
  text += R"(], "coupons": [)" + std::string{random.chance(600) ? R"("coupon-coffee-50")" : ""} +
          R"(], "identifiers": [{"kind": "member_number", "value": ")" + member_number(number) + "\"}]}";
  return text;
}

}  // namespace

std::string member_number(int member) {
  char text[32];
  std::snprintf(text, sizeof text, "29%014d", member);
  return text;
}

std::string account_of_member(int member) {
  return "m-" + std::to_string(member);
}

void write_data(const std::filesystem::path& examples, const std::filesystem::path& folder, const Knobs& knobs,
                int members, int generation, std::uint64_t seed) {
  Random random{seed + static_cast<std::uint64_t>(generation)};
  std::filesystem::create_directories(folder);
  write(folder / "products.json", read(examples / "products.json"));
  std::string program = read(examples / "program.json");
  const std::string strict = "\"AUTHENTICATED\"";
  program.replace(program.find(strict), strict.size(), "\"CLAIMED\"");
  const std::size_t example = program.find("\"leases\"");
  program.erase(example, program.find("\"redeem_policy\"") - example);
  if (knobs.lease_share > 0) {
    program.insert(program.rfind("\"redeem_policy\""),
                   "\"leases\": {\"share_basis_points\": " + std::to_string(knobs.lease_share) +
                       ", \"hours\": " + std::to_string(knobs.lease_hours) + "}, ");
  }
  if (!knobs.risk) {
    const std::string cap = "\"per_checkout_points\": 5000";
    program.replace(program.find(cap), cap.size(), "\"per_checkout_points\": 0");
  }
  write(folder / "program.json", program);
  std::string offers = read(examples / "offers.json");
  if (knobs.budget > 0) {
    // One that most baskets meet, and that stays with each reload.
    const std::string common = R"({"mix_match": {"quantity": 2, "price": 260}})";
    offers.insert(offers.find(common) + common.size(),
                  R"(, "budget": {"uses": )" + std::to_string(20 + seed % 100) + "}");
  }
  std::string extra;
  for (int i = 0; i < knobs.campaigns; ++i) {
    const bool may_have_budget = i + 1 < limits::kBudgetsMax;  // one is taken above
    extra += campaign(i, generation, may_have_budget ? knobs.budget : 0, random);
  }
  offers.insert(offers.rfind(']'), extra);
  write(folder / "offers.json", offers);
  std::string people = "{\"members\": [";
  for (int i = 0; i < members; ++i) people += std::string{i > 0 ? ",\n" : "\n"} + member(i, generation, seed);
  write(folder / "members.json", people + "\n]}\n");
}

}  // namespace kazasu::simulation
