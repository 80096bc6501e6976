#include "kazasu/drivers/system/system_entropy.hpp"

#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace kazasu::drivers {

Result<void> SystemEntropy::fill(std::span<std::uint8_t> bytes) {
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = getrandom(bytes.data() + filled, bytes.size() - filled, 0);
    if (got > 0) {
      filled += static_cast<std::size_t>(got);
    } else if (got == 0 || errno != EINTR) {
      std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
      return Error{ErrorCode::internal, "getrandom: " + std::generic_category().message(got == 0 ? EIO : errno)};
    }
  }
  return {};
}

}  // namespace kazasu::drivers
