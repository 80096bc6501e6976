#pragma once

#include <sys/eventfd.h>
#include <winscard.h>

#include <memory>
#include <optional>
#include <string>

#include "integration/pcsc_bench.hpp"
#include "libnfc/helper_link.hpp"
#include "nfc/card_link.hpp"
#include "pcsc/pcsc_card.hpp"
#include "simulated/simulated_chip.hpp"
#include "simulated/simulated_field.hpp"
#include "simulators/pn532_line.hpp"

/// The ways by which a card's frames reach it.
enum class Way {
  rc_s300,
  acr122u,
  acr1252u,
  plain_pcsc,
  libnfc,
  simulated_rc_s300,
  simulated_acr122u,
  simulated_acr1252u,
  simulated_plain,
  simulated_pn532,
};
/// As in "libnfc".
std::string name_of(Way way);

/// A field to put one card into and talk to it, whatever the way.
class TagField {
 public:
  explicit TagField(Way way);
  ~TagField();
  TagField(const TagField&) = delete;
  TagField& operator=(const TagField&) = delete;

  /// Puts the card down; the link to it, which goes with the next touch.
  kazasu::drivers::CardLink& touch(std::shared_ptr<kazasu::simulators::Card> card);
  /// Takes the card away, and leaves the link as it is.
  void lift();
  /// Takes card and link away.
  void remove();

 private:
  void touch_pcsc();
  void touch_libnfc();
  void touch_simulated();
  void open_pcsc_link(kazasu::drivers::ApduTransport& transport, const std::string& reader_name);

  Way way_;
  std::shared_ptr<kazasu::simulators::Card> card_;
  // PC/SC
  std::optional<PcscBench> pcsc_;
  SCARDCONTEXT context_ = 0;
  std::optional<kazasu::drivers::pcsc::PcscCard> connection_;
  // libnfc
  std::optional<kazasu::simulators::Pn532Line> chip_;
  int stop_event_ = -1;
  std::optional<kazasu::drivers::libnfc::HelperProcess> helper_;

  // Simulated, in this process
  std::unique_ptr<kazasu::drivers::SimulatedField> field_;
  std::unique_ptr<kazasu::drivers::SimulatedChip> simulated_chip_;
  std::unique_ptr<kazasu::drivers::Pn53xField> chip_field_;

  std::unique_ptr<kazasu::drivers::CardLink> link_;  ///< goes before what carries it
};
