#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "kazasu/identify/identify.hpp"
#include "kazasu/pricing/time_policy.hpp"
#include "kazasu/values/error.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu {

/// How to reach the central ledger.
struct LedgerConfiguration {
  std::string url;           ///< "https://host:port"
  std::filesystem::path ca;  ///< PEM file of the authority that the ledger's certificate comes from
  std::string proxy;         ///< "http://host:port" of an HTTP proxy on the way; "": none
  std::chrono::milliseconds sync_interval{5'000};  ///< between two rounds when nothing else asks for one
};

/// What a terminal is told by its configuration file (TOML; docs/configuration.md).
struct Configuration {
  std::filesystem::path directory;            ///< where journal.db, catalog.db and keys/ live; made if it is missing
  Language language = Language::ja;           ///< of sentences for staff
  std::optional<LedgerConfiguration> ledger;  ///< nothing: the terminal never syncs
  /// What becomes of sales while the journal cannot record: refused, or, where the POS asks for it, sold without
  /// members (Checkout::sell_without_members); then the terminal also opens with no room for its journal.
  bool sell_without_members_when_full = false;
  TimePolicy time_policy = TimePolicy::clock;  ///< of offers with time windows while the time is uncertain
  std::int64_t journal_retention_days = 0;     ///< settled entries of more days ago leave the journal; 0: none does
  std::vector<std::string> devices;            ///< URIs, as in "pcsc:*"
  /// Where readers and scanners keep their last frames and reads, identifiers masked; empty for nowhere.
  std::filesystem::path trace_directory;
  std::vector<IdentificationMethod> identification_methods;  ///< in order
  ScanRules scan_rules;                                      ///< price labels and payment codes
};

/// Reads a configuration file. Relative paths in it are relative to its folder. Every error says file, line or key,
/// what was found and what is wanted: `file_unreadable`, `configuration_invalid`.
Result<Configuration> load_configuration(const std::filesystem::path& file);

}  // namespace kazasu
