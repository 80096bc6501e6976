#pragma once

#include <chrono>
#include <cstddef>

#include "kazasu/drivers/scan/line_framer.hpp"

namespace kazasu::drivers {

struct SsiFraming {
  /// Silence between two bytes that breaks a packet: the character time-out of SSI.
  std::chrono::milliseconds idle{200};
  std::size_t max_bytes = 8192;  ///< of one scan, all its packets together
};

/// Packets of Zebra's Simple Serial Interface (SSI), of a scanner that sends decoded data in packets: length, opcode,
/// source, status, data and the two's complement of their sum. Every packet is answered: CMD_ACK, or CMD_NAK with what
/// was wrong, upon which the scanner sends it again. A packet that comes again because an answer was lost is no second
/// scan. Symbology is told where the scanner's type stands for one kind alone; QR and Data Matrix codes may be GS1's or
/// not, so for these it stays unknown unless the scanner also sends AIM identifiers.
class SsiFramer final : public LineFramer {
 public:
  explicit SsiFramer(SsiFraming framing) : framing_(framing) {}

  void pass_time(std::int64_t monotonic_ns, std::vector<FramedScan>& scans) override;
  [[nodiscard]] std::optional<std::int64_t> deadline_ns() const override;
  void reset() override;
  [[nodiscard]] Bytes take_answers() override;
  [[nodiscard]] std::string explain(ScanFault fault) const override;

 private:
  void take(std::uint8_t byte, std::vector<FramedScan>& scans) override;
  void packet(std::vector<FramedScan>& scans);
  void decoded(std::vector<FramedScan>& scans);
  void acknowledge();
  void refuse(std::uint8_t cause);
  [[nodiscard]] bool is_repetition() const;

  SsiFraming framing_;
  Bytes packet_;               ///< the one under way
  bool dropping_ = false;      ///< until silence: no packet begins so
  Bytes message_;              ///< data of the packets so far of a scan of several
  bool message_open_ = false;  ///< more packets of it will come
  bool too_long_ = false;      ///< the message is, and was told
  Bytes last_taken_;           ///< the last packet of data that was acknowledged, its status aside
  std::int64_t last_taken_ns_ = 0;
  Bytes answers_;
};

/// A packet of SSI as host or scanner send it, with its checksum. `data` has at most 251 bytes.
Bytes ssi_packet(std::uint8_t opcode, bool from_host, std::uint8_t status, BytesView data);

}  // namespace kazasu::drivers
