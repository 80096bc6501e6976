// The process in which libnfc lives: it can abort or hang, and a register must not. Its driver starts it with a socket
// as descriptor 3 and asks; it ends with the driver, when it is told to, or when it is killed.
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <thread>

#include "libnfc/helper/nfc_chip.hpp"

namespace {

using namespace kazasu;
using namespace kazasu::drivers;
using namespace kazasu::drivers::libnfc;
using Steady = std::chrono::steady_clock;

/// Whether a request comes, or the driver goes, within this time.
bool request_waits(std::chrono::milliseconds time) {
  pollfd watched{kHelperSocket, POLLIN, 0};
  return ::poll(&watched, 1, static_cast<int>(time.count())) > 0;
}

bool same_cards(const std::vector<FoundCard>& cards, const std::vector<Bytes>& known) {
  return cards.size() == known.size() && std::all_of(cards.begin(), cards.end(), [&](const FoundCard& card) {
           return std::find(known.begin(), known.end(), card.id) != known.end();
         });
}

class Helper {
 public:
  /// The answer to a request; nothing to send after a request to close.
  std::optional<Bytes> answer(BytesView bytes) {
    auto request = parse_request(bytes);
    if (!request) return encode_error(request.error());
    if (std::holds_alternative<CloseRequest>(*request)) return std::nullopt;
    if (const auto* open = std::get_if<OpenRequest>(&*request)) return this->open(*open);
    if (!chip_) return encode_error({ErrorCode::internal, "libnfc helper: no device is open"});
    if (const auto* poll = std::get_if<PollRequest>(&*request)) return this->poll(*poll);
    return exchange(std::get<ExchangeRequest>(*request));
  }

 private:
  Bytes open(const OpenRequest& request) {
    chip_.reset();
    auto chip = NfcChip::open(request.connection);
    if (!chip) return encode_error(chip.error());
    chip_ = std::move(*chip);
    return encode_frame({});
  }

  Bytes poll(const PollRequest& request) {
    const auto until = Steady::now() + std::chrono::milliseconds{request.slice_ms};
    for (;;) {
      auto cards = chip_->field().look(request.steps, [] { return request_waits(std::chrono::milliseconds{0}); });
      if (!cards) return encode_error(cards.error());
      if (!same_cards(*cards, request.known) || Steady::now() >= until) return encode_cards(*cards);
      // The driver is heard by the look itself, which breaks off.
      (void)request_waits(std::chrono::milliseconds{request.pause_ms});
    }
  }

  Bytes exchange(const ExchangeRequest& request) {
    auto frame = chip_->field().exchange(request.frame, request.unaddressed, request.time_limit_ms);
    return frame ? encode_frame(*frame) : encode_error(frame.error());
  }

  std::unique_ptr<NfcChip> chip_;
};

}  // namespace

int main() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGINT, SIG_IGN);  // Ctrl-C is for the register
  // libnfc cannot wait on descriptors from 1,024 on (FD_SET), and the register's are none of its business.
  ::close_range(kHelperSocket + 1, ~0U, 0);
  ::setenv("LIBNFC_LOG_LEVEL", "0", 0);
  Helper helper;
  std::array<std::uint8_t, kMessageBytesMax> packet;
  for (;;) {
    const ssize_t bytes = ::recv(kHelperSocket, packet.data(), packet.size(), 0);
    if (bytes <= 0) return 0;
    const auto answer = helper.answer(BytesView{packet}.first(static_cast<std::size_t>(bytes)));
    if (!answer || ::send(kHelperSocket, answer->data(), answer->size(), MSG_NOSIGNAL) < 0) return 0;
  }
}
