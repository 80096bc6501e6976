#pragma once

#include <optional>
#include <span>
#include <vector>

#include "codec/felica.hpp"
#include "nfc/card_link.hpp"

namespace kazasu::drivers {

/// One system of a FeliCa card in the field. The link outlives it. Thread: the link's.
class FelicaTag {
 public:
  /// `card_timeout` if no card with this system code answers.
  static Result<FelicaTag> poll(CardLink& link, std::uint16_t system_code);

  /// A card that a reader found by a Polling of its own.
  static FelicaTag found(CardLink& link, const felica::PollingAnswer& answer, std::uint16_t system_code) {
    return FelicaTag{link, answer, system_code};
  }

  [[nodiscard]] const felica::Idm& idm() const { return answer_.idm; }
  [[nodiscard]] const felica::Pmm& pmm() const { return answer_.pmm; }
  /// The system that answered; the one that was polled for if the card does not tell.
  [[nodiscard]] std::uint16_t system_code() const { return system_code_; }

  /// All of these ask a second time when the card stays silent: neither reading nor writing the same bytes again
  /// changes anything. Their time limits come from the card's PMm. The link's errors, `card_answer_invalid`, or
  /// `card_refused` with the status flags and their meaning.
  Result<std::vector<felica::Block>> read(std::span<const std::uint16_t> services,
                                          std::span<const felica::BlockElement> blocks);
  Result<std::vector<felica::Block>> read(std::uint16_t service, std::span<const felica::BlockElement> blocks) {
    return read({&service, 1}, blocks);
  }
  Result<void> write(std::span<const std::uint16_t> services, std::span<const felica::BlockElement> blocks,
                     std::span<const felica::Block> data);
  Result<void> write(std::uint16_t service, const felica::BlockElement& block, const felica::Block& data) {
    return write({&service, 1}, {&block, 1}, {&data, 1});
  }
  /// The key version of each node (service or area), nothing where there is no such node; 1 to 32 nodes.
  Result<std::vector<std::optional<std::uint16_t>>> request_service(std::span<const std::uint16_t> nodes);
  /// The card's mode, 0–3.
  Result<std::uint8_t> request_response();
  Result<std::vector<std::uint16_t>> request_system_code();

 private:
  FelicaTag(CardLink& link, const felica::PollingAnswer& answer, std::uint16_t system_code)
      : link_(&link), answer_(answer), system_code_(system_code) {}
  Result<Bytes> exchange(BytesView frame, std::int64_t time_limit_us);
  Result<Bytes> ask(std::uint8_t code);

  CardLink* link_;
  felica::PollingAnswer answer_;
  std::uint16_t system_code_;
};

}  // namespace kazasu::drivers
