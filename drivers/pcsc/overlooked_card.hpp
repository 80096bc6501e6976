#pragma once

#include <winscard.h>

#include <string>

namespace kazasu::drivers::pcsc {

/// Whether a card lies on a reader of which the daemon says that none does; if so the daemon is made to see it (the
/// card is reset). When a command fails because its card has gone, pcsc-lite (SCardTransmit, 1.9.9 to 2.5.1) notes the
/// reader as empty with no lock held, after its other thread may have noted the next card: that card is never told
/// then.
bool find_overlooked_card(SCARDCONTEXT context, const std::string& reader);

}  // namespace kazasu::drivers::pcsc
