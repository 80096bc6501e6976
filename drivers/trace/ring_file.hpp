#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"
#include "system/file_descriptor.hpp"

namespace kazasu::drivers::trace {

enum class RecordKind : std::uint8_t {
  visit = 'V',     ///< a card came: the reader's name, a zero byte, the ATR or the card as libnfc found it
  sent = '>',      ///< to reader or card
  received = '<',  ///< from it
  failed = '!',    ///< instead of `received`: the error's number, 2 bytes
  told = '=',      ///< what the driver made of the visit: a word
  opened = 'O',  ///< a scanner was opened: its URI, a zero byte, its report descriptor if it has one; its reads follow
};

struct Record {
  std::uint64_t number = 0;  ///< 1, 2, 3 … for the life of the file
  std::int64_t monotonic_ns = 0;
  RecordKind kind = RecordKind::sent;
  bool cut = false;  ///< longer than a slot holds
  Bytes bytes;
};

/// A file of a fixed number of slots; when they are full the oldest is overwritten. A slot is written at once and has a
/// check sum, so that a power cut costs the newest record at most. Thread: one at a time.
class RingFile {
 public:
  static constexpr std::size_t kSlotBytes = 512, kHeaderBytes = 64, kRecordBytesMax = kSlotBytes - 32;
  static constexpr std::size_t kSlotsDefault = 2'048;  ///< 1 MiB

  /// Opens or makes it (0600) and goes on after its newest record. `file_unreadable` if the path cannot be used.
  static Result<RingFile> open(const std::filesystem::path& path, std::size_t slots = kSlotsDefault);
  /// A write that fails is left out: a trace is never worth a sale.
  void append(RecordKind kind, std::int64_t monotonic_ns, BytesView bytes);

 private:
  RingFile(FileDescriptor file, std::size_t slots, std::uint64_t last)
      : file_(std::move(file)), slots_(slots), last_(last) {}

  FileDescriptor file_;
  std::size_t slots_;
  std::uint64_t last_;
};

/// The ring file of a device in `directory`, which is made if it is missing; nothing if none can be (a device works
/// without), or if `directory` is empty.
std::optional<RingFile> open_trace(const std::filesystem::path& directory, const std::string& device);

/// Whether a file begins as a trace.
bool is_ring_file(const std::filesystem::path& path);

/// All records, oldest first. `file_unreadable` if it is not there, `message_invalid` if it is no trace.
Result<std::vector<Record>> read_ring_file(const std::filesystem::path& path);

}  // namespace kazasu::drivers::trace
