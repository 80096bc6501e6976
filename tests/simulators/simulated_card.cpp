#include "simulators/simulated_card.hpp"

namespace kazasu::simulators {

std::optional<Bytes> SimulatedCard::felica(BytesView) { return std::nullopt; }

}  // namespace kazasu::simulators
