#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "kazasu/kazasu.hpp"
#include "kazasu/v1/catalog.pb.h"
#include "temporary_folder.hpp"

/// A terminal's folder that was enrolled and given a catalog with no ledger: keys, members and offers are laid down as
/// an enrolment and a sync leave them. The folder is removed with the object.
class PreparedTerminal {
 public:
  /// In a temporary folder, or in `directory`, which then stays.
  explicit PreparedTerminal(std::optional<std::filesystem::path> directory = std::nullopt);

  /// Opens the terminal, which stays open until `close`.
  kazasu::Terminal& open();
  void close() { terminal_.reset(); }
  kazasu::Terminal* operator->() { return &*terminal_; }

  /// Gives the closed terminal another catalog.
  void apply(const kazasu::v1::Catalog& catalog);
  /// The ledger has everything so far and accepted all of it; the terminal is closed for it.
  void acknowledge_all();

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  [[nodiscard]] std::filesystem::path journal_file() const { return directory_ / "journal.db"; }
  /// Takes effect when the terminal is opened.
  [[nodiscard]] kazasu::Configuration& configuration() { return configuration_; }

 private:
  std::optional<TemporaryFolder> temporary_;
  std::filesystem::path directory_;
  kazasu::Configuration configuration_;
  std::optional<kazasu::Terminal> terminal_;
};

/// The example data's program, offers and products with one gold member, Yuki, of the number below.
kazasu::v1::Catalog example_catalog(std::uint64_t version);
/// Under the key of every prepared terminal.
std::string identifier_hash(const std::string& kind, const std::string& value);
inline constexpr const char* kYukisNumber = "2900000123456784";
inline constexpr const char* kYukisAccount = "member-yuki-0001";

/// Sells one salmon onigiri and one beer, to Yuki if `to_member`, and gives the receipt's number.
std::string sell(kazasu::Terminal& terminal, const std::string& transaction_id, bool to_member = false,
                 std::int64_t quantity = 1);
/// Gives the first unit of the first line back.
std::string give_back_one(kazasu::Terminal& terminal, const std::string& transaction_id, const std::string& sale);
std::string cancel(kazasu::Terminal& terminal, const std::string& transaction_id, const std::string& sale);
