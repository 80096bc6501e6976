#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/v1/columns.pb.h"
#include "kazasu/values/result.hpp"

namespace kazasu::proto::columns {

/// What one column is to hold, while it is written.
struct ColumnDraft {
  std::vector<std::uint64_t> codes;
  std::vector<std::string_view> texts;  ///< of which the codes say "new"; their bytes outlive the draft
};

/// One column that arrived. After its last code it holds zeros for ever.
class ColumnSource {
 public:
  std::uint64_t next_code();
  /// The next text that a code called new; false if there is none.
  bool next_text(std::string_view& text);
  [[nodiscard]] bool used_up() const;

 private:
  friend class ColumnSources;
  static constexpr std::size_t kPlanesMax = 10;

  std::array<std::string, kPlanesMax> planes_;
  std::array<std::size_t, kPlanesMax> at_{};
  std::string texts_;
  std::string lengths_;  ///< varints, checked when they arrived
  std::size_t length_at_ = 0;
  std::size_t text_at_ = 0;
};

/// The columns that arrived, by path.
class ColumnSources {
 public:
  explicit ColumnSources(std::size_t columns) : sources_(columns) {}
  /// Decompresses and checks: no plane declares more than what is left of `bytes_left`, which goes down by all that
  /// came out. `message_invalid`, `limit_exceeded`, `unsupported` for a path that is not in `paths`.
  Result<void> take(const v1::ColumnSet& set, const std::map<std::string, std::size_t, std::less<>>& paths,
                    std::size_t& bytes_left);
  /// Of the place that `paths` named; nullptr: it holds nothing but zeros.
  ColumnSource* at(std::size_t place) { return sources_[place] ? &*sources_[place] : nullptr; }
  /// Whether everything that arrived was asked for.
  [[nodiscard]] bool used_up() const;

 private:
  std::vector<std::optional<ColumnSource>> sources_;
};

/// Adds a column, unless it holds nothing but zeros.
void add_column(v1::ColumnSet& set, const std::string& path, ColumnDraft& draft);

/// `plain_size` bytes come out of the one frame that `compressed` is, or it is `message_invalid`.
Result<std::string> decompress(std::string_view compressed, std::size_t plain_size);

}  // namespace kazasu::proto::columns
