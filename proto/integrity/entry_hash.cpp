#include "kazasu/proto/entry_hash.hpp"

#include "kazasu/proto/framed_bytes.hpp"

namespace kazasu::proto {

Digest entry_hash(std::string_view terminal, std::uint64_t epoch, const Digest& prev_hash, const v1::Entry& entry) {
  FramedBytes framed{"kazasu.entry.v1"};
  framed.text(terminal)
      .integer(epoch)
      .integer(entry.seq())
      .integer(static_cast<std::uint64_t>(entry.kind()))
      .integer(static_cast<std::uint64_t>(entry.wall_unix_ms()))
      .integer(static_cast<std::uint64_t>(entry.monotonic_ns()))
      .blob(prev_hash)
      .text(entry.body());
  return sha256(framed.bytes());
}

}  // namespace kazasu::proto
