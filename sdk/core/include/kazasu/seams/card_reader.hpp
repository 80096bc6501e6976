#pragma once

#include "kazasu/seams/device.hpp"

namespace kazasu {

/// A contactless reader: posts one sighting per touch and `card_removed` when the card has gone.
class CardReader : public SensingDevice {};

}  // namespace kazasu
