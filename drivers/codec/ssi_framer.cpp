#include "kazasu/drivers/scan/ssi_framer.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace kazasu::drivers {
namespace {

// Opcodes and values as in Zebra's "Simple Serial Interface Programmer's Guide", 72E-40451.
constexpr std::uint8_t kDecodeData = 0xF3, kEvent = 0xF6, kCapabilities = 0xD4, kRevision = 0xA4, kParameters = 0xC6;
constexpr std::uint8_t kAck = 0xD0, kNak = 0xD1;
constexpr std::uint8_t kFromDecoder = 0x00, kFromHost = 0x04;
constexpr std::uint8_t kRetransmitted = 0x01, kMoreFollows = 0x02;  // bits of the status
constexpr std::uint8_t kResend = 0x01, kBadContext = 0x02;          // causes of a NAK
constexpr std::size_t kHeaderBytes = 4, kChecksumBytes = 2, kStatusAt = 3;
// The scanner waits 2 s for an answer and sends a packet twice more.
constexpr std::int64_t kRepetitionsNs = 7'000'000'000;
// What a packet of a longer scan is waited for after the one before.
constexpr std::int64_t kNextPacketNs = 2'000'000'000;

constexpr std::array<std::pair<std::uint8_t, std::string_view>, 18> kTypes{{{0x01, "A0"},    // Code 39
                                                                            {0x02, "F0"},    // Codabar
                                                                            {0x03, "C0"},    // Code 128
                                                                            {0x04, "S0"},    // Discrete 2 of 5
                                                                            {0x06, "I0"},    // Interleaved 2 of 5
                                                                            {0x07, "G0"},    // Code 93
                                                                            {0x08, "E0"},    // UPC-A
                                                                            {0x09, "E0"},    // UPC-E
                                                                            {0x0A, "E4"},    // EAN-8
                                                                            {0x0B, "E0"},    // EAN-13
                                                                            {0x0C, "H0"},    // Code 11
                                                                            {0x0E, "M0"},    // MSI
                                                                            {0x0F, "C1"},    // GS1-128
                                                                            {0x13, "A4"},    // Code 39 full ASCII
                                                                            {0x16, "E0"},    // Bookland
                                                                            {0x30, "e0"},    // GS1 DataBar-14
                                                                            {0x31, "e0"},    // Limited
                                                                            {0x32, "e0"}}};  // Expanded

std::string symbology_of(std::uint8_t type) {
  const auto known = std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& one) { return one.first == type; });
  return known == kTypes.end() ? std::string{} : std::string{known->second};
}

std::uint16_t checksum_of(BytesView bytes) {
  unsigned sum = 0;
  for (const std::uint8_t byte : bytes) sum += byte;
  return static_cast<std::uint16_t>(0x10000U - (sum & 0xFFFFU));
}

}  // namespace

Bytes ssi_packet(std::uint8_t opcode, bool from_host, std::uint8_t status, BytesView data) {
  Bytes packet{static_cast<std::uint8_t>(kHeaderBytes + data.size()), opcode, from_host ? kFromHost : kFromDecoder,
               status};
  packet.insert(packet.end(), data.begin(), data.end());
  const std::uint16_t checksum = checksum_of(packet);
  packet.push_back(static_cast<std::uint8_t>(checksum >> 8));
  packet.push_back(static_cast<std::uint8_t>(checksum & 0xFF));
  return packet;
}

void SsiFramer::pass_time(std::int64_t monotonic_ns, std::vector<FramedScan>& scans) {
  const auto deadline = deadline_ns();
  if (!deadline || monotonic_ns < *deadline) return;
  if (!packet_.empty() || dropping_) {
    if (!packet_.empty()) scans.push_back({{}, ScanFault::incomplete, *deadline});
    packet_.clear();
    dropping_ = false;
    refuse(kResend);
    last_byte_ns_ = *deadline;  // the packet's repetition is waited for from here
    return;
  }
  if (!std::exchange(too_long_, false)) scans.push_back({{}, ScanFault::incomplete, *deadline});
  message_open_ = false;
  message_.clear();
}

std::optional<std::int64_t> SsiFramer::deadline_ns() const {
  if (!packet_.empty() || dropping_) return last_byte_ns_ + std::chrono::nanoseconds{framing_.idle}.count();
  if (message_open_) return last_byte_ns_ + kNextPacketNs;
  return std::nullopt;
}

void SsiFramer::reset() {
  *this = SsiFramer{framing_};
}

Bytes SsiFramer::take_answers() {
  return std::exchange(answers_, {});
}

std::string SsiFramer::explain(ScanFault fault) const {
  switch (fault) {
    case ScanFault::incomplete:
      return "silence for " + std::to_string(framing_.idle.count()) +
             " ms within a packet, or no next packet; is the scanner set to SSI with packeted decode data?";
    case ScanFault::bad_block_check: return "a packet whose checksum is wrong; check speed and parity";
    case ScanFault::bad_length: return "bytes that no packet begins with; is the scanner set to SSI?";
    default: return "more than " + std::to_string(framing_.max_bytes) + " bytes in one scan";
  }
}

void SsiFramer::take(std::uint8_t byte, std::vector<FramedScan>& scans) {
  if (dropping_) return;
  if (packet_.empty() && byte < kHeaderBytes) {
    scans.push_back({{}, ScanFault::bad_length, last_byte_ns_});
    dropping_ = true;
    return;
  }
  packet_.push_back(byte);
  if (packet_.size() < packet_.front() + kChecksumBytes) return;
  packet(scans);
  packet_.clear();
}

void SsiFramer::packet(std::vector<FramedScan>& scans) {
  const std::size_t length = packet_.front();
  const std::uint16_t told = static_cast<std::uint16_t>(packet_[length] << 8 | packet_[length + 1]);
  packet_.resize(length);
  if (checksum_of(packet_) != told) {
    scans.push_back({{}, ScanFault::bad_block_check, last_byte_ns_});
    return refuse(kResend);
  }
  if (packet_[2] == kFromHost) return;  // an echo of what was sent to it
  switch (packet_[1]) {
    case kDecodeData: return decoded(scans);
    case kEvent:
    case kCapabilities:
    case kRevision:
    case kParameters: return acknowledge();
    case kAck:
    case kNak: return;
    default: return refuse(kBadContext);
  }
}

void SsiFramer::decoded(std::vector<FramedScan>& scans) {
  if (packet_.size() <= kHeaderBytes) return refuse(kBadContext);  // without a type
  acknowledge();
  if (is_repetition()) return;
  const bool more = (packet_[kStatusAt] & kMoreFollows) != 0;
  const std::uint8_t type = packet_[kHeaderBytes];
  const auto data = BytesView{packet_}.subspan(kHeaderBytes + 1);
  last_taken_ = packet_;
  last_taken_[kStatusAt] &= static_cast<std::uint8_t>(~kRetransmitted);
  last_taken_ns_ = last_byte_ns_;
  if (!too_long_ && message_.size() + data.size() > framing_.max_bytes) {
    scans.push_back({{}, ScanFault::too_long, last_byte_ns_});
    message_.clear();
    too_long_ = true;
  }
  if (!too_long_) message_.insert(message_.end(), data.begin(), data.end());
  message_open_ = more;
  if (more) return;
  if (!std::exchange(too_long_, false) && !message_.empty())
    scans.push_back({std::exchange(message_, {}), std::nullopt, last_byte_ns_, symbology_of(type)});
  message_.clear();
}

/// Whether the packet was taken before, and comes again as its answer was lost.
bool SsiFramer::is_repetition() const {
  if ((packet_[kStatusAt] & kRetransmitted) == 0 || last_byte_ns_ - last_taken_ns_ > kRepetitionsNs) return false;
  Bytes first = packet_;
  first[kStatusAt] &= static_cast<std::uint8_t>(~kRetransmitted);
  return first == last_taken_;
}

void SsiFramer::acknowledge() {
  const Bytes answer = ssi_packet(kAck, true, 0, {});
  answers_.insert(answers_.end(), answer.begin(), answer.end());
}

void SsiFramer::refuse(std::uint8_t cause) {
  const Bytes answer = ssi_packet(kNak, true, 0, BytesView{&cause, 1});
  answers_.insert(answers_.end(), answer.begin(), answer.end());
}

}  // namespace kazasu::drivers
