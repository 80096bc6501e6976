#include "trace/ring_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>

namespace kazasu::drivers::trace {
namespace {

constexpr std::string_view kMagic = "kazasu trace 1\n";
constexpr std::size_t kSlotHeader = 24, kSlotsMax = 1'000'000;
using Slot = std::array<std::uint8_t, RingFile::kSlotBytes>;

void put(std::uint8_t* at, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) at[i] = static_cast<std::uint8_t>(value >> (8 * i) & 0xFF);
}
std::uint64_t get(const std::uint8_t* at, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value |= static_cast<std::uint64_t>(at[i]) << (8 * i);
  return value;
}

/// FNV-1a: a torn slot is no attack.
std::uint32_t sum_of(BytesView bytes) {
  std::uint32_t sum = 2'166'136'261U;
  for (const std::uint8_t byte : bytes) sum = (sum ^ byte) * 16'777'619U;
  return sum;
}

// 0 number, 8 time, 16 kind, 17 cut, 18 length, 20 sum over all else, 24 bytes.
Slot encode(const Record& record) {
  Slot slot{};
  put(slot.data(), record.number, 8);
  put(slot.data() + 8, static_cast<std::uint64_t>(record.monotonic_ns), 8);
  slot[16] = static_cast<std::uint8_t>(record.kind);
  slot[17] = record.cut ? 1 : 0;
  put(slot.data() + 18, record.bytes.size(), 2);
  std::copy(record.bytes.begin(), record.bytes.end(), slot.begin() + kSlotHeader);
  put(slot.data() + 20, sum_of(slot), 4);
  return slot;
}

std::optional<Record> decode(Slot slot) {
  const auto sum = static_cast<std::uint32_t>(get(slot.data() + 20, 4));
  put(slot.data() + 20, 0, 4);
  Record record{.number = get(slot.data(), 8),
                .monotonic_ns = static_cast<std::int64_t>(get(slot.data() + 8, 8)),
                .kind = static_cast<RecordKind>(slot[16]),
                .cut = slot[17] != 0,
                .bytes = {}};
  const auto length = static_cast<std::size_t>(get(slot.data() + 18, 2));
  constexpr std::string_view kKinds = "V><!=O";
  if (record.number == 0 || sum != sum_of(slot) || length > RingFile::kRecordBytesMax ||
      kKinds.find(static_cast<char>(slot[16])) == std::string_view::npos)
    return std::nullopt;
  record.bytes.assign(slot.begin() + kSlotHeader, slot.begin() + static_cast<std::ptrdiff_t>(kSlotHeader + length));
  return record;
}

std::string file_name(const std::string& device) {
  std::string name;
  for (const char letter : device) {
    const bool plain = (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
                       (letter >= 'A' && letter <= 'Z') || letter == '-' || letter == '.';
    name.push_back(plain ? letter : '_');
  }
  constexpr std::size_t kNameMax = 120;
  return name.substr(0, kNameMax) + ".trace";
}

Error unreadable(const std::filesystem::path& path, int error) {
  return {ErrorCode::file_unreadable, path.string() + ": " + std::generic_category().message(error)};
}

}  // namespace

Result<RingFile> RingFile::open(const std::filesystem::path& path, std::size_t slots) {
  std::uint64_t last = 0;
  if (std::filesystem::exists(path)) {
    auto records = read_ring_file(path);
    if (!records) return records.error();
    if (!records->empty()) last = records->back().number;
  }
  FileDescriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!file.ok()) return unreadable(path, errno);
  std::array<std::uint8_t, kHeaderBytes> header{};
  if (::pread(file.get(), header.data(), header.size(), 0) == static_cast<ssize_t>(header.size()) && last > 0) {
    slots = static_cast<std::size_t>(get(header.data() + 32, 4));  // an older file keeps its size
  } else {
    std::copy(kMagic.begin(), kMagic.end(), header.begin());
    put(header.data() + 32, slots, 4);
    if (::pwrite(file.get(), header.data(), header.size(), 0) != static_cast<ssize_t>(header.size()))
      return unreadable(path, errno);
  }
  return RingFile{std::move(file), slots, last};
}

void RingFile::append(RecordKind kind, std::int64_t monotonic_ns, BytesView bytes) {
  Record record{.number = last_ + 1, .monotonic_ns = monotonic_ns, .kind = kind, .bytes = {}};
  record.cut = bytes.size() > kRecordBytesMax;
  bytes = bytes.first(std::min(bytes.size(), kRecordBytesMax));
  record.bytes.assign(bytes.begin(), bytes.end());
  const Slot slot = encode(record);
  const auto at = static_cast<off_t>(kHeaderBytes + last_ % slots_ * kSlotBytes);
  if (::pwrite(file_.get(), slot.data(), slot.size(), at) == static_cast<ssize_t>(slot.size())) ++last_;
}

std::optional<RingFile> open_trace(const std::filesystem::path& directory, const std::string& device) {
  if (directory.empty()) return std::nullopt;
  std::error_code ignored;
  std::filesystem::create_directories(directory, ignored);
  auto file = RingFile::open(directory / file_name(device));
  if (!file) return std::nullopt;
  return std::move(*file);
}

bool is_ring_file(const std::filesystem::path& path) {
  std::ifstream input{path, std::ios::binary};
  std::array<char, kMagic.size()> begin{};
  return input.read(begin.data(), begin.size()) && std::string_view{begin.data(), begin.size()} == kMagic;
}

Result<std::vector<Record>> read_ring_file(const std::filesystem::path& path) {
  std::ifstream input{path, std::ios::binary};
  if (!input) return unreadable(path, ENOENT);
  std::array<char, RingFile::kHeaderBytes> header{};
  if (!input.read(header.data(), header.size()) || !std::string_view{header.data(), header.size()}.starts_with(kMagic))
    return Error{ErrorCode::message_invalid, path.string() + " is no trace of a device"};
  std::vector<Record> records;
  Slot slot{};
  for (std::size_t i = 0; i < kSlotsMax && input.read(reinterpret_cast<char*>(slot.data()), slot.size()); ++i) {
    if (auto record = decode(slot)) records.push_back(std::move(*record));
  }
  std::sort(records.begin(), records.end(), [](const Record& a, const Record& b) { return a.number < b.number; });
  return records;
}

}  // namespace kazasu::drivers::trace
