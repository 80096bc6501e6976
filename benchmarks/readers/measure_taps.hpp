#pragma once

namespace kazasu::bench {

/// Touches a card so often on a simulated reader of pcscd, with the SDK and with a bare client of PC/SC in turns, and
/// prints what each takes from touch to result beyond the time of reader and card.
void measure_pcsc_taps(int taps);

/// The same on a simulated PN532 behind libnfc, beside a bare client of libnfc, from the look that finds the card.
void measure_libnfc_taps(int taps);

}  // namespace kazasu::bench
