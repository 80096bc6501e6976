#include "nfc/felica_tag.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::int64_t kPollingLimitUs = 10'000;  // first slot after 2.4 ms, one slot of 1.2 ms, and the reader's own time
constexpr std::size_t kReadParameter = 5, kWriteParameter = 6;

}  // namespace

Result<FelicaTag> FelicaTag::poll(FelicaLink& link, std::uint16_t system_code) {
  auto frame = link.exchange(felica::polling_command(system_code), kPollingLimitUs);
  if (!frame) return frame.error();
  auto answer = felica::parse_polling_answer(*frame);
  if (!answer) return answer.error();
  if (answer->system_code == 0) answer->system_code = system_code;
  return FelicaTag{link, *answer};
}

Result<std::vector<felica::Block>> FelicaTag::read(std::uint16_t service, const std::vector<std::uint8_t>& blocks) {
  auto frame = link_->exchange(felica::read_command(idm(), service, blocks), felica::time_limit_us(pmm(), kReadParameter, blocks.size()));
  if (!frame) return frame.error();
  return felica::parse_read_answer(*frame, idm(), blocks.size());
}

Result<void> FelicaTag::write(std::uint16_t service, std::uint8_t block, const felica::Block& data) {
  auto frame = link_->exchange(felica::write_command(idm(), service, {{block, data}}), felica::time_limit_us(pmm(), kWriteParameter, 1));
  if (!frame) return frame.error();
  return felica::parse_write_answer(*frame, idm());
}

}  // namespace kazasu::drivers
