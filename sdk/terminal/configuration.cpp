#include "kazasu/terminal/configuration.hpp"

#include <array>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

#include "scan_settings.hpp"
#include "toml_reader.hpp"

namespace kazasu {
namespace {

constexpr std::int64_t kIntervalSecondsMax = 86'400;
/// Below it, a ledger restored from last month's backup could not be sent what it lost.
constexpr std::int64_t kRetentionDaysMin = 35;
constexpr std::int64_t kRetentionDaysMax = 36'500;

class Reader : private TomlReader {
 public:
  using TomlReader::TomlReader;

  Result<Configuration> read(const toml::table& root) {
    Configuration configuration;
    only_keys(root, "",
              {"directory", "language", "ledger", "journal", "clock", "devices", "identify", "trace_directory",
               "in_store_label", "payment_code", "known_payment_codes"});
    configuration.directory = path(text(root, "directory", "directory", true));
    configuration.trace_directory = path(text(root, "trace_directory", "trace_directory", false));
    configuration.language = language(text(root, "language", "language", false));
    if (const toml::node* node = root.get("ledger")) configuration.ledger = ledger(*node);
    if (const toml::node* node = root.get("journal")) journal(*node, configuration);
    if (const toml::node* node = root.get("clock")) configuration.time_policy = time_policy(*node);
    if (const toml::node* node = root.get("devices")) configuration.devices = devices(*node);
    for (const toml::table* table : tables(root, "identify"))
      configuration.identification_methods.push_back(read_identification_method(*this, *table));
    configuration.scan_rules = read_scan_rules(*this, root);
    if (error_) return *error_;
    return configuration;
  }

 private:
  Language language(const std::string& name) {
    if (name == "en") return Language::en;
    if (name == "zh") return Language::zh;
    if (!name.empty() && name != "ja" && !error_) {
      error_ = Error{ErrorCode::configuration_invalid,
                     file_.filename().string() + ": language: \"" + name + "\" is not one of ja, en, zh"};
    }
    return Language::ja;
  }

  LedgerConfiguration ledger(const toml::node& node) {
    LedgerConfiguration ledger;
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      fail(node, "ledger", "must be a table: [ledger]");
      return ledger;
    }
    only_keys(*table, "ledger.", {"url", "ca", "proxy", "sync_interval_seconds"});
    ledger.url = text(*table, "url", "ledger.url", true);
    ledger.proxy = text(*table, "proxy", "ledger.proxy", false);
    ledger.ca = path(text(*table, "ca", "ledger.ca", true));
    ledger.sync_interval = std::chrono::seconds{
        integer(*table, "sync_interval_seconds", "ledger.sync_interval_seconds", 5, 1, kIntervalSecondsMax)};
    return ledger;
  }

  void journal(const toml::node& node, Configuration& configuration) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return fail(node, "journal", "must be a table: [journal]");
    only_keys(*table, "journal.", {"retention_days", "when_full"});
    configuration.journal_retention_days =
        integer(*table, "retention_days", "journal.retention_days", 0, kRetentionDaysMin, kRetentionDaysMax);
    const std::string when_full = text(*table, "when_full", "journal.when_full", false);
    configuration.sell_without_members_when_full = when_full == "sell_without_members";
    if (!when_full.empty() && when_full != "refuse" && when_full != "sell_without_members") {
      fail(*table, "journal.when_full", "must be one of refuse, sell_without_members");
    }
  }

  TimePolicy time_policy(const toml::node& node) {
    constexpr std::array<std::pair<std::string_view, TimePolicy>, 3> policies{
        {{"clock", TimePolicy::clock}, {"strict", TimePolicy::strict}, {"lenient", TimePolicy::lenient}}};
    const toml::table* table = node.as_table();
    if (table == nullptr) {
      fail(node, "clock", "must be a table: [clock]");
      return TimePolicy::clock;
    }
    only_keys(*table, "clock.", {"offers"});
    const std::string name = text(*table, "offers", "clock.offers", true);
    for (const auto& [policy_name, policy] : policies) {
      if (name == policy_name) return policy;
    }
    fail(*table, "clock.offers", "must be one of clock, strict, lenient");
    return TimePolicy::clock;
  }

  std::vector<std::string> devices(const toml::node& node) {
    std::vector<std::string> uris;
    const toml::array* array = node.as_array();
    if (array == nullptr) {
      fail(node, "devices", "must be a list of URIs, as in [\"pcsc:*\"]");
      return uris;
    }
    for (const toml::node& element : *array) {
      if (!element.is_string()) {
        fail(element, "devices", "each device is a URI in quotes, as in \"pcsc:*\"");
        return uris;
      }
      uris.push_back(element.as_string()->get());
    }
    return uris;
  }
};

}  // namespace

Result<Configuration> load_configuration(const std::filesystem::path& file) {
  std::ifstream input{file, std::ios::binary};
  if (!input)
    return Error{ErrorCode::file_unreadable, file.filename().string() + ": the configuration file cannot be opened"};
  std::ostringstream content;
  content << input.rdbuf();
  try {
    return Reader{std::filesystem::absolute(file)}.read(toml::parse(content.str(), file.filename().string()));
  } catch (const toml::parse_error& error) {
    std::ostringstream text;
    text << file.filename().string() << ':' << error.source().begin.line << ": " << error.description();
    return Error{ErrorCode::configuration_invalid, text.str()};
  }
}

}  // namespace kazasu
