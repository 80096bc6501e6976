// The process in which libnfc lives: it can abort or hang, and a register must not. Its driver starts it with a socket
// as descriptor 3 and asks; it ends with the driver or when it is killed.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>

#include "libnfc/helper/nfc_chip.hpp"
#include "libnfc/helper_message.hpp"
#include "supervised/helper_side.hpp"

namespace {

using namespace kazasu;
using namespace kazasu::drivers;
using namespace kazasu::drivers::libnfc;
using Steady = std::chrono::steady_clock;

bool same_cards(const std::vector<FoundCard>& cards, const std::vector<Bytes>& known) {
  return cards.size() == known.size() && std::all_of(cards.begin(), cards.end(), [&](const FoundCard& card) {
           return std::find(known.begin(), known.end(), card.id) != known.end();
         });
}

class Helper {
 public:
  Bytes answer(BytesView bytes) {
    auto request = parse_request(bytes);
    if (!request) return encode_answer(request.error());
    if (const auto* open = std::get_if<OpenRequest>(&*request)) return this->open(*open);
    if (!chip_) return encode_answer(Error{ErrorCode::internal, "libnfc helper: no device is open"});
    if (const auto* poll = std::get_if<PollRequest>(&*request)) return this->poll(*poll);
    return exchange(std::get<ExchangeRequest>(*request));
  }

 private:
  Bytes open(const OpenRequest& request) {
    chip_.reset();
    auto chip = NfcChip::open(request.connection);
    if (!chip) return encode_answer(chip.error());
    chip_ = std::move(*chip);
    return encode_answer(BytesView{});
  }

  Bytes poll(const PollRequest& request) {
    const auto until = Steady::now() + std::chrono::milliseconds{request.slice_ms};
    for (;;) {
      auto cards = chip_->field().look(request.steps, [] { return request_waits(std::chrono::milliseconds{0}); });
      if (!cards) return encode_answer(cards.error());
      if (!same_cards(*cards, request.known) || Steady::now() >= until) return encode_cards(*cards);
      // The driver is heard by the look itself, which breaks off.
      (void)request_waits(std::chrono::milliseconds{request.pause_ms});
    }
  }

  Bytes exchange(const ExchangeRequest& request) {
    auto frame = chip_->field().exchange(request.frame, request.unaddressed, request.time_limit_ms);
    return frame ? encode_answer(BytesView{*frame}) : encode_answer(frame.error());
  }

  std::unique_ptr<NfcChip> chip_;
};

}  // namespace

int main() {
  ::setenv("LIBNFC_LOG_LEVEL", "0", 0);
  Helper helper;
  // libnfc cannot wait on descriptors from 1,024 on (FD_SET), and the register's are none of its business.
  serve_driver(kHelperSocket, [&](BytesView request) { return helper.answer(request); });
}
