// bench_readers taps pcsc|libnfc [TOUCHES] | idle pcsc|libnfc [SECONDS]: see README.md.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "bench_card.hpp"
#include "idle.hpp"
#include "measure_taps.hpp"

namespace kazasu::bench {

std::shared_ptr<simulators::FelicaLiteSCard> bench_card() {
  constexpr std::array<std::uint8_t, 24> kMasterKey{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  return std::make_shared<simulators::FelicaLiteSCard>(
      simulators::FelicaLiteSCard::with_master_key({.idm = {0x01, 0x2E, 1, 2, 3, 4, 5, 6},
                                                    .format_code = {0, 1},
                                                    .own_id = {},
                                                    .card_key_version = 1,
                                                    .card_key = {}},
                                                   kMasterKey));
}

void point_clients_at(const simulators::PrivatePcscd& daemon) {
  ::setenv("PCSCLITE_CSOCK_NAME", daemon.client_socket().c_str(), 1);
}

void fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::_Exit(1);
}

}  // namespace kazasu::bench

int main(int argc, char** argv) {
  using namespace kazasu::bench;
  const std::string what = argc > 1 ? argv[1] : "", way = argc > 2 ? argv[2] : "";
  const int number = argc > 3 ? std::atoi(argv[3]) : 0;
  if (what == "watch") return watch(way, number);
  const bool pcsc = way == "pcsc";
  if ((!pcsc && way != "libnfc") || (what != "taps" && what != "idle") || number < 0)
    fail("bench_readers taps pcsc|libnfc [TOUCHES] | idle pcsc|libnfc [SECONDS]");
  if (what == "idle") {
    measure_idle(way, number > 0 ? number : 30);
  } else {
    const int taps = number > 0 ? number : 400;
    pcsc ? measure_pcsc_taps(taps) : measure_libnfc_taps(taps);
  }
  return 0;
}
