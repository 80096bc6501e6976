#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "columns/body_schema.hpp"
#include "columns/column_set.hpp"
#include "columns/predictor.hpp"
#include "kazasu/proto/columns.hpp"

namespace kazasu::proto::columns {

/// Restores entries from columns.
class EntryWriter {
 public:
  /// All of them outlive it. `open` and `personal` have the columns of the schema.
  EntryWriter(const BodySchema& schema, std::string_view terminal, std::uint64_t catalog_version,
              std::span<const std::string> products, const ColumnReceiver& receiver, ColumnSources& open,
              ColumnSources& personal);

  /// Kind, times and body of the next entry. An error leaves the writer unusable.
  Result<void> restore(v1::Entry& entry);

 private:
  void message(const Node& node, std::string& bytes);
  void field(const Node& node, std::string& bytes);
  void number(const Node& node, std::string& bytes);
  void list_of_numbers(const Node& node, std::string& bytes);
  void texts(const Node& node, std::string& bytes);
  void messages(const Node& node, std::string& bytes);
  void put_text(const Node& node, std::string_view text, std::string& bytes);
  void digest(const Node& node, std::string& bytes);
  void fill_digest(std::string& bytes);
  void member(const Node& node, std::string& bytes);
  std::string_view take_product(const Node& node);
  void complete_product();

  std::uint64_t take_code(std::size_t column);
  std::int64_t take_number(const Node& node, std::size_t place);
  std::int64_t take_count(const Node& node);
  std::string_view take_text(const Node& node, std::size_t place);
  std::string_view take_timestamp(const Node& node);
  std::int64_t take_form(const Node& node);
  std::string_view keep(std::string_view text);
  void fail(ErrorCode code, std::string detail);
  [[nodiscard]] bool failed() const { return error_.has_value(); }
  /// Whether so many more bytes may be restored.
  bool may_grow(const std::string& bytes, std::size_t by);

  const BodySchema& schema_;
  std::string_view terminal_;
  std::uint64_t catalog_version_;
  std::span<const std::string> products_;
  const ColumnReceiver& receiver_;
  ColumnSources& open_;
  ColumnSources& personal_;
  Predictor predictor_;
  std::vector<std::vector<std::string_view>> known_texts_;
  std::vector<std::int64_t> forms_;
  std::deque<std::string> made_;  ///< texts that were expected and stand nowhere
  std::size_t bytes_left_;
  std::size_t digest_at_ = 0;  ///< where the digest goes, once all else is there; 0: nowhere
  DigestForm digest_form_ = 0;
  int utc_offset_seconds_ = 0;
  std::int64_t kind_ = 0, wall_ = 0, monotonic_ = 0;
  std::optional<Error> error_;
};

}  // namespace kazasu::proto::columns
