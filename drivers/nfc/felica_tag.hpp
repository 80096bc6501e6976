#pragma once

#include <span>
#include <vector>

#include "codec/felica.hpp"
#include "nfc/felica_link.hpp"

namespace kazasu::drivers {

/// One system of a FeliCa card in the field. The link outlives it. Thread: the link's.
class FelicaTag {
 public:
  /// `card_timeout` if no card with this system code answers.
  static Result<FelicaTag> poll(FelicaLink& link, std::uint16_t system_code);

  /// A card that a reader found by a Polling of its own.
  static FelicaTag found(FelicaLink& link, const felica::PollingAnswer& answer, std::uint16_t system_code) {
    return FelicaTag{link, answer, system_code};
  }

  [[nodiscard]] const felica::Idm& idm() const { return answer_.idm; }
  [[nodiscard]] const felica::Pmm& pmm() const { return answer_.pmm; }
  /// The system that answered; the one that was polled for if the card does not tell.
  [[nodiscard]] std::uint16_t system_code() const { return system_code_; }

  /// Both ask a second time when the card stays silent: neither reading nor writing the same bytes again changes
  /// anything. The link's errors, `card_answer_invalid`, or `card_refused` with the status flags.
  Result<std::vector<felica::Block>> read(std::uint16_t service, std::span<const felica::BlockElement> blocks);
  Result<void> write(std::uint16_t service, const felica::BlockElement& block, const felica::Block& data);

 private:
  FelicaTag(FelicaLink& link, const felica::PollingAnswer& answer, std::uint16_t system_code)
      : link_(&link), answer_(answer), system_code_(system_code) {}
  Result<Bytes> exchange(BytesView frame, std::int64_t time_limit_us);

  FelicaLink* link_;
  felica::PollingAnswer answer_;
  std::uint16_t system_code_;
};

}  // namespace kazasu::drivers
