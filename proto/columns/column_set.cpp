#include "columns/column_set.hpp"

#include <algorithm>

#include "columns/wire.hpp"
#include "kazasu/proto/zstd.hpp"
#include "kazasu/values/bytes.hpp"

namespace kazasu::proto::columns {
namespace {

/// A frame has some 10 bytes of its own, and small planes are compressed together when the body is.
constexpr std::size_t kCompressFromBytes = 160;

void fill(v1::Plane& plane, std::string bytes) {
  if (bytes.size() >= kCompressFromBytes) {
    std::string compressed = zstd_compress(bytes);
    if (compressed.size() < bytes.size()) {
      plane.set_size(static_cast<std::uint32_t>(bytes.size()));
      plane.set_data(std::move(compressed));
      return;
    }
  }
  plane.set_data(std::move(bytes));
}

Result<std::string> plain(const v1::Plane& plane, std::size_t& bytes_left) {
  const std::size_t size = plane.size() == 0 ? plane.data().size() : plane.size();
  if (size > bytes_left) return Error{ErrorCode::limit_exceeded, "columns: too large when decompressed"};
  bytes_left -= size;
  if (plane.size() == 0) return plane.data();
  return decompress(plane.data(), size);
}

}  // namespace

Result<std::string> decompress(std::string_view compressed, std::size_t plain_size) {
  auto plain = zstd_decompress(compressed, plain_size);
  if (plain && plain->size() == plain_size) return plain;
  const std::string why = plain ? "it holds less" : plain.error().detail;
  return Error{ErrorCode::message_invalid,
               "columns: a plane is not of the " + std::to_string(plain_size) + " bytes that it says: " + why};
}

std::uint64_t ColumnSource::next_code() {
  std::uint64_t code = 0;
  for (std::size_t i = 0; i < kPlanesMax; ++i) {
    if (at_[i] == planes_[i].size()) return code;  // checked when it arrived: only the first plane may end before
    const auto byte = static_cast<std::uint8_t>(planes_[i][at_[i]++]);
    code |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) return code;
  }
  return code;
}

bool ColumnSource::next_text(std::string_view& text) {
  WireCursor cursor{std::string_view{lengths_}.substr(length_at_)};
  std::uint64_t length = 0;
  if (!cursor.varint(length)) return false;
  length_at_ = lengths_.size() - cursor.rest.size();
  text = std::string_view{texts_}.substr(text_at_, static_cast<std::size_t>(length));
  text_at_ += static_cast<std::size_t>(length);
  return true;
}

bool ColumnSource::used_up() const {
  for (std::size_t i = 0; i < kPlanesMax; ++i) {
    if (at_[i] != planes_[i].size()) return false;
  }
  return length_at_ == lengths_.size();
}

Result<void> ColumnSources::take(const v1::ColumnSet& set, const std::map<std::string, std::size_t, std::less<>>& paths,
                                 std::size_t& bytes_left) {
  for (const v1::Column& column : set.columns()) {
    const auto found = paths.find(column.path());
    if (found == paths.end())
      return Error{ErrorCode::unsupported, "columns: a field that is not known here: path " +
                                               to_hex(as_bytes(std::string_view{column.path()}.substr(0, 16)))};
    auto& source = sources_[found->second];
    if (source || column.codes_size() > static_cast<int>(ColumnSource::kPlanesMax))
      return Error{ErrorCode::message_invalid, "columns: a column is there twice or has too many planes"};
    source.emplace();
    std::size_t expected = SIZE_MAX;  // how many codes go on after the plane before
    for (int i = 0; i < column.codes_size(); ++i) {
      auto bytes = plain(column.codes(i), bytes_left);
      if (!bytes) return bytes.error();
      if (expected != SIZE_MAX && bytes->size() != expected)
        return Error{ErrorCode::message_invalid, "columns: planes that do not fit one another"};
      expected = static_cast<std::size_t>(
          std::count_if(bytes->begin(), bytes->end(), [](char c) { return static_cast<std::uint8_t>(c) >= 0x80; }));
      source->planes_[static_cast<std::size_t>(i)] = std::move(*bytes);
    }
    if (expected != SIZE_MAX && expected != 0)
      return Error{ErrorCode::message_invalid, "columns: planes that do not fit one another"};
    auto lengths = plain(column.lengths(), bytes_left);
    if (!lengths) return lengths.error();
    auto texts = plain(column.texts(), bytes_left);
    if (!texts) return texts.error();
    std::size_t sum = 0;
    for (WireCursor cursor{*lengths}; !cursor.at_end();) {
      std::uint64_t length = 0;
      if (!cursor.varint(length) || length > texts->size() - sum)
        return Error{ErrorCode::message_invalid, "columns: lengths that do not fit the texts"};
      sum += static_cast<std::size_t>(length);
    }
    if (sum != texts->size()) return Error{ErrorCode::message_invalid, "columns: lengths that do not fit the texts"};
    source->lengths_ = std::move(*lengths);
    source->texts_ = std::move(*texts);
  }
  return {};
}

bool ColumnSources::used_up() const {
  return std::all_of(sources_.begin(), sources_.end(),
                     [](const std::optional<ColumnSource>& source) { return !source || source->used_up(); });
}

void add_column(v1::ColumnSet& set, const std::string& path, ColumnDraft& draft) {
  auto& codes = draft.codes;
  while (!codes.empty() && codes.back() == 0) codes.pop_back();
  if (codes.empty() && draft.texts.empty()) return;
  v1::Column& column = *set.add_columns();
  column.set_path(path);
  while (!codes.empty()) {
    std::string bytes;
    bytes.reserve(codes.size());
    std::size_t left = 0;
    for (const std::uint64_t code : codes) {
      const bool more = code >= 0x80;
      bytes.push_back(static_cast<char>((code & 0x7F) | (more ? 0x80 : 0)));
      if (more) codes[left++] = code >> 7;
    }
    codes.resize(left);
    fill(*column.add_codes(), std::move(bytes));
  }
  if (draft.texts.empty()) return;
  std::string lengths;
  std::string texts;
  for (const std::string_view text : draft.texts) {
    append_varint(lengths, text.size());
    texts.append(text);
  }
  fill(*column.mutable_lengths(), std::move(lengths));
  fill(*column.mutable_texts(), std::move(texts));
}

}  // namespace kazasu::proto::columns
