#include "scanner/recording.hpp"

#include <linux/input.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

#include "trace/ring_file.hpp"
#include "trace/scan_recorder.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::string_view kPrefix = "recording=";
constexpr std::uintmax_t kFileBytesMax = 64 * 1024 * 1024;
constexpr std::size_t kReportBytesMax = 4'096;
constexpr std::int64_t kNsPerSecond = 1'000'000'000, kSecondsMax = 1'000'000'000;

template <class Number>
bool parse(std::string_view text, Number& number, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc{} && end == text.data() + text.size();
}

/// `12.345678` as nanoseconds.
bool parse_seconds(std::string_view text, std::int64_t& ns) {
  const std::size_t dot = text.find('.');
  std::int64_t seconds = 0;
  if (!parse(text.substr(0, dot), seconds) || seconds < 0 || seconds > kSecondsMax) return false;
  ns = seconds * kNsPerSecond;
  if (dot == std::string_view::npos) return true;
  std::string fraction{text.substr(dot + 1)};
  std::int64_t rest = 0;
  if (fraction.empty() || fraction.size() > 9) return false;
  fraction.resize(9, '0');
  if (!parse(std::string_view{fraction}, rest) || rest < 0) return false;
  ns += rest;
  return true;
}

Bytes bytes_of(const input_event& event) {
  Bytes bytes(sizeof event);
  std::memcpy(bytes.data(), &event, sizeof event);
  return bytes;
}

/// The words of a line, up to a comment.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::istringstream stream{line.substr(0, line.find('#'))};
  for (std::string word; stream >> word;) words.push_back(std::move(word));
  return words;
}

bool add_event(const std::vector<std::string>& words, Recording& recording) {
  Recording::Read read;
  input_event event{};
  if (words.size() != 5 || !parse_seconds(words[1], read.monotonic_ns) || !parse(words[2], event.type, 16) ||
      !parse(words[3], event.code, 16) || !parse(words[4], event.value))
    return false;
  read.bytes = bytes_of(event);
  recording.reads.push_back(std::move(read));
  return true;
}

/// A size and as many bytes in hexadecimal, from the word `first` on.
bool parse_counted(const std::vector<std::string>& words, std::size_t first, Bytes& bytes) {
  std::size_t size = 0;
  if (words.size() <= first || !parse(words[first], size) || size > kReportBytesMax || words.size() != first + 1 + size)
    return false;
  for (std::size_t i = first + 1; i < words.size(); ++i) {
    std::uint8_t byte = 0;
    if (!parse(words[i], byte, 16)) return false;
    bytes.push_back(byte);
  }
  return true;
}

bool add_report(const std::vector<std::string>& words, Recording& recording) {
  Recording::Read read;
  if (words.size() < 3 || !parse_seconds(words[1], read.monotonic_ns) || !parse_counted(words, 2, read.bytes))
    return false;
  recording.reads.push_back(std::move(read));
  return true;
}

Error wrong_line(std::string_view name, std::size_t number, std::string_view wanted) {
  return {ErrorCode::message_invalid, std::string{name} + ":" + std::to_string(number) +
                                          ": no line of a recording; wanted is " + std::string{wanted}};
}

/// What the flight recorder kept: an opened record holds the report descriptor, and reads follow.
Result<Recording> of_flight_recorder(const std::filesystem::path& file) {
  auto records = trace::read_ring_file(file);
  if (!records) return records.error();
  Recording recording;
  bool opened = false;
  for (trace::Record& record : *records) {
    if (record.kind == trace::RecordKind::opened) {
      if (record.cut)
        return Error{ErrorCode::message_invalid, file.string() + ": the report descriptor is too long for a trace"};
      opened = true;
      recording.report_descriptor = trace::opened_descriptor(record.bytes);
    } else if (record.kind == trace::RecordKind::received && opened && !record.cut) {
      recording.reads.push_back({record.monotonic_ns, std::move(record.bytes)});
    }
  }
  if (!opened) return Error{ErrorCode::message_invalid, file.string() + " is no trace of a scanner"};
  return recording;
}

using AddLine = bool (*)(const std::vector<std::string>&, Recording&);

Result<Recording> parse_text(std::string_view text, std::string_view name, AddLine add, std::string_view wanted) {
  Recording recording;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string line{text.substr(0, end)};
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    const auto words = words_of(line);
    if (words.empty()) continue;
    if (words[0] == "R:") {
      Bytes descriptor;
      if (!recording.report_descriptor.empty() || !parse_counted(words, 1, descriptor))
        return wrong_line(name, number, "R: size bytes, once");
      recording.report_descriptor = std::move(descriptor);
    } else if (words[0] == "E:") {
      if (!add(words, recording)) return wrong_line(name, number, wanted);
      const auto& reads = recording.reads;
      if (reads.size() > 1 && reads.back().monotonic_ns < reads[reads.size() - 2].monotonic_ns)
        return wrong_line(name, number, "a time not before the line above");
    } else if (words[0].size() != 2 || words[0][1] != ':') {
      return wrong_line(name, number, wanted);  // N:, I:, P:, B:, A:, D: describe the device
    }
  }
  if (recording.reads.empty())
    return Error{ErrorCode::message_invalid, std::string{name} + " has no line " + std::string{wanted}};
  return recording;
}

using Parse = Result<Recording> (*)(std::string_view text, std::string_view name);

Result<Recording> read_file(const std::filesystem::path& file, Parse parse) {
  std::error_code failed;
  // A pipe would be waited for until someone writes to it.
  if (!std::filesystem::is_regular_file(file, failed))
    return Error{ErrorCode::file_unreadable, file.string() + ": it is no file"};
  std::ifstream stream{file};
  if (!stream || std::filesystem::file_size(file, failed) > kFileBytesMax || failed)
    return Error{ErrorCode::file_unreadable, file.string() + ": it cannot be opened, or has more than 64 MiB"};
  if (trace::is_ring_file(file)) return of_flight_recorder(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return parse(text.str(), file.string());
}

}  // namespace

std::optional<std::filesystem::path> recording_of(const DeviceUri& uri) {
  if (!std::string_view{uri.path}.starts_with(kPrefix)) return std::nullopt;
  return std::filesystem::path{uri.path.substr(kPrefix.size())};
}

Result<Recording> parse_event_recording(std::string_view text, std::string_view name) {
  return parse_text(text, name, add_event, "E: seconds type code value, as evemu-record writes it");
}

Result<Recording> parse_report_recording(std::string_view text, std::string_view name) {
  return parse_text(text, name, add_report, "E: seconds size bytes, as hid-recorder writes it");
}

Result<Recording> read_event_recording(const std::filesystem::path& file) {
  return read_file(file, parse_event_recording);
}

Result<Recording> read_report_recording(const std::filesystem::path& file) {
  auto recording = read_file(file, parse_report_recording);
  if (recording && recording->report_descriptor.empty())
    return Error{ErrorCode::message_invalid, file.string() + " has no report descriptor (R: size bytes)"};
  return recording;
}

}  // namespace kazasu::drivers
