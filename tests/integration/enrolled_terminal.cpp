#include "enrolled_terminal.hpp"

#include <catch2/catch_test_macros.hpp>

EnrolledTerminal::EnrolledTerminal(const std::filesystem::path& data) {
  if (!data.empty()) REQUIRE(ledger.command("load", {data.string()}).status == 0);
  ledger.serve();
  configuration_ =
      ledger.write("kazasu.toml", "directory = \"store\"\n[ledger]\nurl = \"" + ledger.url() +
                                      "\"\nca = \"ledger/authority.pem\"\nsync_interval_seconds = 3600\n"
                                      "[[identify]]\nmethod = \"member_number\"\ndigits = 16\nprefix = \"29\"\n");
  reopen();
  std::string code = ledger.command("code", {"--terminal", "R1", "--store", "ekimae"}).output;
  code.erase(code.find_last_not_of(" \n") + 1);
  const auto enrolled = terminal_->enroll(code);
  INFO((enrolled.ok() ? std::string{} : describe(enrolled.error())));
  REQUIRE(enrolled.ok());
}

void EnrolledTerminal::reopen() {
  terminal_.reset();
  auto opened = kazasu::Terminal::open(configuration_);
  INFO((opened.ok() ? std::string{} : describe(opened.error())));
  REQUIRE(opened.ok());
  terminal_.emplace(std::move(*opened));
}

void EnrolledTerminal::serve_again() {
  ledger.serve(ledger.url().substr(ledger.url().rfind(':') + 1));
}
