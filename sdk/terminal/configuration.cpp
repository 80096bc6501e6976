#include "kazasu/terminal/configuration.hpp"

#include <toml++/toml.h>

#include <array>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

namespace kazasu {
namespace {

constexpr std::int64_t kIntervalSecondsMax = 86'400;
/// Below it, a ledger restored from last month's backup could not be sent what it lost.
constexpr std::int64_t kRetentionDaysMin = 35;
constexpr std::int64_t kRetentionDaysMax = 36'500;
constexpr std::int64_t kMemberDigitsMax = 64;

/// Walks a configuration and remembers the first thing that is wrong, with file, line and key.
class Reader {
 public:
  explicit Reader(std::filesystem::path file) : file_(std::move(file)) {}

  Result<Configuration> read(const toml::table& root) {
    Configuration configuration;
    only_keys(root, "",
              {"directory", "language", "ledger", "journal", "clock", "devices", "identify", "trace_directory"});
    configuration.directory = path(text(root, "directory", "directory", true));
    configuration.trace_directory = path(text(root, "trace_directory", "trace_directory", false));
    configuration.language = language(text(root, "language", "language", false));
    if (const toml::node* node = root.get("ledger")) configuration.ledger = ledger(*node);
    if (const toml::node* node = root.get("journal")) journal(*node, configuration);
    if (const toml::node* node = root.get("clock")) configuration.time_policy = time_policy(*node);
    if (const toml::node* node = root.get("devices")) configuration.devices = devices(*node);
    if (const toml::node* node = root.get("identify")) configuration.identification_methods = methods(*node);
    if (error_) return *error_;
    return configuration;
  }

 private:
  void fail(const toml::node& at, std::string_view key, std::string_view wanted) {
    if (error_) return;
    std::ostringstream text;
    text << file_.filename().string() << ':' << at.source().begin.line << ": " << key << ": " << wanted;
    error_ = Error{ErrorCode::configuration_invalid, text.str()};
  }

  void only_keys(const toml::table& table, std::string_view prefix, std::initializer_list<std::string_view> known) {
    for (const auto& [key, node] : table) {
      bool found = false;
      std::string list;
      for (const std::string_view name : known) {
        found = found || key.str() == name;
        list += (list.empty() ? "" : ", ") + std::string{name};
      }
      if (!found) fail(node, std::string{prefix} + std::string{key.str()}, "no such setting here; there are: " + list);
    }
  }

  std::string text(const toml::table& table, std::string_view name, std::string_view key, bool required) {
    const toml::node* node = table.get(name);
    if (node == nullptr) {
      if (required) fail(table, key, "is missing");
      return {};
    }
    if (!node->is_string()) {
      fail(*node, key, "must be a text in quotes");
      return {};
    }
    return node->as_string()->get();
  }

  std::int64_t integer(const toml::table& table, std::string_view name, std::string_view key, std::int64_t otherwise,
                       std::int64_t low, std::int64_t high) {
    const toml::node* node = table.get(name);
    if (node == nullptr) return otherwise;
    if (!node->is_integer() || node->as_integer()->get() < low || node->as_integer()->get() > high) {
      fail(*node, key, "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
      return otherwise;
    }
    return node->as_integer()->get();
  }

  std::filesystem::path path(const std::string& text) const {
    return text.empty() ? std::filesystem::path{} : file_.parent_path() / text;
  }

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

  std::vector<IdentificationMethod> methods(const toml::node& node) {
    std::vector<IdentificationMethod> methods;
    const toml::array* array = node.as_array();
    if (array == nullptr || (!array->empty() && !array->is_array_of_tables())) {
      fail(node, "identify", "must be a list of tables: [[identify]]");
      return methods;
    }
    for (const toml::node& element : *array) methods.push_back(method(*element.as_table()));
    return methods;
  }

  IdentificationMethod method(const toml::table& table) {
    using Kind = IdentificationMethod::Kind;
    constexpr std::array<std::pair<std::string_view, Kind>, 4> kinds{{{"felica_lite_s", Kind::felica_lite_s},
                                                                      {"felica_idm", Kind::felica_idm},
                                                                      {"uid", Kind::uid},
                                                                      {"member_number", Kind::member_number}}};
    IdentificationMethod method;
    only_keys(table, "identify.", {"method", "digits", "prefix"});
    const std::string name = text(table, "method", "identify.method", true);
    bool known = false;
    for (const auto& [kind_name, kind] : kinds) {
      if (name == kind_name) {
        method.kind = kind;
        known = true;
      }
    }
    if (!known) fail(table, "identify.method", "must be one of felica_lite_s, felica_idm, uid, member_number");
    method.digits = static_cast<std::size_t>(integer(table, "digits", "identify.digits", 0, 1, kMemberDigitsMax));
    method.prefix = text(table, "prefix", "identify.prefix", false);
    if (method.kind == Kind::member_number && method.digits == 0)
      fail(table, "identify.digits", "a member_number needs its number of digits");
    return method;
  }

  std::filesystem::path file_;
  std::optional<Error> error_;
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
