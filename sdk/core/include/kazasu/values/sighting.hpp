#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "kazasu/values/bytes.hpp"

namespace kazasu {

/// A FeliCa card, with what a Lite-S proves of itself when it is one.
struct FelicaSighting {
  Bytes idm;  ///< 8 bytes
  Bytes pmm;  ///< 8 bytes
  std::uint16_t system_code = 0;

  /// An internal authentication's transcript: whoever knows the card key can check it (FeliCa Lite-S, MAC_A on read).
  struct LiteSProof {
    Bytes challenge;                     ///< RC as written, 16 bytes
    Bytes id_block;                      ///< block 82h, 16 bytes
    std::uint16_t card_key_version = 0;  ///< CKV
    Bytes card_key_version_block;        ///< block 86h, 16 bytes
    Bytes mac_a;                         ///< 8 bytes, over blocks 82h, 86h
  };
  std::optional<LiteSProof> lite_s;
};

/// A contactless card of another technology: an identifier only.
struct UidSighting {
  Bytes uid;
};

/// One whole scan.
struct ScanSighting {
  std::string symbology;  ///< AIM identifier without `]`, as in "E0"; "" if the scanner sends none
  Bytes data;             ///< as it came, without identifier, prefix and suffix
  /// It may be the other mark of the pack that was scanned just before: the same GTIN in another symbol within a
  /// second. Add no line for it, or ask.
  bool second_mark = false;
};

/// What a device saw.
struct Sighting {
  std::string device;  ///< URI of the device
  std::int64_t monotonic_ns = 0;
  std::variant<FelicaSighting, UidSighting, ScanSighting> seen;
  std::uint8_t attempts = 1;  ///< how often the card was asked until it was read

  /// A scan that the POS's own scanner made. `symbology` as in ScanSighting.
  static Sighting from_scan(BytesView data, std::string symbology = {});
};

}  // namespace kazasu
