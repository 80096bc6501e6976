#pragma once

#include <memory>
#include <string_view>

#include "kazasu/seams/clock.hpp"
#include "kazasu/seams/device.hpp"
#include "kazasu/seams/entropy.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::drivers {

/// A scanner and card reader with no hardware for a program that names its devices by URI:
/// `simulated:/run/user/1000/lane1` is a FIFO that whoever may write to it drives, one line a touch or scan:
///
/// | line | |
/// | --- | --- |
/// | `scan E0 4901234567894` | a scan; `-` for one without AIM identifier. The data is the rest of the line |
/// | `hid E0 …`, `type E0 …` | likewise, but as HID POS reports, and as keys of the US layout |
/// | `line 34390D`, `report 02…` | bytes of a serial line, a HID POS report, in hex: whatever a broken scanner sends |
/// | `keys 5+ 5- 28+ 28-` | Linux key codes pressed and released; `DROP`: the kernel lost some |
/// | `silence` | nothing more comes for long: what has begun is broken |
/// | `felica IDM PMM SYSTEM_CODE` | a card: 16, 16 and 4 hex digits. With 88B4 and a Lite-S's PMm, one fresh from Sony
/// | | `lite_s ID CKV CK` | a member card: ID block (it begins with the IDm), key version, key: 32, 4, 32 hex digits |
/// | `uid 04A1B2C3D4E5F6` | a card of type A: 4, 7 or 10 bytes |
/// | `phone 1` | a phone with no member app: a random UID, another for each touch and number |
/// | `beside uid …` | one card more beside that which lies there |
/// | `remove` | no card lies there any more |
/// | `fault card_leaves 3` | the next card is torn away at the third command; all kinds: reader_fault.hpp |
/// | `fail scan_broken` | the notice `failed` with this error code |
/// | `lost`, `ready` | unplugged, and back |
///
/// Cards talk in the frames of the reader that it is like: `simulated:/run/user/1000/lane1?reader=acr122u`; rc_s300 if
/// none is named (reader_make.hpp).
///
/// `echo 'scan E0 4901234567894' > /run/user/1000/lane1` is a scan. Makes the FIFO (0600) at `start` and removes it at
/// `stop`, unless it was there before. A line that is none posts the notice `failed` with `invalid_argument`.
/// `clock` and `entropy` outlive the device. Fails: `configuration_invalid`; `start` fails with `configuration_invalid`
/// if the path is something else than a FIFO, `device_permission` or `device_not_found` if it cannot be made or opened.
Result<std::unique_ptr<SensingDevice>> open_simulated_device(std::string_view uri, Clock& clock, Entropy& entropy);

}  // namespace kazasu::drivers
