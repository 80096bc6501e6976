#include "nfc/felica_storage_link.hpp"

#include "codec/felica_storage.hpp"
#include "nfc/lite_s_application.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::uint8_t kRead = 0x06, kWrite = 0x08;

Error cannot(const char* what) {
  return {ErrorCode::unsupported, std::string{"FeliCa by storage commands: the reader carries no "} + what};
}

/// A read or write of one service, taken apart.
struct BlockAccess {
  std::uint16_t service = 0;
  std::size_t blocks = 0;
  BytesView block_list;
  BytesView data;
};

Result<BlockAccess> parse(BytesView frame) {
  constexpr std::size_t kServices = 10, kService = 11, kBlocks = 13, kList = 14;
  if (frame.size() <= kList || frame[kServices] != 1) return cannot("access to several services at once");
  BlockAccess access{.service = static_cast<std::uint16_t>(frame[kService] | frame[kService + 1] << 8),
                     .blocks = frame[kBlocks],
                     .block_list = {},
                     .data = {}};
  std::size_t at = kList;
  for (std::size_t i = 0; i < access.blocks; ++i) at += at < frame.size() && (frame[at] & 0x80) != 0 ? 2 : 3;
  if (at > frame.size()) return Error{ErrorCode::invalid_argument, "a FeliCa frame that ends in its block list"};
  access.block_list = frame.subspan(kList, at - kList);
  access.data = frame.subspan(at);
  return access;
}

Bytes with_length(Bytes frame) {
  frame.insert(frame.begin(), static_cast<std::uint8_t>(frame.size() + 1));
  return frame;
}

}  // namespace

Result<Bytes> FelicaStorageLink::exchange(BytesView frame, std::int64_t) {
  constexpr std::size_t kHeaderBytes = 10;
  if (felica::is_polling(frame)) return poll(frame);
  if (frame.size() < kHeaderBytes || (frame[1] != kRead && frame[1] != kWrite))
    return cannot("frame but Polling, Read and Write Without Encryption");
  return access_blocks(frame);
}

Result<Bytes> FelicaStorageLink::poll(BytesView frame) {
  const auto asked = static_cast<std::uint16_t>(frame[2] << 8 | frame[3]);
  if (asked != felica::kSystemLiteS && asked != felica::kSystemWildcard) return cannot("Polling for this system");
  auto uid = card_.transmit(apdu::get_uid_command());
  if (!uid) return uid.error();
  auto idm = apdu::parse_uid(*uid);
  if (!idm) return idm.error();
  auto parameters = card_.transmit(felica_storage::get_pmm_command());
  if (!parameters) return parameters.error();
  auto pmm = felica_storage::parse_pmm(*parameters);
  if (!pmm) return pmm.error();
  const bool lite_s = is_lite_s(*pmm);
  if (asked == felica::kSystemLiteS && !lite_s)
    return Error{ErrorCode::card_timeout, "FeliCa by storage commands: no card of system 88B4"};
  Bytes answer{0x01};
  answer.insert(answer.end(), idm->begin(), idm->end());
  answer.insert(answer.end(), pmm->begin(), pmm->end());
  if (lite_s && frame[4] == static_cast<std::uint8_t>(felica::PollingData::system_code))
    answer.insert(answer.end(), {felica::kSystemLiteS >> 8, felica::kSystemLiteS & 0xFF});
  return with_length(std::move(answer));
}

Result<Bytes> FelicaStorageLink::access_blocks(BytesView frame) {
  auto access = parse(frame);
  if (!access) return access.error();
  auto selected = card_.transmit(felica_storage::select_service_command(access->service));
  if (!selected) return selected.error();
  if (auto chosen = felica_storage::parse_outcome(*selected); !chosen) return chosen.error();
  const bool reads = frame[1] == kRead;
  auto command = reads ? felica_storage::read_command(access->blocks, access->block_list)
                       : felica_storage::write_command(access->blocks, access->block_list, access->data);
  if (!command) return command.error();
  auto transmitted = card_.transmit(*command);
  if (!transmitted) return transmitted.error();
  auto outcome = felica_storage::parse_outcome(*transmitted);
  if (!outcome) return outcome.error();
  Bytes answer{static_cast<std::uint8_t>(frame[1] + 1)};
  answer.insert(answer.end(), frame.begin() + 2, frame.begin() + 10);  // IDm
  answer.insert(answer.end(), {outcome->status.flag1, outcome->status.flag2});
  if (reads && outcome->status.ok()) {
    if (outcome->data.size() != access->blocks * sizeof(felica::Block))
      return Error{ErrorCode::card_answer_invalid, "FeliCa by storage commands: another size than was asked for"};
    answer.push_back(static_cast<std::uint8_t>(access->blocks));
    answer.insert(answer.end(), outcome->data.begin(), outcome->data.end());
  }
  return with_length(std::move(answer));
}

}  // namespace kazasu::drivers
