#include "codec/felica_storage.hpp"

#include <algorithm>

namespace kazasu::drivers::felica_storage {
namespace {

constexpr std::uint8_t kReaderClass = 0xFF, kBlockList = 0x80;
constexpr std::size_t kDataBytesMax = 255, kBlocksMax = 15;

Result<Bytes> block_command(std::uint8_t instruction, std::size_t blocks, BytesView block_list, BytesView data) {
  const std::size_t bytes = block_list.size() + data.size();
  if (blocks == 0 || blocks > kBlocksMax || bytes > kDataBytesMax)
    return Error{ErrorCode::limit_exceeded, "FeliCa by storage commands: 1 to 15 blocks, and 255 bytes, at once"};
  Bytes command{kReaderClass, instruction, kBlockList, static_cast<std::uint8_t>(blocks),
                static_cast<std::uint8_t>(bytes)};
  command.insert(command.end(), block_list.begin(), block_list.end());
  command.insert(command.end(), data.begin(), data.end());
  return command;
}

}  // namespace

Bytes get_pmm_command() {
  return {kReaderClass, 0xCA, 0x01, 0x00, 0x00};
}

Result<felica::Pmm> parse_pmm(const apdu::Answer& answer) {
  auto outcome = parse_outcome(answer);
  if (!outcome) return outcome.error();
  felica::Pmm pmm{};
  if (outcome->data.size() != pmm.size())
    return Error{ErrorCode::card_answer_invalid, "FeliCa by storage commands: a PMm has 8 bytes"};
  std::copy(outcome->data.begin(), outcome->data.end(), pmm.begin());
  return pmm;
}

Bytes select_service_command(std::uint16_t service) {
  return {kReaderClass,
          0xA4,
          0x00,
          0x01,
          0x02,
          static_cast<std::uint8_t>(service & 0xFF),
          static_cast<std::uint8_t>(service >> 8)};
}

Result<Bytes> read_command(std::size_t blocks, BytesView block_list) {
  auto command = block_command(0xB0, blocks, block_list, {});
  if (command) command->push_back(static_cast<std::uint8_t>(blocks * sizeof(felica::Block)));
  return command;
}

Result<Bytes> write_command(std::size_t blocks, BytesView block_list, BytesView data) {
  return block_command(0xD6, blocks, block_list, data);
}

Result<Outcome> parse_outcome(const apdu::Answer& answer) {
  constexpr std::uint16_t kCardRefused = 0x9100, kNotSupported = 0x6A81, kNoInstruction = 0x6D00, kFailed = 0x6300,
                          kNoAnswer = 0x6401;
  switch (answer.status) {
    case apdu::kSuccess: return Outcome{.status = {}, .data = answer.data};
    case kCardRefused:
      if (answer.data.size() != 2)
        return Error{ErrorCode::card_answer_invalid, "FeliCa by storage commands: 9100 comes with two status flags"};
      return Outcome{.status = {.flag1 = answer.data[0], .flag2 = answer.data[1]}, .data = {}};
    case kNotSupported:
    case kNoInstruction:
      return Error{ErrorCode::unsupported, "FeliCa by storage commands: the reader has no such command"};
    case kFailed:
    case kNoAnswer: return Error{ErrorCode::card_timeout, "FeliCa by storage commands: the card did not answer"};
    default: return apdu::unexpected_status("FeliCa by storage commands", answer.status);
  }
}

}  // namespace kazasu::drivers::felica_storage
