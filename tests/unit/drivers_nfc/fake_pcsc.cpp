#include "drivers_nfc/fake_pcsc.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

namespace {

FakePcsc* current = nullptr;  // a C interface has nowhere else to keep it

constexpr const char* kHotPlug = "\\\\?PnP?\\Notification";

}  // namespace

FakePcsc::FakePcsc() {
  current = this;
}
FakePcsc::~FakePcsc() {
  current = nullptr;
}

void FakePcsc::set_readers(std::vector<Reader> readers) {
  const std::lock_guard lock{mutex_};
  readers_ = std::move(readers);
  changed_.notify_all();
}

void FakePcsc::set_service(LONG code) {
  const std::lock_guard lock{mutex_};
  service_ = code;
  changed_.notify_all();
}

LONG FakePcsc::establish() {
  const std::lock_guard lock{mutex_};
  return service_;
}

LONG FakePcsc::list(char* names, DWORD* length) {
  const std::lock_guard lock{mutex_};
  if (service_ != SCARD_S_SUCCESS) return service_;
  if (readers_.empty()) return SCARD_E_NO_READERS_AVAILABLE;
  std::string text;
  for (const Reader& reader : readers_) text += reader.name + '\0';
  text += '\0';
  const DWORD room = *length;
  *length = text.size();
  if (names == nullptr) return SCARD_S_SUCCESS;
  if (room < text.size()) return SCARD_E_INSUFFICIENT_BUFFER;
  std::memcpy(names, text.data(), text.size());
  return SCARD_S_SUCCESS;
}

DWORD FakePcsc::state_of(const char* name) const {
  for (const Reader& reader : readers_) {
    if (reader.name == name) {
      return static_cast<DWORD>(reader.events) << 16 |
             static_cast<DWORD>(reader.card ? SCARD_STATE_PRESENT : SCARD_STATE_EMPTY);
    }
  }
  return SCARD_STATE_UNKNOWN;
}

int FakePcsc::waiting() {
  const std::lock_guard lock{mutex_};
  return waiting_;
}

LONG FakePcsc::wait(DWORD timeout_ms, SCARD_READERSTATE* states, DWORD count) {
  std::unique_lock lock{mutex_};
  ++waiting_;
  const LONG code = wait_locked(lock, timeout_ms, states, count);
  --waiting_;
  return code;
}

LONG FakePcsc::wait_locked(std::unique_lock<std::mutex>& lock, DWORD timeout_ms, SCARD_READERSTATE* states,
                           DWORD count) {
  const std::size_t readers_before = readers_.size();
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds{timeout_ms};
  for (;;) {
    if (service_ != SCARD_S_SUCCESS) return service_;
    if (std::exchange(cancelled_, false)) return SCARD_E_CANCELLED;
    bool changed = false;
    for (DWORD i = 0; i < count; ++i) {
      const bool hot_plug = std::strcmp(states[i].szReader, kHotPlug) == 0;
      const DWORD now = hot_plug ? 0 : state_of(states[i].szReader);
      const bool differs = hot_plug ? readers_.size() != readers_before : now != states[i].dwCurrentState;
      states[i].dwEventState = now | static_cast<DWORD>(differs ? SCARD_STATE_CHANGED : 0);
      changed = changed || differs;
    }
    if (changed) return SCARD_S_SUCCESS;
    if (changed_.wait_until(lock, until) == std::cv_status::timeout) return SCARD_E_TIMEOUT;
  }
}

void FakePcsc::cancel() {
  const std::lock_guard lock{mutex_};
  cancelled_ = true;
  changed_.notify_all();
}

extern "C" {

LONG SCardEstablishContext(DWORD, LPCVOID, LPCVOID, LPSCARDCONTEXT context) {
  *context = 1;
  return current->establish();
}
LONG SCardReleaseContext(SCARDCONTEXT) {
  return SCARD_S_SUCCESS;
}
LONG SCardListReaders(SCARDCONTEXT, LPCSTR, LPSTR names, LPDWORD length) {
  return current->list(names, length);
}
LONG SCardGetStatusChange(SCARDCONTEXT, DWORD timeout, SCARD_READERSTATE* states, DWORD count) {
  return current->wait(timeout, states, count);
}
LONG SCardCancel(SCARDCONTEXT) {
  current->cancel();
  return SCARD_S_SUCCESS;
}
LONG SCardConnect(SCARDCONTEXT, LPCSTR, DWORD, DWORD, LPSCARDHANDLE handle, LPDWORD protocol) {
  *handle = 1;
  *protocol = SCARD_PROTOCOL_T1;
  return current->connect ? current->connect() : SCARD_S_SUCCESS;
}
LONG SCardBeginTransaction(SCARDHANDLE) {
  return SCARD_S_SUCCESS;
}
LONG SCardEndTransaction(SCARDHANDLE, DWORD) {
  return SCARD_S_SUCCESS;
}
LONG SCardGetAttrib(SCARDHANDLE, DWORD, LPBYTE, LPDWORD) {
  return SCARD_E_UNSUPPORTED_FEATURE;
}
LONG SCardReconnect(SCARDHANDLE, DWORD, DWORD, DWORD, LPDWORD) {
  return SCARD_E_NO_SMARTCARD;
}
LONG SCardDisconnect(SCARDHANDLE, DWORD) {
  return SCARD_S_SUCCESS;
}

LONG SCardStatus(SCARDHANDLE, LPSTR, LPDWORD name_length, LPDWORD state, LPDWORD protocol, LPBYTE atr,
                 LPDWORD atr_length) {
  constexpr BYTE kPhone[]{0x3B, 0x80, 0x80, 0x01, 0x01};
  if (*atr_length < sizeof kPhone) return SCARD_E_INSUFFICIENT_BUFFER;
  std::memcpy(atr, kPhone, sizeof kPhone);
  *atr_length = sizeof kPhone;
  *name_length = *state = *protocol = 0;
  return SCARD_S_SUCCESS;
}

LONG SCardTransmit(SCARDHANDLE, const SCARD_IO_REQUEST*, LPCBYTE apdu, DWORD length, SCARD_IO_REQUEST*, LPBYTE answer,
                   LPDWORD answer_length) {
  kazasu::Bytes bytes;
  const LONG code = current->transmit({apdu, length}, bytes);
  const DWORD room = *answer_length;
  *answer_length = bytes.size();
  if (code == SCARD_S_SUCCESS && bytes.size() > room) return SCARD_E_INSUFFICIENT_BUFFER;
  std::copy(bytes.begin(), bytes.end(), answer);
  return code;
}

}  // extern "C"
