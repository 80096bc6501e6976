#pragma once

#include <vector>

#include "codec/felica.hpp"
#include "nfc/felica_link.hpp"

namespace kazasu::drivers {

/// One FeliCa system of a card in the field.
class FelicaTag {
 public:
  /// Polls for a system code; `card_timeout` if no card with it answers.
  static Result<FelicaTag> poll(FelicaLink& link, std::uint16_t system_code);

  [[nodiscard]] const felica::Idm& idm() const { return answer_.idm; }
  [[nodiscard]] const felica::Pmm& pmm() const { return answer_.pmm; }
  [[nodiscard]] std::uint16_t system_code() const { return answer_.system_code; }

  Result<std::vector<felica::Block>> read(std::uint16_t service, const std::vector<std::uint8_t>& blocks);
  Result<void> write(std::uint16_t service, std::uint8_t block, const felica::Block& data);

 private:
  FelicaTag(FelicaLink& link, const felica::PollingAnswer& answer) : link_(&link), answer_(answer) {}

  FelicaLink* link_;
  felica::PollingAnswer answer_;
};

}  // namespace kazasu::drivers
