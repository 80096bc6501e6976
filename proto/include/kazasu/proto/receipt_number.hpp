#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::proto {

/// An entry's identity: (terminal, epoch, seq).
struct EntryId {
  std::string terminal;
  std::uint64_t epoch = 0;
  std::uint64_t seq = 0;

  friend auto operator<=>(const EntryId&, const EntryId&) = default;
};

/// The printable form of an identity, `R1-1-000123`: derived from it, never stored or sent in its place.
std::string format_receipt_number(const EntryId& id);
Result<EntryId> parse_receipt_number(std::string_view text);

}  // namespace kazasu::proto
