#include "bare_pcsc_client.hpp"

#include <winscard.h>

#include <array>
#include <chrono>
#include <utility>

#include "bench_card.hpp"

namespace kazasu::bench {

BarePcscClient::BarePcscClient(std::string reader, std::vector<Bytes> apdus)
    : reader_(std::move(reader)), apdus_(std::move(apdus)), thread_([this] { run(); }) {}

BarePcscClient::~BarePcscClient() {
  stopping_ = true;
  thread_.join();
}

void BarePcscClient::run() {
  SCARDCONTEXT context = 0;
  if (::SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context) != SCARD_S_SUCCESS)
    fail("the bare client finds no pcscd");
  SCARD_READERSTATE state{};
  state.szReader = reader_.c_str();
  while (!stopping_) {
    constexpr DWORD kWaitMs = 200;  // how soon a stop is noticed
    if (::SCardGetStatusChange(context, kWaitMs, &state, 1) != SCARD_S_SUCCESS) continue;
    const bool present = (state.dwEventState & SCARD_STATE_PRESENT) != 0;
    const bool came = present && (state.dwCurrentState & SCARD_STATE_PRESENT) == 0;
    state.dwCurrentState = state.dwEventState & ~static_cast<DWORD>(SCARD_STATE_CHANGED);
    idle_ = !present;
    if (came) serve(static_cast<std::uintptr_t>(context));
  }
  ::SCardReleaseContext(context);
}

void BarePcscClient::serve(std::uintptr_t context) {
  SCARDHANDLE handle = 0;
  DWORD protocol = 0;
  if (::SCardConnect(static_cast<SCARDCONTEXT>(context), reader_.c_str(), SCARD_SHARE_SHARED, SCARD_PROTOCOL_T1,
                     &handle, &protocol) != SCARD_S_SUCCESS)
    return;
  ::SCardBeginTransaction(handle);
  std::array<std::uint8_t, 512> answer;
  for (const Bytes& apdu : apdus_) {
    DWORD bytes = answer.size();
    if (::SCardTransmit(handle, SCARD_PCI_T1, apdu.data(), apdu.size(), nullptr, answer.data(), &bytes) !=
        SCARD_S_SUCCESS)
      break;
  }
  ::SCardEndTransaction(handle, SCARD_LEAVE_CARD);
  ::SCardDisconnect(handle, SCARD_LEAVE_CARD);
  done_at_ns_ = std::chrono::steady_clock::now().time_since_epoch().count();
}

}  // namespace kazasu::bench
