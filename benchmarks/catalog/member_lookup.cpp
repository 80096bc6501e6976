// bench_catalog FOLDER [IDENTIFIERS]: building a catalog, opening it, and finding members and strangers by identifier
// hash, warm and in no order. Each account has two identifiers.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "kazasu/catalog/catalog.hpp"

namespace {

using Clock = std::chrono::steady_clock;
constexpr int kLookups = 100'000;

[[noreturn]] void stop(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Not for secrets: nonces that differ are all that a measurement needs.
class SeededEntropy final : public kazasu::Entropy {
 public:
  kazasu::Result<void> fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(engine_());
    return {};
  }

 private:
  std::mt19937_64 engine_{1};
};

kazasu::IdentifierHash hash_of(std::uint64_t n) {
  std::mt19937_64 engine{n};
  kazasu::IdentifierHash hash;
  const std::uint64_t words[2] = {engine(), engine()};
  std::memcpy(hash.bytes.data(), words, sizeof words);
  return hash;
}

kazasu::v1::Catalog catalog_of(std::uint64_t identifiers) {
  kazasu::v1::Catalog catalog;
  catalog.set_version(1);
  auto& program = *catalog.mutable_offer_set()->mutable_program();
  program.set_currency("JPY");
  program.set_time_zone("Asia/Tokyo");
  program.set_business_day_starts("00:00");
  auto& offset = *program.add_utc_offsets();
  offset.set_utc_offset_seconds(9 * 3600);
  for (std::uint64_t n = 0; n + 1 < identifiers; n += 2) {
    auto& member = *catalog.add_members();
    member.set_account_id("account-" + std::to_string(n / 2));
    member.set_rank("gold");
    member.add_segments("coffee");
    for (const std::uint64_t identifier : {n, n + 1}) {
      auto& named = *member.add_identifiers();
      named.set_hash(std::string{kazasu::as_text(hash_of(identifier).bytes)});
      named.set_key_version(1);
    }
    for (const char* lot : {"1", "2"}) {
      auto& points = *member.add_lots();
      points.set_lot(lot);
      points.set_points(120);
      points.set_activates_on("2026-04-01");
      points.set_expires_on("2027-03-31");
    }
  }
  return catalog;
}

void measure_lookups(kazasu::catalog::Catalog& catalog, const char* whom, std::uint64_t first, std::uint64_t count) {
  std::mt19937_64 engine{7};
  std::vector<double> times;
  bool found_any = false;
  for (int i = 0; i < 2 * kLookups; ++i) {
    const auto hash = hash_of(first + engine() % count);
    const auto begin = Clock::now();
    const auto member = catalog.find_member(hash);
    const double microseconds = seconds_since(begin) * 1e6;
    if (!member) stop(describe(member.error()));
    found_any = found_any || member->has_value();
    if (i >= kLookups) times.push_back(microseconds);  // the first half warms
  }
  std::sort(times.begin(), times.end());
  std::printf("{\"area\":\"catalog\",\"lookup\":\"%s\",\"found\":%s,\"p50_us\":%.1f,\"p99_us\":%.1f}\n", whom,
              found_any ? "true" : "false", times[times.size() / 2], times[times.size() * 99 / 100]);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) stop("bench_catalog FOLDER [IDENTIFIERS]");
  const std::filesystem::path file = std::filesystem::path{argv[1]} / "bench_catalog.db";
  if (std::filesystem::exists(file)) stop("bench_catalog.db is in the folder already");
  const std::uint64_t identifiers = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
  const kazasu::catalog::CatalogOptions options{.file = file, .seal_key = kazasu::Bytes(32, 1)};
  SeededEntropy entropy;
  {
    const auto whole = catalog_of(identifiers);
    auto catalog = kazasu::catalog::Catalog::open(options, entropy);
    if (!catalog) stop(describe(catalog.error()));
    const auto begin = Clock::now();
    if (auto applied = (*catalog)->apply(whole); !applied) stop(describe(applied.error()));
    std::printf("{\"area\":\"catalog\",\"identifiers\":%llu,\"apply_s\":%.2f}\n",
                static_cast<unsigned long long>(identifiers), seconds_since(begin));
  }
  std::printf("{\"area\":\"catalog\",\"file_mb\":%.1f}\n",
              static_cast<double>(std::filesystem::file_size(file)) / 1'000'000);
  const auto begin = Clock::now();
  auto catalog = kazasu::catalog::Catalog::open(options, entropy);
  if (!catalog) stop(describe(catalog.error()));
  std::printf("{\"area\":\"catalog\",\"open_ms\":%.2f}\n", seconds_since(begin) * 1e3);
  measure_lookups(**catalog, "member", 0, identifiers / 2 * 2);
  measure_lookups(**catalog, "stranger", identifiers * 2, identifiers);
  catalog->reset();
  std::filesystem::remove(file);
}
