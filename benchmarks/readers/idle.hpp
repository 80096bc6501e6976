#pragma once

#include <string>

namespace kazasu::bench {

/// Has a process of its own watch a reader that no card comes to for so many seconds (at least 30 say something), with
/// the simulator outside it, and prints its processor time with that of its helper; pcscd's apart.
void measure_idle(const std::string& way, int seconds);

/// That process: opens the reader, waits, and ends.
int watch(const std::string& uri, int seconds);

}  // namespace kazasu::bench
