#include "terminal_state.hpp"

#include <fstream>
#include <sstream>
#include <utility>

#include "device_statistics_file.hpp"
#include "kazasu/drivers/system/file_key_store.hpp"
#include "kazasu/drivers/system/system_clock.hpp"
#include "kazasu/drivers/system/system_entropy.hpp"
#include "kazasu/sync/https_transport.hpp"
#include "kazasu/sync/renewal.hpp"
#include "kazasu/terminal/device_statistics.hpp"
#include "kazasu/terminal/devices.hpp"
#include "set_aside.hpp"

namespace kazasu {
namespace {

constexpr std::chrono::seconds kRenewalDeadline{20};
/// In the key store, put there by the operator: "USER:PASSWORD".
constexpr std::string_view kProxyLogin = "proxy_login";

Result<std::string> read_text_file(const std::filesystem::path& file, std::string_view key) {
  std::ifstream input{file, std::ios::binary};
  std::ostringstream content;
  content << input.rdbuf();
  if (!input)
    return Error{ErrorCode::file_unreadable, std::string{key} + ": " + file.filename().string() + " cannot be read"};
  return content.str();
}

}  // namespace

Terminal::State::~State() {
  for (const auto& device : devices) device->stop();
  if (!devices.empty()) save_statistics();
  if (asking) asking->cancel();
  sync.reset();
}

Result<std::unique_ptr<Terminal::State>> Terminal::State::open(const Configuration& configuration) {
  std::error_code failed;
  std::filesystem::create_directories(configuration.directory, failed);
  if (failed) return Error{ErrorCode::file_unreadable, "directory: cannot be made: " + failed.message()};
  auto keys = drivers::FileKeyStore::open(configuration.directory / "keys");
  if (!keys) return keys.error();
  return open(configuration, {.clock = std::make_unique<drivers::SystemClock>(),
                              .entropy = std::make_unique<drivers::SystemEntropy>(),
                              .keys = std::move(*keys),
                              .vfs = {}});
}

Result<std::unique_ptr<Terminal::State>> Terminal::State::open(const Configuration& configuration,
                                                               Surroundings surroundings) {
  auto state = std::make_unique<State>();
  state->configuration = configuration;
  state->clock = std::move(surroundings.clock);
  state->entropy = std::move(surroundings.entropy);
  state->keys = std::move(surroundings.keys);
  state->vfs = std::move(surroundings.vfs);
  state->asking = std::move(surroundings.asking);
  if (auto started = state->start_enrolled(); !started) return started.error();
  if (auto started = state->start_devices(); !started) return started.error();
  return state;
}

/// A journal that is damaged, or a restored backup, is set aside with what is sound of it, and the terminal waits to be
/// enrolled again: it then starts a new epoch, and the sound entries go up under their own. On a VFS of its own nothing
/// is set aside.
Result<void> Terminal::State::start_enrolled() {
  auto identity = sync::load_identity(*keys);
  if (!identity) {
    if (identity.error().code != ErrorCode::not_enrolled) return identity.error();
    return vfs.empty() ? finish_setting_aside(configuration.directory, *keys) : Result<void>{};
  }
  auto opened = open_store(*identity);
  const bool was_full = disk_full.has_value();
  disk_full.reset();
  if (opened) return start_sync(*identity);
  if (opened.error().code == ErrorCode::journal_full && configuration.sell_without_members_when_full) {
    disk_full = opened.error();
    if (!was_full) events.post(SyncEvent{.kind = SyncEvent::Kind::halted, .error = opened.error()});
    return {};
  }
  const bool unusable = opened.error().code == ErrorCode::journal_corrupt ||
                        (opened.error().code == ErrorCode::journal_forked && is_backup(configuration.directory));
  if (!unusable || !vfs.empty()) return opened;
  auto aside = set_journal_aside(configuration.directory, *identity, *keys, std::nullopt);
  if (!aside) return aside.error();
  events.post(SyncEvent{.kind = SyncEvent::Kind::halted,
                        .error = Error{opened.error().code, opened.error().detail + "; " + describe(*aside) +
                                                                ": enrol this terminal again with a one-time code"}});
  return {};
}

Result<void> Terminal::State::open_store(const sync::TerminalIdentity& identity) {
  auto opened = LocalStore::open(configuration.directory, identity, {*clock, *entropy, *keys, vfs});
  if (!opened) return opened.error();
  store = std::move(*opened);
  return {};
}

Result<void> Terminal::State::start_sync(const sync::TerminalIdentity& identity) {
  if (!configuration.ledger) return {};
  auto ca = read_text_file(configuration.ledger->ca, "ledger.ca");
  if (!ca) return ca.error();
  auto certificate = sync::client_certificate(*keys);
  if (!certificate) return certificate.error();
  shown = std::make_shared<sync::TlsIdentity>(std::move(*ca), std::move(*certificate));
  auto transport = make_transport(shown);
  if (!transport) return Error{transport.error().code, identity.terminal + ": " + transport.error().detail};
  auto second = make_transport(shown);
  if (!second) return Error{second.error().code, identity.terminal + ": " + second.error().detail};
  {
    const std::lock_guard lock{asking_mutex};
    asking = std::move(*second);
  }
  sync = std::make_unique<SyncWorker>(std::move(*transport), *store, mutex, *keys, events,
                                      configuration.ledger->sync_interval, configuration.journal_retention_days,
                                      vfs.empty() ? configuration.directory : std::filesystem::path{}, shown);
  return {};
}

Result<std::unique_ptr<Transport>> Terminal::State::make_transport(std::shared_ptr<sync::TlsIdentity> identity) const {
  const auto login = keys->load(kProxyLogin);
  if (!login && login.error().code != ErrorCode::key_missing) return login.error();
  return sync::make_https_transport({.url = configuration.ledger->url,
                                     .identity = std::move(identity),
                                     .proxy = configuration.ledger->proxy,
                                     .proxy_login = login ? std::string{as_text(*login)} : std::string{}});
}

Result<void> Terminal::State::start_devices() {
  statistics = std::make_unique<drivers::StatisticsSink>(
      events, *clock, vfs.empty() ? device_statistics_of(configuration.directory) : drivers::StatisticsByDevice{});
  statistics_saved_ns = clock->monotonic_ns();
  for (const std::string& uri : configuration.devices) {
    auto device = open_device(
        uri, *clock, *entropy,
        {.methods = configuration.identification_methods, .trace_directory = configuration.trace_directory});
    if (!device) return Error{device.error().code, "devices: " + uri + ": " + device.error().detail};
    if (auto started = (*device)->start(*statistics); !started)
      return Error{started.error().code, "devices: " + uri + ": " + started.error().detail};
    devices.push_back(std::move(*device));
  }
  return {};
}

void Terminal::State::save_statistics() const {
  if (vfs.empty()) save_device_statistics(configuration.directory, statistics->statistics());
}

void Terminal::State::save_statistics_when_due() {
  constexpr std::int64_t kEveryNs = 600'000'000'000;
  std::int64_t saved = statistics_saved_ns;
  const std::int64_t now = clock->monotonic_ns();
  if (devices.empty() || now - saved < kEveryNs) return;
  if (statistics_saved_ns.compare_exchange_strong(saved, now)) save_statistics();
}

Result<void> Terminal::State::enroll(std::string_view code) {
  if (!configuration.ledger)
    return Error{ErrorCode::configuration_invalid, "ledger: there is no [ledger] to enrol with"};
  auto ca = read_text_file(configuration.ledger->ca, "ledger.ca");
  if (!ca) return ca.error();
  if (const auto enrolled = sync::load_identity(*keys); enrolled && store && sync) {
    const bool expired =
        sync->certificate_refused() || sync::Renewal{*keys}.has_expired(store->clock().interval().earliest_unix_ms);
    if (expired) return renew_expired(*enrolled, code);
  }
  auto transport = make_transport(std::make_shared<sync::TlsIdentity>(std::move(*ca)));
  if (!transport) return transport.error();
  auto identity = sync::enroll(**transport, *keys, code);
  if (!identity) return identity.error();
  if (auto opened = open_store(*identity); !opened) return opened;
  return start_sync(*identity);
}

Result<void> Terminal::State::renew_expired(const sync::TerminalIdentity& identity, std::string_view code) {
  auto ca = read_text_file(configuration.ledger->ca, "ledger.ca");
  if (!ca) return ca.error();
  auto transport = make_transport(std::make_shared<sync::TlsIdentity>(std::move(*ca)));
  if (!transport) return transport.error();
  sync::Renewal renewal{*keys};
  auto request = renewal.request(identity, code);
  if (!request) return request.error();
  auto answer = (*transport)->send(*request, kRenewalDeadline);
  if (!answer) return answer.error();
  if (auto taken = renewal.take(*answer); !taken) return taken;
  auto certificate = sync::client_certificate(*keys);
  if (!certificate) return certificate.error();
  shown->show(std::move(*certificate));
  sync->begin_anew();
  return {};
}

Result<LocalStore*> Terminal::State::require_store() {
  if (!store && disk_full) {
    if (auto started = start_enrolled(); !started) return started.error();
    if (disk_full) return *disk_full;
  }
  if (!store) return Error{ErrorCode::not_enrolled, "enrol this terminal with a one-time code first"};
  return store.get();
}

void Terminal::State::tell_of_clock() {
  if (!store) return;
  ClockStatus status = store->clock().status();
  const bool is_wrong = status.state == ClockStatus::State::wrong || status.state == ClockStatus::State::disputed;
  if (is_wrong == told_clock_is_wrong) return;
  told_clock_is_wrong = is_wrong;
  events.post(ClockEvent{std::move(status)});
}

}  // namespace kazasu
