#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "register_process.hpp"
#include "simulators/pn532_line.hpp"
#include "simulators/serial_scanner.hpp"

namespace demo {

/// The lane beside the first: its reader is a PN532 chip on a serial line, under libnfc.
class SecondLane {
 public:
  /// `work`: an empty directory for everything that is made.
  SecondLane(std::filesystem::path program, std::filesystem::path work);

  /// The URIs of its devices, as a configuration lists them.
  [[nodiscard]] std::string devices() const;
  [[nodiscard]] std::filesystem::path configuration() const { return work_ / "kazasu.toml"; }
  void start() { register_.start(); }
  void quit() { register_.quit(); }
  RegisterProcess& keys() { return register_; }

  void scan(const std::string& jan) { scanner_.scan("]E0", jan); }
  /// Touches the card, takes it away, and gives what the register said to it.
  std::string touch(std::shared_ptr<kazasu::simulators::Card> card);
  /// The chip's next answer to a card makes libnfc abort its process.
  void kill_libnfc_with_next_answer();

 private:
  std::filesystem::path work_;
  kazasu::simulators::Pn532Line chip_;
  kazasu::simulators::SerialScanner scanner_;
  RegisterProcess register_;
};

}  // namespace demo
