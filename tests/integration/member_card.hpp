#pragma once

#include <memory>

#include "integration/sensed.hpp"
#include "kazasu/drivers/simulated/felica_lite_s_card.hpp"

/// A member card, one of the issuer of these tests.
std::shared_ptr<kazasu::simulators::FelicaLiteSCard> member_card(std::uint8_t number = 0x88);
/// Takes the next sighting and checks that it is that card with a proof of its key.
void expect_proof_of(const kazasu::simulators::FelicaLiteSCard& card, Sensed& sensed);
/// Takes the next notice and checks its kind.
kazasu::DeviceNotice expect_notice(kazasu::DeviceNotice::Kind kind, Sensed& sensed);
