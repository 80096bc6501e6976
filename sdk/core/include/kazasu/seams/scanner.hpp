#pragma once

#include "kazasu/seams/device.hpp"

namespace kazasu {

/// A barcode or QR scanner: posts one sighting per whole scan.
class Scanner : public SensingDevice {};

}  // namespace kazasu
