#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "kazasu/drivers/simulated/card.hpp"

namespace kazasu::simulators {

/// NXP's PN532 as a host sees it: commands in, answers out; frames and line are Pn532Line's. Written from the chip's
/// user manual and recorded dialogues, from the chip's side. Thread: one at a time.
class Pn532Chip {
 public:
  /// The cards on the antenna. Those that were there before keep their state.
  void set_cards(std::vector<std::shared_ptr<Card>> cards);

  /// A command without TFI (D4), from its code on. The answer from its code on; empty for a syntax error; nothing while
  /// the chip waits for a card (endless activation, InAutoPoll): ask again with `resume` when the cards change.
  std::optional<Bytes> execute(BytesView command);
  std::optional<Bytes> resume();
  /// The host sent ACK: the command under way is dropped.
  void abort() { waiting_.clear(); }
  [[nodiscard]] bool is_waiting() const { return !waiting_.empty(); }

  /// Whether the latest answer named a card, and how many times the chip looked for one in vain.
  [[nodiscard]] bool found_card() const { return found_card_; }
  [[nodiscard]] bool looked_in_vain() const { return looked_in_vain_; }

 private:
  struct Target {
    std::shared_ptr<Card> card;
    Bytes description;  ///< as InListPassiveTarget tells it, after Tg
  };

  Bytes list(BytesView parameters, bool& nothing_found);
  Bytes auto_poll(BytesView parameters, bool& nothing_found);
  std::vector<Target> activate(std::uint8_t modulation, BytesView initiator_data);
  std::vector<Target> poll_felica(BytesView initiator_data);
  Bytes exchange(std::uint8_t code, BytesView parameters);
  Bytes communicate_thru(BytesView parameters);
  Bytes read_registers(BytesView parameters);
  Bytes write_registers(BytesView parameters);
  Bytes configure_radio(BytesView parameters);
  void release();

  std::vector<std::shared_ptr<Card>> cards_;
  std::vector<Target> targets_;
  std::map<std::uint16_t, std::uint8_t> registers_;
  Bytes command_parts_;  ///< of a command that comes in several exchanges (MI)
  Bytes answer_rest_;    ///< of an answer that goes in several
  Bytes waiting_;        ///< the command that waits for a card
  bool field_on_ = false;
  bool endless_ = true;  ///< MxRtyPassiveActivation is FF
  bool auto_rats_ = true;
  bool found_card_ = false;
  bool looked_in_vain_ = false;
  std::uint32_t slots_ = 0x2545F491;  ///< which time slot a FeliCa card takes; the same row every time
};

}  // namespace kazasu::simulators
