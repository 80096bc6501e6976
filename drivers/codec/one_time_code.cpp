#include "kazasu/drivers/scan/one_time_code.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "kazasu/drivers/scan/scan_fault.hpp"

namespace kazasu::drivers {
namespace {

constexpr std::size_t kKeyBytesMax = 1'024;

const EVP_MD* digest_of(OtpHash hash) {
  switch (hash) {
    case OtpHash::sha1: return EVP_sha1();
    case OtpHash::sha256: return EVP_sha256();
    case OtpHash::sha512: return EVP_sha512();
  }
  return nullptr;
}

Result<void> check(BytesView key, const OtpSettings& settings) {
  const bool fits = settings.digits >= 6 && settings.digits <= 10 && settings.step_seconds >= 1 &&
                    settings.step_seconds <= 3'600 && settings.steps_back <= 30 && settings.steps_forward <= 30 &&
                    !key.empty() && key.size() <= kKeyBytesMax;
  if (fits) return {};
  return Error{ErrorCode::invalid_argument,
               "one-time codes have 6 to 10 digits, steps of 1 to 3600 s, at most 30 steps "
               "around, and a key of 1 to 1024 bytes"};
}

/// RFC 4226, section 5.3: 31 bits of the HMAC from where its last half byte points.
std::string code_of_step(BytesView key, const OtpSettings& settings, std::int64_t step) {
  std::array<std::uint8_t, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i)
    counter[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (56 - 8 * i));
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  HMAC(digest_of(settings.hash), key.data(), static_cast<int>(key.size()), counter.data(), counter.size(), mac.data(),
       &size);
  const std::size_t offset = mac[size - 1] & 0x0F;
  std::uint64_t number = static_cast<std::uint64_t>(mac[offset] & 0x7F) << 24 |
                         static_cast<std::uint64_t>(mac[offset + 1]) << 16 |
                         static_cast<std::uint64_t>(mac[offset + 2]) << 8 | mac[offset + 3];
  std::string code(settings.digits, '0');
  for (auto digit = code.rbegin(); digit != code.rend(); ++digit, number /= 10)
    *digit = static_cast<char>('0' + number % 10);
  OPENSSL_cleanse(mac.data(), mac.size());
  return code;
}

}  // namespace

Result<std::string> one_time_code(BytesView key, const OtpSettings& settings, std::int64_t unix_seconds) {
  if (auto checked = check(key, settings); !checked) return checked.error();
  if (unix_seconds < 0) return Error{ErrorCode::invalid_argument, "a time before 1970 has no one-time code"};
  return code_of_step(key, settings, unix_seconds / settings.step_seconds);
}

Result<OtpAccepted> verify_one_time_code(std::string_view code, BytesView key, const OtpSettings& settings,
                                         std::int64_t unix_seconds, std::optional<std::int64_t> last_accepted_step) {
  if (auto checked = check(key, settings); !checked) return checked.error();
  const std::int64_t now = unix_seconds / settings.step_seconds;
  std::optional<OtpAccepted> accepted;
  bool used = false;
  const int back = static_cast<int>(settings.steps_back), forward = static_cast<int>(settings.steps_forward);
  for (int drift = -back; drift <= forward; ++drift) {
    const std::int64_t step = now + drift;
    if (step < 0 || code.size() != settings.digits) continue;
    const std::string wanted = code_of_step(key, settings, step);
    if (CRYPTO_memcmp(wanted.data(), code.data(), wanted.size()) != 0) continue;
    if (last_accepted_step && step <= *last_accepted_step) {
      used = true;
    } else if (!accepted) {
      accepted = OtpAccepted{step, drift};
    }
  }
  if (accepted) return *accepted;
  if (used) return scan_error(ScanFault::replayed, "the code was used already; ask for the next one");
  return scan_error(ScanFault::expired_or_wrong, "no code of this time; compare the clocks of phone and till");
}

}  // namespace kazasu::drivers
