#include "supervised/helper_side.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace kazasu::drivers {

void serve_driver(int last_descriptor, const std::function<Bytes(BytesView)>& answer) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGINT, SIG_IGN);
  ::close_range(static_cast<unsigned>(last_descriptor) + 1, ~0U, 0);
  Bytes packet(kHelperPacketMax);
  for (;;) {
    const ssize_t bytes = ::recv(kHelperSocket, packet.data(), packet.size(), 0);
    if (bytes <= 0) return;
    const Bytes told = answer(BytesView{packet}.first(static_cast<std::size_t>(bytes)));
    if (::send(kHelperSocket, told.data(), told.size(), MSG_NOSIGNAL) < 0) return;
  }
}

bool request_waits(std::chrono::milliseconds time) {
  pollfd watched{kHelperSocket, POLLIN, 0};
  return ::poll(&watched, 1, static_cast<int>(time.count())) > 0;
}

}  // namespace kazasu::drivers
