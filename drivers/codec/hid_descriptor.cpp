#include <algorithm>
#include <array>

#include "kazasu/drivers/scan/hid_pos.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kDescriptorMax = 4'096;  // HID_MAX_DESCRIPTOR_SIZE
constexpr std::size_t kReportBytesMax = 4'096;
constexpr std::size_t kStackMax = 8;
constexpr std::size_t kUsagesMax = 256;

// Items by their first byte without the two bits of size (HID 1.11, 6.2.2).
constexpr std::uint8_t kLongItem = 0xFE;
constexpr std::uint8_t kInput = 0x80, kCollection = 0xA0, kEndCollection = 0xC0, kOutput = 0x90, kFeature = 0xB0;
constexpr std::uint8_t kUsagePage = 0x04, kReportSize = 0x74, kReportId = 0x84, kReportCount = 0x94;
constexpr std::uint8_t kPush = 0xA4, kPop = 0xB4;
constexpr std::uint8_t kUsage = 0x08, kUsageMinimum = 0x18, kUsageMaximum = 0x28;

constexpr std::uint32_t kBarcodePage = 0x8C0000;
constexpr std::uint32_t kIdentifier1 = kBarcodePage | 0xFB;
constexpr std::uint32_t kDecodedData = kBarcodePage | 0xFE;
constexpr std::uint32_t kDataContinued = kBarcodePage | 0xFF;
constexpr std::uint32_t kByteCount = 0x01003B;  // Generic Desktop

struct Globals {
  std::uint32_t page = 0;
  std::uint32_t report_size = 0;  ///< bits
  std::uint32_t report_count = 0;
  std::uint8_t report_id = 0;
};

/// A field of the scanned data report, in bits from the report's first byte.
struct Field {
  std::uint32_t usage = 0;
  std::uint8_t report_id = 0;
  std::size_t bit = 0;
  std::size_t bits = 0;
};

Error bad(std::string_view what) {
  return scan_error(ScanFault::bad_descriptor, what);
}

class DescriptorReader {
 public:
  Result<void> read(BytesView descriptor) {
    if (descriptor.empty() || descriptor.size() > kDescriptorMax) return bad("1 to 4096 bytes are wanted");
    for (std::size_t at = 0; at < descriptor.size();) {
      const std::uint8_t head = descriptor[at];
      if (head == kLongItem) return bad("a long item");  // reserved since HID 1.0; nothing uses them
      const std::size_t size = (head & 3) == 3 ? 4 : head & 3;
      if (descriptor.size() - at - 1 < size) return bad("it ends in an item");
      std::uint32_t value = 0;
      for (std::size_t i = 0; i < size; ++i) value |= std::uint32_t{descriptor[at + 1 + i]} << (8 * i);
      if (auto taken = take(head & 0xFC, size, value); !taken) return taken;
      at += 1 + size;
    }
    return depth_ == 0 ? Result<void>{} : bad("a collection without its end");
  }

  Result<HidPosLayout> layout() const {
    const Field* data = find(kDecodedData, nullptr);
    if (data == nullptr) return scan_error(ScanFault::not_a_scanner, "the device reports no decoded data of page 8C");
    if (data->bit % 8 != 0 || data->bits % 8 != 0 || data->bits == 0) return bad("decoded data is not in whole bytes");
    HidPosLayout layout;
    layout.id = data->report_id;
    layout.size = (bits_[data->report_id] + 7) / 8;
    layout.data = data->bit / 8;
    layout.data_len = data->bits / 8;
    if (const Field* count = find(kByteCount, data); count != nullptr && count->bit % 8 == 0 && count->bits == 8)
      layout.count = count->bit / 8;
    if (const Field* aim = find(kIdentifier1, data);
        aim != nullptr && aim->bit % 8 == 0 && aim->bits == 8 && aim->bit / 8 + 3 <= layout.size)
      layout.aim = aim->bit / 8;
    if (const Field* cont = find(kDataContinued, data)) {
      layout.cont = cont->bit / 8;
      layout.cont_bit = static_cast<unsigned>(cont->bit % 8);
    }
    return layout;
  }

 private:
  Result<void> take(std::uint8_t tag, std::size_t size, std::uint32_t value) {
    switch (tag) {
      case kInput: {
        auto added = add_input(value);
        usages_.clear();
        return added;
      }
      case kOutput:
      case kFeature: usages_.clear(); return {};
      case kCollection:
        usages_.clear();
        return ++depth_ > kDescriptorMax ? bad("too many collections") : Result<void>{};
      case kEndCollection:
        usages_.clear();
        if (depth_ == 0) return bad("the end of a collection that did not begin");
        --depth_;
        return {};
      case kUsagePage: globals_.page = value; return {};
      case kReportSize: globals_.report_size = value; return {};
      case kReportCount: globals_.report_count = value; return {};
      case kReportId:
        if (value == 0 || value > 0xFF) return bad("a report id is 1 to 255");
        globals_.report_id = static_cast<std::uint8_t>(value);
        return {};
      case kPush:
        if (stack_.size() == kStackMax) return bad("more than 8 pushed states");
        stack_.push_back(globals_);
        return {};
      case kPop:
        if (stack_.empty()) return bad("a pop without a push");
        globals_ = stack_.back();
        stack_.pop_back();
        return {};
      case kUsage: return add_usage(whole(size, value));
      case kUsageMinimum: minimum_ = whole(size, value); return {};
      case kUsageMaximum: {
        const std::uint32_t last = whole(size, value);
        if (last < minimum_ || last - minimum_ >= kUsagesMax) return {};  // a keyboard's keys and the like
        for (std::uint32_t usage = minimum_; usage <= last; ++usage) {
          if (auto added = add_usage(usage); !added) return added;
        }
        return {};
      }
      default: return {};
    }
  }

  /// A usage of four bytes names its page itself.
  [[nodiscard]] std::uint32_t whole(std::size_t size, std::uint32_t value) const {
    return size == 4 ? value : (globals_.page << 16 | value);
  }

  Result<void> add_usage(std::uint32_t usage) {
    if (usages_.size() == kUsagesMax) return bad("more than 256 usages of one item");
    usages_.push_back(usage);
    return {};
  }

  Result<void> add_input(std::uint32_t flags) {
    std::size_t& end = bits_[globals_.report_id];
    if (end == 0 && globals_.report_id != 0) end = 8;  // the id itself
    const std::uint64_t bits = std::uint64_t{globals_.report_size} * globals_.report_count;
    if (globals_.report_size > kReportBytesMax * 8 || bits > kReportBytesMax * 8 || end + bits > kReportBytesMax * 8)
      return bad("a report of more than 4096 bytes");
    const bool constant = (flags & 1) != 0;
    if (!constant && bits > 0) add_fields(end);
    end += bits;
    return {};
  }

  /// One usage each; the last one goes for all that are left, as for the bytes of decoded data.
  void add_fields(std::size_t begin) {
    const std::size_t count = globals_.report_count;
    for (std::size_t i = 0; i < std::min(usages_.size(), count); ++i) {
      const std::size_t spans = i + 1 == usages_.size() ? count - i : 1;
      fields_.push_back(
          {usages_[i], globals_.report_id, begin + i * globals_.report_size, spans * globals_.report_size});
    }
  }

  /// The first field of a usage; with `beside`, in that field's report.
  [[nodiscard]] const Field* find(std::uint32_t usage, const Field* beside) const {
    const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const Field& field) {
      return field.usage == usage && (beside == nullptr || field.report_id == beside->report_id);
    });
    return found == fields_.end() ? nullptr : &*found;
  }

  Globals globals_;
  std::vector<Globals> stack_;
  std::vector<std::uint32_t> usages_;
  std::uint32_t minimum_ = 0;
  std::size_t depth_ = 0;
  std::array<std::size_t, 256> bits_{};  ///< of each report so far, with its id
  std::vector<Field> fields_;
};

}  // namespace

Result<HidPosLayout> parse_hid_pos_descriptor(BytesView descriptor) {
  DescriptorReader reader;
  if (auto read = reader.read(descriptor); !read) return read.error();
  return reader.layout();
}

}  // namespace kazasu::drivers
