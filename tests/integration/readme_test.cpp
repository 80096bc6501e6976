// What the README shows is a program that is compiled, and that runs against a ledger as its reader would run it.
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <sstream>

#include "kazasu/kazasu.hpp"
#include "ledger_process.hpp"

namespace {

std::string content_of(const std::filesystem::path& file) {
  std::ifstream input{file, std::ios::binary};
  std::ostringstream content;
  content << input.rdbuf();
  return content.str();
}

/// The first C++ block of the README.
std::string program_in_readme() {
  const std::string readme = content_of(std::filesystem::path{KAZASU_SOURCE_DIR} / "README.md");
  const std::string fence = "```cpp\n";
  const std::size_t begin = readme.find(fence);
  REQUIRE(begin != std::string::npos);
  const std::size_t end = readme.find("```", begin + fence.size());
  return readme.substr(begin + fence.size(), end - begin - fence.size());
}

}  // namespace

TEST_CASE("the README's program is the one that is built") {
  CHECK(program_in_readme() == content_of(std::filesystem::path{KAZASU_SOURCE_DIR} / "examples/minimal/minimal.cpp"));
}

TEST_CASE("the README's program prints a receipt at an enrolled terminal, and the same one when it runs again") {
  using kazasu::ledger::run;
  kazasu::ledger::LedgerProcess ledger;
  ledger.serve();
  const std::filesystem::path configuration =
      ledger.write("kazasu.toml",
                   "directory = \"store\"\n[ledger]\nurl = \"" + ledger.url() + "\"\nca = \"ledger/authority.pem\"\n");
  {
    auto terminal = kazasu::Terminal::open(configuration);
    REQUIRE(terminal.ok());
    const auto enrolled = terminal->enroll(ledger.enrollment_code());
    INFO((enrolled.ok() ? std::string{} : describe(enrolled.error())));
    REQUIRE(enrolled.ok());
  }
  const std::string program = std::filesystem::path{KAZASU_BINARY_DIR} / "minimal";
  const auto first = run({program, configuration});
  CHECK(first.status == 0);
  CHECK(first.output.find("かざす屋 駅前店") != std::string::npos);
  CHECK(first.output.find("¥490") != std::string::npos);  // おにぎり2個260円 and a beer at 230
  CHECK(first.output.find("R1-1-000001") != std::string::npos);
  const auto again = run({program, configuration});
  CHECK(again.status == 0);
  CHECK(again.output.find("R1-1-000001") != std::string::npos);
}
