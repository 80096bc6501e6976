#pragma once

#include <winscard.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "kazasu/values/bytes.hpp"

/// The PC/SC library as a test wants it: the unit tests' program takes its functions from here instead of libpcsclite.
/// For what a private pcscd cannot do: readers that come and go by name, a daemon caught between two of its steps, rare
/// return codes. One at a time; it is where the C functions look while it lives.
class FakePcsc {
 public:
  struct Reader {
    std::string name;
    bool card = false;
    std::uint16_t events = 0;  ///< insertions and removals, as the daemon counted them so far
  };

  FakePcsc();
  ~FakePcsc();
  FakePcsc(const FakePcsc&) = delete;
  FakePcsc& operator=(const FakePcsc&) = delete;

  /// Changes what the daemon shows and wakes who waits.
  void set_readers(std::vector<Reader> readers);
  void set_service(LONG code);  ///< what asking for the service returns

  /// Answers the card's APDUs: a return code and, with success, the bytes. Called with nothing locked.
  std::function<LONG(kazasu::BytesView apdu, kazasu::Bytes& answer)> transmit;
  /// What connecting to the card returns.
  std::function<LONG()> connect;

  // For the C functions.
  LONG establish();
  LONG list(char* names, DWORD* length);
  LONG wait(DWORD timeout_ms, SCARD_READERSTATE* states, DWORD count);
  void cancel();

  /// Calls that wait for a change now.
  int waiting();

 private:
  DWORD state_of(const char* name) const;
  LONG wait_locked(std::unique_lock<std::mutex>& lock, DWORD timeout_ms, SCARD_READERSTATE* states, DWORD count);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Reader> readers_;
  LONG service_ = SCARD_S_SUCCESS;
  bool cancelled_ = false;
  int waiting_ = 0;
};
