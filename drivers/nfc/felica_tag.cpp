#include "nfc/felica_tag.hpp"

namespace kazasu::drivers {
namespace {

// One slot opens 2.4 ms after the command and lasts 1.2 ms; the rest is the reader's own time.
constexpr std::int64_t kPollingLimitUs = 10'000;

}  // namespace

Result<FelicaTag> FelicaTag::poll(CardLink& link, std::uint16_t system_code) {
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

Result<std::vector<felica::Block>> FelicaTag::read(std::span<const std::uint16_t> services,
                                                   std::span<const felica::BlockElement> blocks) {
  auto command = felica::read_command(idm(), services, blocks);
  if (!command) return command.error();
  auto frame = exchange(*command, felica::time_limit_us(pmm(), felica::TimeParameter::read, blocks.size()));
  if (!frame) return frame.error();
  auto answer = felica::parse_read_answer(*frame, idm(), blocks.size());
  if (!answer) return answer.error();
  if (!answer->status.ok()) return felica::refused("Read Without Encryption", answer->status);
  return std::move(answer->blocks);
}

Result<void> FelicaTag::write(std::span<const std::uint16_t> services, std::span<const felica::BlockElement> blocks,
                              std::span<const felica::Block> data) {
  auto command = felica::write_command(idm(), services, blocks, data);
  if (!command) return command.error();
  auto frame = exchange(*command, felica::time_limit_us(pmm(), felica::TimeParameter::write, blocks.size()));
  if (!frame) return frame.error();
  auto status = felica::parse_write_answer(*frame, idm());
  if (!status) return status.error();
  if (!status->written()) return felica::refused("Write Without Encryption", *status);
  return {};
}

Result<std::vector<std::optional<std::uint16_t>>> FelicaTag::request_service(std::span<const std::uint16_t> nodes) {
  constexpr std::size_t kNodesMax = 32;
  if (nodes.empty() || nodes.size() > kNodesMax)
    return Error{ErrorCode::invalid_argument, "FeliCa Request Service: 1 to 32 nodes"};
  Bytes parameters{static_cast<std::uint8_t>(nodes.size())};
  for (const std::uint16_t node : nodes)
    parameters.insert(parameters.end(), {static_cast<std::uint8_t>(node & 0xFF), static_cast<std::uint8_t>(node >> 8)});
  auto command = felica::simple_command(felica::kRequestService, idm(), parameters);
  if (!command) return command.error();
  auto frame = exchange(*command, felica::time_limit_us(pmm(), felica::TimeParameter::request_service, nodes.size()));
  if (!frame) return frame.error();
  return felica::parse_request_service_answer(*frame, idm(), nodes.size());
}

Result<std::uint8_t> FelicaTag::request_response() {
  auto frame = ask(felica::kRequestResponse);
  if (!frame) return frame.error();
  return felica::parse_request_response_answer(*frame, idm());
}

Result<std::vector<std::uint16_t>> FelicaTag::request_system_code() {
  auto frame = ask(felica::kRequestSystemCode);
  if (!frame) return frame.error();
  return felica::parse_request_system_code_answer(*frame, idm());
}

Result<Bytes> FelicaTag::ask(std::uint8_t code) {
  auto command = felica::simple_command(code, idm(), {});
  if (!command) return command.error();
  return exchange(*command, felica::time_limit_us(pmm(), felica::TimeParameter::fixed, 0));
}

}  // namespace kazasu::drivers
