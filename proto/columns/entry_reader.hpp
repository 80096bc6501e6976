#pragma once

#include <deque>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "columns/body_schema.hpp"
#include "columns/column_set.hpp"
#include "columns/predictor.hpp"
#include "columns/wire.hpp"
#include "kazasu/proto/columns.hpp"

namespace kazasu::proto::columns {

/// Takes entries apart into columns. The entries outlive it.
class EntryReader {
 public:
  EntryReader(const BodySchema& schema, std::string_view terminal, const ColumnSender& sender);

  void take(const v1::Entry& entry);
  /// The columns of all entries taken: what is open and what is personal.
  void finish(v1::ColumnSet& open, v1::ColumnSet& personal);

 private:
  void message(const Node& node, std::string_view bytes);
  void field(const Node& node, WireCursor& cursor);
  void numbers(const Node& node, WireCursor& cursor);
  void texts(const Node& node, WireCursor& cursor);
  void messages(const Node& node, WireCursor& cursor);
  void put_number(const Node& node, std::size_t place, std::int64_t value);
  void put_count(const Node& node, std::int64_t value);
  void put_text(const Node& node, std::size_t place, std::string_view text);
  void put_form(const Node& node, std::int64_t form);
  void put_digest_form();
  void put_member(const Node& node, std::string_view sealed);
  void put_timestamp(const Node& node, std::string_view text);
  void put_product(const Node& node, std::string_view text);

  const BodySchema& schema_;
  std::string_view terminal_;
  const ColumnSender& sender_;
  Predictor predictor_;
  std::vector<ColumnDraft> drafts_;
  std::vector<std::unordered_map<std::string_view, std::uint64_t>> known_texts_;
  std::vector<std::int64_t> forms_;
  std::deque<Bytes> opened_;
  const Node* digest_node_ = nullptr;
  std::string_view digest_;
  std::size_t digest_budget_ = 4'096;
  int utc_offset_seconds_ = 0;
  std::int64_t kind_ = 0, wall_ = 0, monotonic_ = 0;
};

}  // namespace kazasu::proto::columns
