#include "machine_clock.hpp"

#include <catch2/catch_test_macros.hpp>
#include <utility>

#include "kazasu/drivers/system/file_key_store.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "local_store.hpp"
#include "terminal_parts.hpp"

using namespace kazasu;

Terminal open_on(const Machine& machine, PreparedTerminal& prepared) {
  auto keys = drivers::FileKeyStore::open(prepared.directory() / "keys");
  REQUIRE(keys.ok());
  auto opened = TerminalParts::open(prepared.configuration(), {.clock = std::make_unique<MachineClock>(machine),
                                                               .entropy = std::make_unique<drivers::SystemEntropy>(),
                                                               .keys = std::move(*keys),
                                                               .vfs = {}});
  INFO((opened.ok() ? std::string{} : describe(opened.error())));
  REQUIRE(opened.ok());
  return std::move(*opened);
}

void reach_ledger(const Machine& machine, Terminal& terminal) {
  LocalStore& store = *TerminalParts::store(terminal);
  REQUIRE(store.take_ledger_time(machine.true_ms, store.clock().read()).ok());
}
