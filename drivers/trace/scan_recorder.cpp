#include "trace/scan_recorder.hpp"

#include <linux/input.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace kazasu::drivers::trace {
namespace {

// Named again after so many reads, so that a full ring still tells what it is of.
constexpr std::size_t kOpenedEvery = 512;
constexpr std::size_t kEventsPerRecord = RingFile::kRecordBytesMax / sizeof(input_event);

std::uint16_t masked_key(std::uint16_t code) {
  const bool digit = code >= KEY_1 && code <= KEY_0;
  const bool letter =
      (code >= KEY_Q && code <= KEY_P) || (code >= KEY_A && code <= KEY_L) || (code >= KEY_Z && code <= KEY_M);
  const bool keypad = (code >= KEY_KP7 && code <= KEY_KP9) || (code >= KEY_KP4 && code <= KEY_KP6) ||
                      (code >= KEY_KP1 && code <= KEY_KP0);
  return digit ? KEY_0 : letter ? KEY_A : keypad ? KEY_KP0 : code;
}

void mask_events(Bytes& bytes) {
  for (std::size_t at = 0; at + sizeof(input_event) <= bytes.size(); at += sizeof(input_event)) {
    input_event event{};
    std::memcpy(&event, bytes.data() + at, sizeof event);
    if (event.type == EV_KEY) event.code = masked_key(event.code);
    if (event.type == EV_MSC) event.value = 0;  // the key's number on its own device
    std::memcpy(bytes.data() + at, &event, sizeof event);
  }
}

bool is_letter(std::uint8_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// AIM identifiers stay: `]` and two characters.
void mask_characters(std::uint8_t* first, const std::uint8_t* end) {
  for (std::uint8_t* at = first; at < end; ++at) {
    if (*at == ']' && end - at > 2 && is_letter(at[1]) && at[2] >= '0' && at[2] <= '9') {
      at += 2;
    } else if (*at >= '0' && *at <= '9') {
      *at = '0';
    } else if (is_letter(*at) || *at >= 0x80) {
      *at = 'a';
    }
  }
}

}  // namespace

Bytes opened_descriptor(BytesView record) {
  const auto zero = std::find(record.begin(), record.end(), std::uint8_t{0});
  if (zero == record.end()) return {};
  return {zero + 1, record.end()};
}

std::unique_ptr<ScanRecorder> ScanRecorder::open(const std::filesystem::path& directory, const std::string& device,
                                                 ScanReads reads, bool whole, Clock& clock) {
  auto file = open_trace(directory, device);
  if (!file) return nullptr;
  return std::unique_ptr<ScanRecorder>{new ScanRecorder{std::move(*file), device, reads, whole, clock}};
}

void ScanRecorder::append_opened() {
  since_opened_ = 0;
  Bytes bytes{device_.begin(), device_.end()};
  bytes.push_back(0);
  bytes.insert(bytes.end(), report_descriptor_.begin(), report_descriptor_.end());
  append(RecordKind::opened, bytes);
}

void ScanRecorder::opened(BytesView report_descriptor) {
  report_descriptor_.assign(report_descriptor.begin(), report_descriptor.end());
  layout_.reset();
  if (auto layout = parse_hid_pos_descriptor(report_descriptor)) layout_ = *layout;
  append_opened();
}

void ScanRecorder::mask(Bytes& bytes) const {
  if (reads_ == ScanReads::input_events) return mask_events(bytes);
  std::size_t first = 0, size = bytes.size();
  if (layout_) {
    first = std::min(layout_->data, bytes.size());
    size = std::min(layout_->data_len, bytes.size() - first);
  }
  mask_characters(bytes.data() + first, bytes.data() + first + size);
}

void ScanRecorder::read(BytesView bytes) {
  if (++since_opened_ > kOpenedEvery) append_opened();
  Bytes kept{bytes.begin(), bytes.end()};
  if (!whole_) mask(kept);
  if (reads_ == ScanReads::hid_reports) return append(RecordKind::received, kept);
  const std::size_t most =
      reads_ == ScanReads::input_events ? kEventsPerRecord * sizeof(input_event) : RingFile::kRecordBytesMax;
  for (BytesView rest = kept; !rest.empty(); rest = rest.subspan(std::min(most, rest.size())))
    append(RecordKind::received, rest.first(std::min(most, rest.size())));
}

}  // namespace kazasu::drivers::trace
