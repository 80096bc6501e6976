// bench_catalog STEP FOLDER MEMBERS: one step of a catalog's life in FOLDER, in a process of its own, so that its peak
// memory is its own: `build` takes a whole catalog in, in parts; `lookup` opens it and finds members and strangers by
// identifier hash, warm and in no order; `delta` applies one of 10,000 members. Members have 2 or 3 identifiers, 2.5 on
// average, and about what the peers' records hold: an account number, a balance (as one lot), one of 5 ranks, up to 4
// of 64 segments.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "kazasu/catalog/catalog.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using kazasu::catalog::Catalog;
constexpr int kLookups = 200'000;
constexpr std::uint64_t kPerPart = 10'000;
constexpr std::uint64_t kIdentifiersMax = 3;

[[noreturn]] void stop(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// The number after `name` in a file of /proc, 0 if it is not there.
std::uint64_t proc_number(const char* file, const std::string& name) {
  std::ifstream in{file};
  std::string word;
  std::uint64_t value = 0;
  while (in >> word) {
    if (word == name && in >> value) return value;
  }
  return 0;
}

/// Not for secrets: nonces that differ are all that a measurement needs.
class SeededEntropy final : public kazasu::Entropy {
 public:
  kazasu::Result<void> fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(engine_());
    return {};
  }

 private:
  std::mt19937_64 engine_{std::random_device{}()};
};

/// splitmix64's finalizer (Steele, Lea, Flood 2014).
std::uint64_t mix(std::uint64_t z) {
  z += 0x9E3779B97F4A7C15;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

kazasu::IdentifierHash hash_of(std::uint64_t n) {
  kazasu::IdentifierHash hash;
  const std::uint64_t words[2] = {mix(2 * n + 1), mix(2 * n + 0x5BD1E995)};
  std::memcpy(hash.bytes.data(), words, sizeof words);
  return hash;
}

std::uint64_t identifiers_of(std::uint64_t member) {
  return 2 + member % 2;
}

std::string date_of(std::uint64_t n) {
  char text[32];
  std::snprintf(text, sizeof text, "2026-%02d-%02d", static_cast<int>(1 + n / 28 % 12), static_cast<int>(1 + n % 28));
  return text;
}

void add_member(kazasu::v1::Catalog& catalog, std::uint64_t n, std::uint64_t balance) {
  constexpr const char* kRanks[] = {"regular", "bronze", "silver", "gold", "platinum"};
  auto& member = *catalog.add_members();
  member.set_account_id(std::to_string(1'000'000'000 + n));
  member.set_rank(kRanks[mix(n + 7) % 5]);
  for (std::uint64_t i = mix(n + 9) % 5; i > 0; --i) {
    member.add_segments("segment-" + std::to_string(mix(n + 11 * i) % 64));
  }
  for (std::uint64_t i = 0; i < identifiers_of(n); ++i) {
    auto& identifier = *member.add_identifiers();
    identifier.set_hash(std::string{kazasu::as_text(hash_of(n * kIdentifiersMax + i).bytes)});
    identifier.set_key_version(1);
  }
  auto& lot = *member.add_lots();
  lot.set_lot(std::to_string(mix(n + 13) % 100'000'000));
  lot.set_points(static_cast<std::int64_t>(balance));
  lot.set_activates_on(date_of(mix(n + 17)));
}

kazasu::v1::Catalog header(std::uint64_t version) {
  kazasu::v1::Catalog catalog;
  catalog.set_version(version);
  catalog.set_base_version(version - 1);
  auto& program = *catalog.mutable_offer_set()->mutable_program();
  program.set_currency("JPY");
  program.set_time_zone("Asia/Tokyo");
  program.set_business_day_starts("00:00");
  program.add_utc_offsets()->set_utc_offset_seconds(9 * 3600);
  return catalog;
}

void require(const kazasu::Result<void>& done) {
  if (!done) stop(describe(done.error()));
}

struct Run {
  kazasu::catalog::CatalogOptions options;
  std::uint64_t members;
  SeededEntropy entropy;

  std::unique_ptr<Catalog> open() {
    auto catalog = Catalog::open(options, entropy);
    if (!catalog) stop(describe(catalog.error()));
    return std::move(*catalog);
  }

  void build() {
    auto catalog = open();
    const auto begin = Clock::now();
    require(catalog->begin_whole(header(1)));
    for (std::uint64_t first = 0; first < members; first += kPerPart) {
      kazasu::v1::Catalog part;
      for (std::uint64_t n = first; n < std::min(first + kPerPart, members); ++n) add_member(part, n, mix(n) % 20'000);
      require(catalog->add_to_whole(part));
    }
    const double added = seconds_since(begin);
    require(catalog->commit_whole());
    const double committed = seconds_since(begin);
    catalog.reset();
    std::printf(
        "{\"area\":\"catalog\",\"do\":\"build\",\"members\":%llu,\"identifiers\":%llu,\"add_s\":%.1f,\"build_s\":%.1f,"
        "\"file_mb\":%.1f,\"peak_mb\":%.1f}\n",
        static_cast<unsigned long long>(members), static_cast<unsigned long long>(members * 5 / 2), added, committed,
        static_cast<double>(std::filesystem::file_size(options.file)) / 1e6, peak_mb());
  }

  void look_up() {
    const auto begin = Clock::now();
    auto catalog = open();
    std::printf("{\"area\":\"catalog\",\"do\":\"open\",\"open_ms\":%.2f}\n", seconds_since(begin) * 1e3);
    measure(*catalog, "member", 0);
    measure(*catalog, "stranger", members * kIdentifiersMax);
    std::printf("{\"area\":\"catalog\",\"do\":\"lookups\",\"peak_mb\":%.1f}\n", peak_mb());
  }

  void apply_delta() {
    auto catalog = open();
    kazasu::v1::Catalog delta = header(catalog->version() + 1);
    std::mt19937_64 engine{3};
    std::vector<std::uint64_t> changed;
    for (std::uint64_t i = 0; i < 10'000; ++i) changed.push_back(engine() % members);
    std::sort(changed.begin(), changed.end());
    changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
    std::shuffle(changed.begin(), changed.end(), engine);
    for (const std::uint64_t n : changed) add_member(delta, n, 1);
    const std::uint64_t written = proc_number("/proc/self/io", "wchar:");
    const auto begin = Clock::now();
    require(catalog->apply(delta));
    const double applied = seconds_since(begin);
    catalog.reset();  // what is in the log goes into the file
    std::printf(
        "{\"area\":\"catalog\",\"do\":\"delta\",\"members\":%zu,\"message_mb\":%.2f,\"apply_s\":%.3f,\"closed_s\":%.3f,"
        "\"written_mb\":%.2f,\"peak_mb\":%.1f}\n",
        changed.size(), static_cast<double>(delta.ByteSizeLong()) / 1e6, applied, seconds_since(begin),
        static_cast<double>(proc_number("/proc/self/io", "wchar:") - written) / 1e6, peak_mb());
  }

  void measure(Catalog& catalog, const char* whom, std::uint64_t first) const {
    std::mt19937_64 engine{7};
    std::vector<double> times;
    std::uint64_t found = 0;
    for (int i = 0; i < 2 * kLookups; ++i) {
      const std::uint64_t n = engine() % members;
      const auto hash = hash_of(first + n * kIdentifiersMax + engine() % identifiers_of(n));
      const auto begin = Clock::now();
      const auto member = catalog.find_member(hash);
      const double microseconds = seconds_since(begin) * 1e6;
      if (!member) stop(describe(member.error()));
      if (i < kLookups) continue;  // warms
      times.push_back(microseconds);
      found += member->has_value() && (first != 0 || (*member)->account_id() == std::to_string(1'000'000'000 + n));
    }
    std::sort(times.begin(), times.end());
    double sum = 0;
    for (const double time : times) sum += time;
    std::printf(
        "{\"area\":\"catalog\",\"do\":\"%s\",\"n\":%d,\"hit\":%llu,\"per_s\":%.0f,\"p50_us\":%.2f,\"p99_us\":%.2f}\n",
        whom, kLookups, static_cast<unsigned long long>(found), kLookups / sum * 1e6, times[times.size() / 2],
        times[times.size() * 99 / 100]);
  }

  static double peak_mb() { return static_cast<double>(proc_number("/proc/self/status", "VmHWM:")) * 1024 / 1e6; }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) stop("bench_catalog build|lookup|delta FOLDER MEMBERS");
  const std::string step = argv[1];
  const std::filesystem::path file = std::filesystem::path{argv[2]} / "bench_catalog.db";
  Run run{.options = {.file = file, .seal_key = kazasu::Bytes(32, 1), .vfs = {}},
          .members = std::strtoull(argv[3], nullptr, 10),
          .entropy = {}};
  if (run.members == 0) stop("MEMBERS: a number from 1 on is wanted");
  if ((step == "build") == std::filesystem::exists(file))
    stop("bench_catalog.db: `build` makes it, the others need it");
  if (step == "build") {
    run.build();
  } else if (step == "lookup") {
    run.look_up();
  } else if (step == "delta") {
    run.apply_delta();
  } else {
    stop("there is no such step");
  }
}
