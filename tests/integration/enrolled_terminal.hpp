#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "kazasu/kazasu.hpp"
#include "ledger_process.hpp"
#include "temporary_folder.hpp"

/// A terminal with no devices, enrolled at a ledger of its own that serves the example data. Cards and codes are handed
/// in.
class EnrolledTerminal {
 public:
  /// `data`: a folder that is loaded over the example data.
  explicit EnrolledTerminal(const std::filesystem::path& data = {});

  kazasu::Terminal& operator*() { return *terminal_; }
  kazasu::Terminal* operator->() { return &*terminal_; }
  /// Closes it and opens it again from its files.
  void reopen();
  void stop() { terminal_.reset(); }
  /// With a new code of the ledger, as the next epoch.
  void enroll();
  /// Waits until the ledger has everything and a newer catalog has come down.
  void sync();
  /// A checkout of so many beers at 230 yen, with Yuki's card.
  kazasu::Checkout beers_for_yuki(const std::string& transaction_id, std::int64_t beers = 1);
  /// Serves at the address of before, with the books as they are.
  void serve_again();

  kazasu::ledger::LedgerProcess ledger;

 private:
  std::filesystem::path configuration_;
  std::optional<kazasu::Terminal> terminal_;
};

/// The example data in a folder, with `program` over its program, and in place of its campaigns one: 30 yen off a beer,
/// with `beer` over it. Returns the folder's path.
std::filesystem::path write_beer_data(const TemporaryFolder& folder, const nlohmann::json& program,
                                      const nlohmann::json& beer);
/// Prepares the checkout, and commits it with what is due in cash.
kazasu::Receipt paid(kazasu::Checkout& checkout);
