#include "simulators/uid_card.hpp"

#include "simulators/contactless_atr.hpp"

namespace kazasu::simulators {

Bytes UidCard::atr() const { return contactless_atr(0x03, 0x0003); }

}  // namespace kazasu::simulators
