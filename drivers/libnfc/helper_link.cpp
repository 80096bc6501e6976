#include "libnfc/helper_link.hpp"

#include "codec/felica.hpp"

namespace kazasu::drivers::libnfc {

Result<Bytes> HelperLink::exchange(BytesView frame, std::int64_t time_limit_us) {
  using std::chrono::milliseconds;
  constexpr milliseconds kHelpersOwn{700};  // libnfc gives a chip up after 350 ms; a busy machine needs as much again
  const auto limit_ms = static_cast<std::uint16_t>((time_limit_us + 999) / 1'000);
  const ExchangeRequest request{
      .unaddressed = felica::is_polling(frame), .time_limit_ms = limit_ms, .frame = {frame.begin(), frame.end()}};
  return helper_.call(request, milliseconds{limit_ms} + kHelpersOwn);
}

}  // namespace kazasu::drivers::libnfc
