#pragma once

namespace kazasu {

/// How far what a device saw can be trusted (design.md, section 6).
enum class Assurance {
  claimed,        ///< anyone could copy it: UID, IDm, static barcode
  fresh,          ///< it expires: dynamic code, tag SUN message
  authenticated,  ///< a key was proved: FeliCa Lite-S MAC_A, signed wallet pass
};

}  // namespace kazasu
