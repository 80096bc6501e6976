#pragma once

#include <string_view>

#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu {

/// Where the terminal's secrets live. Names are short words such as "journal_seal"; values never reach a log.
/// Thread: one at a time.
class KeyStore {
 public:
  virtual ~KeyStore() = default;
  /// `key_missing` if there is none of that name.
  virtual Result<Bytes> load(std::string_view name) = 0;
  /// Durable when it returns; replaces an earlier value.
  virtual Result<void> store(std::string_view name, BytesView secret) = 0;
};

}  // namespace kazasu
