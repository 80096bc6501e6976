// bench_journal FOLDER [COMMITS [ROUNDS]]: a journal's commit beside the disk's own limit, a 1 KiB pwrite and fdatasync
// into a preallocated file, in turns on the same disk. The limit is the least that any durable record costs there.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "kazasu/journal/journal.hpp"

namespace {

using Microseconds = double;
constexpr int kRounds = 5;
constexpr std::size_t kRecordBytes = 1024;
/// Of a checkout of five lines with its quote.
constexpr std::size_t kBodyBytes = 700;

template <class Work>
Microseconds time_of(const Work& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
}

struct Distribution {
  Microseconds p50 = 0;
  Microseconds p99 = 0;
};

Distribution distribution_of(std::vector<Microseconds> times) {
  std::sort(times.begin(), times.end());
  return {times[times.size() / 2], times[times.size() * 99 / 100]};
}

[[noreturn]] void stop(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(1);
}

/// Bytes that this process has caused to be written to the disk, in whole pages.
std::int64_t bytes_written() {
  std::ifstream io{"/proc/self/io"};
  std::string key;
  std::int64_t value = 0;
  while (io >> key >> value) {
    if (key == "write_bytes:") return value;
  }
  return 0;
}

std::vector<Microseconds> raw_commits(const std::filesystem::path& file, int commits) {
  const int opened = ::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (opened < 0) stop("cannot create a file in the folder");
  const std::array<char, kRecordBytes> record{};
  const auto write_at = [&](int i) {
    if (::pwrite(opened, record.data(), record.size(), static_cast<off_t>(i) * static_cast<off_t>(kRecordBytes)) !=
        static_cast<ssize_t>(kRecordBytes)) {
      stop("pwrite failed");
    }
  };
  for (int i = 0; i < commits; ++i) write_at(i);
  if (::fsync(opened) != 0) stop("fsync failed");
  std::vector<Microseconds> times;
  for (int i = 0; i < commits; ++i) {
    times.push_back(time_of([&] {
      write_at(i);
      if (::fdatasync(opened) != 0) stop("fdatasync failed");
    }));
  }
  ::close(opened);
  std::filesystem::remove(file);
  return times;
}

kazasu::journal::NewEntry checkout(int number) {
  kazasu::v1::EntryBody body;
  body.set_transaction_id("R1-" + std::to_string(number));
  body.set_business_date("2026-04-01");
  body.set_request_digest(std::string(32, 'd'));
  body.mutable_checkout()->set_at(std::string(kBodyBytes - body.ByteSizeLong(), 't'));
  return {.kind = kazasu::v1::CHECKOUT,
          .wall_unix_ms = 1'775'005'200'000 + number,
          .monotonic_ns = number,
          .transaction_id = body.transaction_id(),
          .business_date = body.business_date(),
          .body = body.SerializeAsString()};
}

struct JournalCommits {
  std::vector<Microseconds> times;
  std::int64_t bytes_each = 0;
};

JournalCommits journal_commits(const std::filesystem::path& file, int commits) {
  auto journal = kazasu::journal::Journal::open({.file = file, .terminal = "R1", .epoch = 1, .vfs = {}});
  if (!journal) stop(describe(journal.error()));
  JournalCommits measured;
  const std::int64_t bytes_before = bytes_written();
  const auto first = static_cast<int>((*journal)->head().seq) + 1;
  for (int i = first; i < first + commits; ++i) {
    const auto entry = checkout(i);
    measured.times.push_back(time_of([&] {
      if (!(*journal)->append(entry)) stop("append failed");
    }));
  }
  measured.bytes_each = (bytes_written() - bytes_before) / commits;
  return measured;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) stop("bench_journal FOLDER [COMMITS]");
  const std::filesystem::path folder = argv[1];
  const int commits = argc > 2 ? std::atoi(argv[2]) : 1000;
  const int rounds = argc > 3 ? std::atoi(argv[3]) : kRounds;
  if (commits < 100 || rounds < 1) stop("at least 100 commits, at least one round");
  const auto journal_file = folder / "bench_journal.db";
  if (std::filesystem::exists(journal_file)) stop("bench_journal.db is in the folder already");
  std::printf("%-8s %12s %12s %12s %12s %10s %10s %14s\n", "round", "limit p50", "limit p99", "commit p50",
              "commit p99", "p50 ratio", "p99 ratio", "bytes/commit");
  std::vector<double> ratios;
  for (int round = 1; round <= rounds; ++round) {
    const Distribution limit = distribution_of(raw_commits(folder / "bench_raw", commits));
    const JournalCommits measured = journal_commits(journal_file, commits);
    const Distribution commit = distribution_of(measured.times);
    ratios.push_back(commit.p50 / limit.p50);
    std::printf("%-8d %9.0f us %9.0f us %9.0f us %9.0f us %10.2f %10.2f %14lld\n", round, limit.p50, limit.p99,
                commit.p50, commit.p99, commit.p50 / limit.p50, commit.p99 / limit.p99,
                static_cast<long long>(measured.bytes_each));
    std::printf(
        "{\"area\":2,\"peer\":\"kazasu journal\",\"n\":%d,\"p50_us\":%.1f,\"p99_us\":%.1f,\"written_B\":%lld}\n",
        commits, commit.p50, commit.p99, static_cast<long long>(measured.bytes_each));
  }
  std::sort(ratios.begin(), ratios.end());
  std::printf("{\"area\":\"journal\",\"commits\":%d,\"p50_ratio_to_limit\":%.2f,\"range\":[%.2f,%.2f]}\n",
              rounds * commits, ratios[ratios.size() / 2], ratios.front(), ratios.back());
  std::error_code ignored;
  for (const char* ending : {"", "-wal"}) std::filesystem::remove(journal_file.string() + ending, ignored);
}
