#pragma once

#include <cstdio>
#include <map>
#include <string>

#include "kazasu/proto/digest.hpp"
#include "kazasu/values/bytes.hpp"

namespace kazasu::simulation {

/// What happened in a world, line by line: two runs of one seed are the same if their digests are. Counts the kinds of
/// lines, which tells whether each fault was met at all.
class Trace {
 public:
  explicit Trace(bool print) : print_(print) {}

  void add(std::int64_t unix_ms, const std::string& who, const std::string& what, const std::string& more = {}) {
    const std::string line = std::to_string(unix_ms) + " " + who + " " + what + (more.empty() ? "" : ": " + more);
    if (print_) std::fprintf(stderr, "%s\n", line.c_str());
    std::string chained{as_text(digest_)};
    digest_ = proto::sha256(as_bytes(chained += line));
    ++counts_[what];
  }

  [[nodiscard]] std::string digest() const { return to_hex(digest_); }
  [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

 private:
  bool print_;
  proto::Digest digest_{};
  std::map<std::string, std::uint64_t> counts_;
};

}  // namespace kazasu::simulation
