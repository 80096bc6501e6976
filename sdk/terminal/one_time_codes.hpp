#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/identify/identify.hpp"
#include "kazasu/values/assurance.hpp"
#include "kazasu/values/result.hpp"
#include "terminal_clock.hpp"

namespace kazasu {

/// The last one-time code that was taken of each identifier: one of its step or before is a replay. Steps are named by
/// the Unix second they begin at, as a program may change how long they are. Memory: the identifiers of a week.
class UsedCodes {
 public:
  /// An earlier step than the known one changes nothing.
  void add(std::string_view identifier_hash, std::int64_t begins_unix_s);
  [[nodiscard]] std::optional<std::int64_t> last(std::string_view identifier_hash) const;
  [[nodiscard]] std::size_t size() const { return last_.size(); }

 private:
  std::map<std::string, std::int64_t, std::less<>> last_;
  std::int64_t newest_ = 0;
  std::size_t swept_at_ = kSweepFrom;  ///< size at which old ones are looked for

  static constexpr std::size_t kSweepFrom = 4'096;
};

/// Wrong codes of the last minutes, so that nobody tries codes until one is right (RFC 4226, section 7.3). The same
/// wrong code again is no further guess. Memory: kPerTerminal of them.
class WrongCodes {
 public:
  static constexpr std::int64_t kWindowNs = 300'000'000'000;
  static constexpr std::size_t kPerMember = 5;
  static constexpr std::size_t kPerTerminal = 20;

  [[nodiscard]] bool too_many(std::string_view identifier_hash, std::int64_t monotonic_ns) const;
  void add(std::string_view identifier_hash, std::string_view code, std::int64_t monotonic_ns);
  /// A right code of the identifier was shown.
  void forget(std::string_view identifier_hash);

 private:
  struct Wrong {
    std::string identifier_hash;
    std::string code;
    std::int64_t monotonic_ns = 0;
  };
  std::vector<Wrong> wrong_;
};

/// Checks members' one-time codes with no network (docs/configuration.md). Thread: one at a time.
class OneTimeCodes {
 public:
  /// How wide the interval of trusted time may be for a code to prove anything: a screenshot is good for so long, and a
  /// step on either side. Payment codes live one to five minutes. After an answer of the ledger it takes 32 hours
  /// without one to grow so wide.
  static constexpr std::int64_t kCertainWithinMs = 240'000;

  struct Shown {
    std::string_view identifier_hash;
    std::string_view code;
    std::string_view key;
    /// Where the checkout has this identifier by a code already, that code's step: shown again, it is the same showing.
    std::optional<std::int64_t> attached_unix_s = std::nullopt;
  };
  struct Verdict {
    Assurance assurance = Assurance::claimed;
    std::optional<std::int64_t> begins_unix_s = std::nullopt;  ///< of the code's step, if it is one of this time
  };

  /// `fresh` for a code of this time that was not shown before; the code is then used. While it is not certain what
  /// time it is, `claimed`, whatever the code: a till's clock can be set to a screenshot's time. Fails:
  /// `member_code_expired` for none of this time, `member_code_used`, `member_code_locked` after too many wrong ones.
  Result<Verdict> check(const Shown& shown, std::span<const IdentificationMethod> methods, const TerminalClock& clock);

  /// An entry was recorded of a member who had shown such a code.
  void recorded(std::string_view identifier_hash, std::int64_t begins_unix_s) {
    used_.add(identifier_hash, begins_unix_s);
  }

 private:
  UsedCodes used_;
  WrongCodes wrong_;
};

}  // namespace kazasu
