#include "trace/trace_mask.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <functional>
#include <span>

namespace kazasu::drivers::trace {
namespace {

constexpr std::size_t kIdmBytes = 8, kBlockBytes = 16, kIdmAt = 2, kAfterIdm = kIdmAt + kIdmBytes;

enum Code : std::uint8_t {
  kPollingAnswer = 0x01,
  kRequestService = 0x02,
  kRequestServiceAnswer = 0x03,
  kRequestResponse = 0x04,
  kRequestResponseAnswer = 0x05,
  kRead = 0x06,
  kReadAnswer = 0x07,
  kWrite = 0x08,
  kWriteAnswer = 0x09,
  kRequestSystemCode = 0x0C,
  kRequestSystemCodeAnswer = 0x0D,
};

/// A frame of FeliCa that carries an IDm, where its parts lie.
struct EmbeddedFrame {
  std::span<std::uint8_t> idm;
  std::span<std::uint8_t> blocks;  ///< whole blocks of 16 bytes, or none
};

/// Whether `bytes` begin with a frame whose length and structure fit; that both do by chance is next to impossible for
/// the frames that matter, as the structure names the length.
bool frame_at(std::span<std::uint8_t> bytes, EmbeddedFrame& frame) {
  if (bytes.size() < kAfterIdm || bytes[0] < kAfterIdm || bytes[0] > bytes.size()) return false;
  const std::span<std::uint8_t> whole = bytes.first(bytes[0]);
  frame = {.idm = whole.subspan(kIdmAt, kIdmBytes), .blocks = {}};
  switch (whole[1]) {
    case kPollingAnswer: return whole.size() == 18 || whole.size() == 20;
    case kReadAnswer: {
      constexpr std::size_t kHeader = kAfterIdm + 3;
      if (whole.size() == kAfterIdm + 2) return true;  // refused
      if (whole.size() < kHeader || whole.size() != kHeader + kBlockBytes * whole[kHeader - 1]) return false;
      frame.blocks = whole.subspan(kHeader);
      return true;
    }
    case kRead:
    case kWrite: {
      std::size_t at = kAfterIdm;
      if (at >= whole.size()) return false;
      at += 1 + std::size_t{2} * whole[at];
      if (at >= whole.size()) return false;
      const std::size_t blocks = whole[at++];
      for (std::size_t i = 0; i < blocks; ++i) {
        if (at >= whole.size()) return false;
        at += (whole[at] & 0x80) != 0 ? 2 : 3;
      }
      const std::size_t data = whole[1] == kWrite ? blocks * kBlockBytes : 0;
      if (blocks == 0 || at + data != whole.size()) return false;
      frame.blocks = whole.subspan(at);
      return true;
    }
    case kWriteAnswer: return whole.size() == kAfterIdm + 2;
    case kRequestResponse:
    case kRequestSystemCode: return whole.size() == kAfterIdm;
    case kRequestResponseAnswer: return whole.size() == kAfterIdm + 1;
    case kRequestService:
    case kRequestServiceAnswer:
    case kRequestSystemCodeAnswer:
      return whole.size() > kAfterIdm && whole.size() == kAfterIdm + 1 + std::size_t{2} * whole[kAfterIdm];
    default: return false;
  }
}

void for_each_frame(Bytes& bytes, const std::function<void(EmbeddedFrame&)>& visit) {
  for (std::size_t at = 0; at < bytes.size();) {
    EmbeddedFrame frame;
    const std::span<std::uint8_t> rest = std::span{bytes}.subspan(at);
    if (!frame_at(rest, frame)) {
      ++at;
      continue;
    }
    const std::size_t size = rest[0];
    visit(frame);
    at += size;
  }
}

}  // namespace

void blank_data(Bytes& bytes) {
  for_each_frame(bytes, [](EmbeddedFrame& frame) {
    for (std::size_t at = 0; at < frame.blocks.size(); at += kBlockBytes) {
      const auto block = frame.blocks.subspan(at, kBlockBytes);
      // The ID block begins with the IDm, and the driver checks that it does.
      const bool id_block = std::equal(frame.idm.begin(), frame.idm.end(), block.begin());
      std::fill(block.begin() + (id_block ? kIdmBytes : 0), block.end(), std::uint8_t{0});
    }
  });
}

Pseudonyms::Pseudonyms(Entropy& entropy) : keyed_(entropy.fill(key_).ok()) {}

Bytes Pseudonyms::of(BytesView identifier) const {
  const std::size_t kept = std::min<std::size_t>(identifier.size() == kIdmBytes ? 2 : 1, identifier.size());
  Bytes pseudonym(identifier.size(), 0);
  std::copy_n(identifier.begin(), kept, pseudonym.begin());
  if (!keyed_) return pseudonym;
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  ::HMAC(::EVP_sha256(), key_.data(), static_cast<int>(key_.size()), identifier.data(), identifier.size(),
         digest.data(), &size);
  std::copy_n(digest.begin(), std::min<std::size_t>(pseudonym.size() - kept, size),
              pseudonym.begin() + static_cast<std::ptrdiff_t>(kept));
  return pseudonym;
}

void Pseudonyms::replace_idms(Bytes& bytes) const {
  for_each_frame(bytes, [this](EmbeddedFrame& frame) {
    const Bytes pseudonym = of(frame.idm);
    for (std::size_t at = 0; at < frame.blocks.size(); at += kBlockBytes) {
      const auto block = frame.blocks.subspan(at, kIdmBytes);
      if (std::equal(frame.idm.begin(), frame.idm.end(), block.begin()))
        std::copy(pseudonym.begin(), pseudonym.end(), block.begin());
    }
    std::copy(pseudonym.begin(), pseudonym.end(), frame.idm.begin());
  });
}

}  // namespace kazasu::drivers::trace
