#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "kazasu/drivers/simulated/felica_lite_s_card.hpp"
#include "simulators/private_pcscd.hpp"
#include "simulators/serial_scanner.hpp"
#include "simulators/simulated_reader.hpp"

namespace demo {

/// One lane's hardware, simulated below the real stacks: a Sony reader on a pcscd of its own, and a scanner on a pty.
class StoreLane {
 public:
  explicit StoreLane(const std::filesystem::path& directory);

  [[nodiscard]] std::string pcsc_socket() const { return daemon_.client_socket(); }
  [[nodiscard]] std::filesystem::path scanner_path() const { return scanner_.path(); }

  void touch(std::shared_ptr<kazasu::simulators::Card> card) { reader_.touch(std::move(card)); }
  void take_away() { reader_.remove(); }
  /// Damages the next card's answer in the middle.
  void damage_next_answer();
  void scan(const std::string& jan) { scanner_.scan("]E0", jan); }
  void scan_member_number(const std::string& number) { scanner_.scan("]C0", number); }
  void scan_rubbish();

 private:
  kazasu::simulators::PrivatePcscd daemon_;
  kazasu::simulators::SimulatedReader reader_;
  kazasu::simulators::SerialScanner scanner_;
};

/// A member card as the program issues it: its own key comes from the program's master key.
std::shared_ptr<kazasu::simulators::Card> member_card(const std::string& id_block_hex,
                                                      const std::filesystem::path& master_key);

}  // namespace demo
