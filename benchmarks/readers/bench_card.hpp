#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "kazasu/drivers/simulated/felica_lite_s_card.hpp"
#include "simulators/private_pcscd.hpp"

namespace kazasu::bench {

/// A member card: a FeliCa Lite-S with a key, which the SDK asks for a proof.
std::shared_ptr<simulators::FelicaLiteSCard> bench_card();

// What radio takes. A FeliCa command and its answer at 212 kbit/s with the card's own time: 3 ms. A look for cards in
// vain: the mean of the polling plan's steps (docs/readers.md).
constexpr std::chrono::microseconds kExchange{3'000};
constexpr std::chrono::microseconds kEmptyLook{6'800};

constexpr int kRounds = 4;  ///< kazasu and a bare client in turns, so that a slow moment of the machine falls on both

/// Takes the process's PC/SC calls to this daemon; before the first of them.
void point_clients_at(const simulators::PrivatePcscd& daemon);

[[noreturn]] void fail(const std::string& what);

}  // namespace kazasu::bench
