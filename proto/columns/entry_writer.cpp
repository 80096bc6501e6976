#include "columns/entry_writer.hpp"

#include <algorithm>

#include "columns/entry_form.hpp"
#include "columns/wire.hpp"
#include "kazasu/proto/sealed.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu::proto::columns {
namespace {

constexpr std::int64_t kSecondsMax = 253'402'300'799;  // 9999-12-31T23:59:59Z

void append_tag(std::string& bytes, std::uint32_t field, std::uint32_t wire_type) {
  append_varint(bytes, std::uint64_t{field} << 3 | wire_type);
}

}  // namespace

EntryWriter::EntryWriter(const BodySchema& schema, std::string_view terminal, std::uint64_t catalog_version,
                         std::span<const std::string> products, const ColumnReceiver& receiver, ColumnSources& open,
                         ColumnSources& personal)
    : schema_(schema),
      terminal_(terminal),
      catalog_version_(catalog_version),
      products_(products),
      receiver_(receiver),
      open_(open),
      personal_(personal),
      predictor_(schema),
      known_texts_(schema.columns()),
      forms_(schema.columns()),
      bytes_left_(receiver.bytes_max) {}

Result<void> EntryWriter::restore(v1::Entry& entry) {
  const BodySchema::Places& places = schema_.places();
  const std::int64_t last_wall = wall_;
  kind_ = wrapped_sum(kind_, unzigzag(take_code(places.kind)));
  wall_ = wrapped_sum(wall_, unzigzag(take_code(places.wall)));
  const Milliseconds beyond{unzigzag(take_code(places.monotonic)), take_code(places.monotonic_rest)};
  monotonic_ = wrapped_sum(expected_monotonic_ns(monotonic_, last_wall, wall_), nanoseconds_of(beyond));
  if (kind_ < INT32_MIN || kind_ > INT32_MAX) fail(ErrorCode::message_invalid, "a kind that is no number of one");
  entry.set_kind(static_cast<v1::EntryKind>(kind_));
  entry.set_wall_unix_ms(wall_);
  entry.set_monotonic_ns(monotonic_);

  predictor_.begin(entry.kind(), wall_);
  std::string& body = *entry.mutable_body();
  if (take_code(places.escape) != 0) {
    const std::string_view text = take_text(schema_.escaped_body(), 0);
    if (may_grow(body, text.size())) body.assign(text);
  } else {
    digest_at_ = 0;
    message(schema_.body(), body);
    if (!failed()) fill_digest(body);
    predictor_.end();
  }
  bytes_left_ -= std::min(bytes_left_, body.size());
  if (failed()) return *error_;
  return {};
}

void EntryWriter::message(const Node& node, std::string& bytes) {
  for (const Node& child : node.children) {
    if (failed()) return;
    field(child, bytes);
  }
}

void EntryWriter::field(const Node& node, std::string& bytes) {
  switch (node.kind) {
    case Node::Kind::fixed32: return number(node, bytes);
    case Node::Kind::varint:
    case Node::Kind::zigzag: return node.repeated ? list_of_numbers(node, bytes) : number(node, bytes);
    case Node::Kind::text: return texts(node, bytes);
    case Node::Kind::message: return messages(node, bytes);
  }
}

void EntryWriter::number(const Node& node, std::string& bytes) {
  const std::int64_t value = take_number(node, 0);
  std::uint64_t raw = node.kind == Node::Kind::zigzag ? zigzag(value) : static_cast<std::uint64_t>(value);
  if (raw == 0) return;
  if (node.kind == Node::Kind::fixed32) {
    if (raw > UINT32_MAX) return fail(ErrorCode::message_invalid, "a number that is too large");
    if (!may_grow(bytes, 8)) return;
    append_tag(bytes, node.field, kWireFixed32);
    return append_fixed32(bytes, static_cast<std::uint32_t>(raw));
  }
  if (node.optional) --raw;
  if (!may_grow(bytes, 2 * varint_size(raw))) return;
  append_tag(bytes, node.field, kWireVarint);
  append_varint(bytes, raw);
}

void EntryWriter::list_of_numbers(const Node& node, std::string& bytes) {
  const std::int64_t count = take_count(node);
  if (count == 0) return;
  std::string packed;
  for (std::int64_t place = 0; place < count && !failed(); ++place) {
    const std::int64_t value = take_number(node, static_cast<std::size_t>(place));
    append_varint(packed, node.kind == Node::Kind::zigzag ? zigzag(value) : static_cast<std::uint64_t>(value));
  }
  put_text(node, packed, bytes);
}

void EntryWriter::texts(const Node& node, std::string& bytes) {
  if (node.repeated) {
    const std::int64_t count = take_count(node);
    for (std::int64_t place = 0; place < count && !failed(); ++place)
      put_text(node, take_text(node, static_cast<std::size_t>(place)), bytes);
    return;
  }
  std::string_view text;
  switch (node.rule) {
    case Rule::request_digest: return digest(node, bytes);
    case Rule::sealed_member: return member(node, bytes);
    case Rule::timestamp: text = take_timestamp(node); break;
    case Rule::product: text = take_product(node); break;
    default: text = take_text(node, 0);
  }
  if (!text.empty()) put_text(node, text, bytes);
}

void EntryWriter::messages(const Node& node, std::string& bytes) {
  const std::int64_t count = take_count(node);
  for (std::int64_t place = 0; place < count && !failed(); ++place) {
    predictor_.begin_element(node, static_cast<std::size_t>(place));
    if (!may_grow(bytes, 2)) return;
    append_tag(bytes, node.field, kWireBytes);
    const std::size_t at = bytes.size();
    bytes.push_back('\0');  // the length, mostly of one byte
    message(node, bytes);
    const std::size_t size = bytes.size() - at - 1;
    if (size < 0x80) {
      bytes[at] = static_cast<char>(size);
      continue;
    }
    std::string length;
    append_varint(length, size);
    bytes.replace(at, 1, length);
  }
}

void EntryWriter::put_text(const Node& node, std::string_view text, std::string& bytes) {
  if (!may_grow(bytes, text.size() + 2 * varint_size(text.size()))) return;
  append_tag(bytes, node.field, kWireBytes);
  append_varint(bytes, text.size());
  bytes.append(text);
}

void EntryWriter::digest(const Node& node, std::string& bytes) {
  digest_form_ = static_cast<DigestForm>(take_form(node));
  if (digest_form_ == kDigestAsItIs) {
    const std::string_view text = take_text(node, 0);
    if (!text.empty()) put_text(node, text, bytes);
    return;
  }
  const Digest nothing{};
  put_text(node, as_text(nothing), bytes);
  digest_at_ = bytes.size() - nothing.size();
}

void EntryWriter::fill_digest(std::string& bytes) {
  if (digest_at_ == 0) return;
  Digest digest{};
  if (!derive_digest(predictor_.facts(), digest_form_, digest))
    return fail(ErrorCode::message_invalid, "a digest's form that there is not");
  std::copy(digest.begin(), digest.end(), bytes.begin() + static_cast<std::ptrdiff_t>(digest_at_));
}

void EntryWriter::member(const Node& node, std::string& bytes) {
  const std::int64_t form = take_form(node);
  if (form == kMemberNone || failed()) return;
  predictor_.note_member();
  if (form == kMemberAsItIs) return put_text(node, take_text(node, 0), bytes);
  if (form != kMemberDerivedNonce && form != kMemberGivenNonce)
    return fail(ErrorCode::message_invalid, "a member's form that there is not");
  const std::string_view nonce = form == kMemberGivenNonce ? take_text(node, 0) : std::string_view{};
  const std::string_view reference = take_text(schema_.member_reference(), 0);
  if (!reference.empty()) {
    const auto referred = receiver_.member ? receiver_.member(reference) : std::nullopt;
    if (!referred) return fail(ErrorCode::unsupported, "a member that is not known here");
    const std::string_view account = keep(referred->account);
    predictor_.refer(account, keep(referred->identifier_hash));
  }
  std::string plain;
  message(schema_.member(), plain);
  if (failed()) return;
  const Bytes context =
      entry_seal_context(terminal_, predictor_.facts().business_date, predictor_.facts().transaction_id);
  const auto sealed = form == kMemberDerivedNonce
                          ? seal_derived(receiver_.journal_key, context, as_bytes(plain))
                          : seal_again(receiver_.journal_key, context, as_bytes(plain), as_bytes(nonce));
  if (!sealed) return fail(ErrorCode::message_invalid, sealed.error().detail);
  put_text(node, as_text(*sealed), bytes);
}

std::string_view EntryWriter::take_product(const Node& node) {
  const std::uint64_t code = take_code(node.count_column);
  std::string_view text;
  if (code < kProductNumber) {
    text = take_text(node, 0);
  } else if (code - kProductNumber < products_.size()) {
    text = products_[code - kProductNumber];
    predictor_.saw_text(node, 0, text);
  } else {
    fail(ErrorCode::message_invalid, "a product's number that there is not");
  }
  if (code != kProductText && !failed() && predictor_.product_is_new()) complete_product();
  return text;
}

void EntryWriter::complete_product() {
  auto product =
      receiver_.product ? receiver_.product(predictor_.facts().lines.back().product, catalog_version_) : std::nullopt;
  if (!product) return fail(ErrorCode::unsupported, "a product that is not known here as the sender knew it");
  predictor_.complete(std::move(*product));
}

std::uint64_t EntryWriter::take_code(std::size_t column) {
  ColumnSource* source = open_.at(column);
  if (source == nullptr) source = personal_.at(column);
  return source == nullptr ? 0 : source->next_code();
}

std::int64_t EntryWriter::take_number(const Node& node, std::size_t place) {
  const std::int64_t value = wrapped_sum(predictor_.number(node, place), unzigzag(take_code(node.column)));
  predictor_.saw_number(node, place, value);
  return value;
}

std::int64_t EntryWriter::take_count(const Node& node) {
  std::int64_t count = wrapped_sum(predictor_.count(node), unzigzag(take_code(node.count_column)));
  const std::int64_t most = node.repeated ? node.count_max : 1;
  if (count < 0 || count > most) {
    fail(ErrorCode::message_invalid, "a list that is too long");
    count = 0;
  }
  predictor_.saw_count(node, count);
  return count;
}

std::string_view EntryWriter::take_text(const Node& node, std::size_t place) {
  const std::uint64_t code = take_code(node.column);
  auto& known = known_texts_[node.column];
  std::string_view text;
  if (code == kTextAsExpected) {
    text = predictor_.text(node, place);
    if (predictor_.is_made(text)) text = keep(text);
  } else if (code == kTextNew) {
    ColumnSource* source = open_.at(node.column);
    if (source == nullptr) source = personal_.at(node.column);
    if (source == nullptr || !source->next_text(text))
      fail(ErrorCode::message_invalid, "fewer texts than are asked for");
    known.push_back(text);
  } else if (code - kTextKnown < known.size()) {
    text = known[code - kTextKnown];
  } else {
    fail(ErrorCode::message_invalid, "a text that was not there before");
  }
  predictor_.saw_text(node, place, text);
  return text;
}

std::string_view EntryWriter::take_timestamp(const Node& node) {
  const std::uint64_t code = take_code(node.count_column);
  std::string_view text;
  if (code == 0) {
    text = take_text(node, 0);
    if (const auto timestamp = parse_timestamp(text)) utc_offset_seconds_ = timestamp->utc_offset_seconds;
  } else {
    const std::int64_t seconds = wrapped_difference(floor_seconds(wall_), unzigzag(code - 1));
    if (seconds < 0 || seconds > kSecondsMax) {
      fail(ErrorCode::message_invalid, "a time that there is not");
      return {};
    }
    text = made_.emplace_back(format_timestamp({seconds * kMsPerSecond, utc_offset_seconds_}));
  }
  predictor_.saw_at(text);
  return text;
}

std::int64_t EntryWriter::take_form(const Node& node) {
  std::int64_t& form = forms_[node.count_column];
  form = wrapped_sum(form, unzigzag(take_code(node.count_column)));
  return form;
}

std::string_view EntryWriter::keep(std::string_view text) {
  return text.empty() ? std::string_view{} : std::string_view{made_.emplace_back(text)};
}

void EntryWriter::fail(ErrorCode code, std::string detail) {
  if (!error_) error_ = Error{code, "columns: " + std::move(detail)};
}

bool EntryWriter::may_grow(const std::string& bytes, std::size_t by) {
  if (failed()) return false;
  if (bytes.size() + by <= bytes_left_) return true;
  fail(ErrorCode::limit_exceeded, "too large when restored");
  return false;
}

}  // namespace kazasu::proto::columns
