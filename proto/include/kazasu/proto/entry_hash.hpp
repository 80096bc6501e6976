#pragma once

#include <cstdint>
#include <string_view>

#include "kazasu/proto/digest.hpp"
#include "kazasu/v1/journal.pb.h"

namespace kazasu::proto {

/// The hash before an epoch's first entry.
inline constexpr Digest kGenesisHash{};

/// SHA-256(domain ‖ terminal ‖ epoch ‖ seq ‖ kind ‖ times ‖ prev_hash ‖ body): binds an entry to its identity and to
/// all entries before it. `entry.hash` is not read.
Digest entry_hash(std::string_view terminal, std::uint64_t epoch, const Digest& prev_hash, const v1::Entry& entry);

}  // namespace kazasu::proto
