#include "nfc/felica_tag.hpp"

namespace kazasu::drivers {
namespace {

// One slot opens 2.4 ms after the command and lasts 1.2 ms; the rest is the reader's own time.
constexpr std::int64_t kPollingLimitUs = 10'000;

}  // namespace

Result<FelicaTag> FelicaTag::poll(FelicaLink& link, std::uint16_t system_code) {
  auto frame = link.exchange(felica::polling_command({.system_code = system_code}), kPollingLimitUs);
  if (!frame) return frame.error();
  auto answer = felica::parse_polling_answer(*frame);
  if (!answer) return answer.error();
  return FelicaTag{link, *answer, answer->data.value_or(system_code)};
}

Result<Bytes> FelicaTag::exchange(BytesView frame, std::int64_t time_limit_us) {
  auto answer = link_->exchange(frame, time_limit_us);
  if (!answer && answer.error().code == ErrorCode::card_timeout) return link_->exchange(frame, time_limit_us);
  return answer;
}

Result<std::vector<felica::Block>> FelicaTag::read(std::uint16_t service,
                                                   std::span<const felica::BlockElement> blocks) {
  auto command = felica::read_command(idm(), {&service, 1}, blocks);
  if (!command) return command.error();
  auto frame = exchange(*command, felica::time_limit_us(pmm(), felica::TimeParameter::read, blocks.size()));
  if (!frame) return frame.error();
  auto answer = felica::parse_read_answer(*frame, idm(), blocks.size());
  if (!answer) return answer.error();
  if (!answer->status.ok()) return felica::refused("Read Without Encryption", answer->status);
  return std::move(answer->blocks);
}

Result<void> FelicaTag::write(std::uint16_t service, const felica::BlockElement& block, const felica::Block& data) {
  auto command = felica::write_command(idm(), {&service, 1}, {&block, 1}, {&data, 1});
  if (!command) return command.error();
  auto frame = exchange(*command, felica::time_limit_us(pmm(), felica::TimeParameter::write, 1));
  if (!frame) return frame.error();
  auto status = felica::parse_write_answer(*frame, idm());
  if (!status) return status.error();
  if (!status->written()) return felica::refused("Write Without Encryption", *status);
  return {};
}

}  // namespace kazasu::drivers
