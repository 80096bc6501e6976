#include "kazasu/terminal/verdict_text.hpp"

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

using namespace kazasu;
using Decision = VerdictEvent::Decision;

namespace {

VerdictText text(Decision decision, std::string reason, Language language) {
  VerdictEvent verdict;
  verdict.decision = decision;
  verdict.reason = std::move(reason);
  return verdict_text(verdict, language);
}

/// The reasons that the protocol's page lists for a decision.
std::set<std::string> reasons_of(const std::string& decision) {
  std::ifstream page(KAZASU_SOURCE_DIR "/docs/protocol.md");
  std::set<std::string> reasons;
  const std::regex name{"`([a-z_]+)`"};
  for (std::string row; std::getline(page, row);) {
    if (!row.starts_with("| `" + decision + "` |")) continue;
    const std::string column = row.substr(row.find('|', 2), row.find('|', row.find('|', 2) + 1) - row.find('|', 2));
    for (std::sregex_iterator it{column.begin(), column.end(), name}, end; it != end; ++it) reasons.insert((*it)[1]);
  }
  return reasons;
}

constexpr Language kLanguages[] = {Language::ja, Language::en, Language::zh};

}  // namespace

TEST_CASE("every reason of the protocol is put in words of its own, in each language") {
  for (const auto& [name, decision] : {std::pair{"ADJUSTED", Decision::adjusted}, {"REFUSED", Decision::refused}}) {
    const auto reasons = reasons_of(name);
    REQUIRE(reasons.size() >= 4);
    for (const Language language : kLanguages) {
      std::set<std::string_view> told{text(decision, "not of this version", language).for_staff};
      for (const std::string& reason : reasons) {
        INFO(reason);
        CHECK(told.insert(text(decision, reason, language).for_staff).second);
      }
    }
  }
}

TEST_CASE("a verdict that changes the member's points says so to the member") {
  for (const Language language : kLanguages) {
    CHECK_FALSE(text(Decision::adjusted, "overdraft", language).for_member.empty());
    CHECK_FALSE(text(Decision::refused, "member_unreadable", language).for_member.empty());
    CHECK(text(Decision::adjusted, "coupon_used_twice", language).for_member.empty());
    CHECK(text(Decision::accepted, "", language).for_member.empty());
    CHECK_FALSE(text(Decision::accepted, "", language).for_staff.empty());
  }
}

TEST_CASE("the reason of a later ledger is told by its decision") {
  CHECK(text(Decision::refused, "not of this version", Language::en).for_staff ==
        "Not booked. Keep the receipt and call support.");
}
