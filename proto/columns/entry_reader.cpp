#include "columns/entry_reader.hpp"

#include <algorithm>

#include "columns/entry_form.hpp"
#include "kazasu/proto/sealed.hpp"
#include "kazasu/values/identifier.hpp"
#include "kazasu/values/time.hpp"

namespace kazasu::proto::columns {
namespace {

std::uint32_t wire_type_of(const Node& node) {
  if (node.kind == Node::Kind::fixed32) return kWireFixed32;
  const bool number = node.kind == Node::Kind::varint || node.kind == Node::Kind::zigzag;
  return number && !node.repeated ? kWireVarint : kWireBytes;
}

bool is_canonical(const Node& node, std::string_view bytes);

bool is_canonical_list_of_numbers(const Node& node, std::string_view packed) {
  std::size_t count = 0;
  for (WireCursor cursor{packed}; !cursor.at_end(); ++count) {
    std::uint64_t value = 0;
    if (!cursor.varint(value)) return false;
  }
  return count > 0 && count <= node.count_max;
}

bool is_canonical_value(const Node& node, WireCursor& cursor) {
  if (wire_type_of(node) == kWireVarint) {
    std::uint64_t value = 0;
    // An optional value is written as itself and one.
    return cursor.varint(value) && (node.optional ? value < INT64_MAX : value != 0);
  }
  if (node.kind == Node::Kind::fixed32) {
    std::uint64_t value = 0;
    return !node.repeated && !node.optional && cursor.fixed32(value) && value != 0;
  }
  std::string_view value;
  if (!cursor.bytes(value)) return false;
  if (node.kind == Node::Kind::message) return is_canonical(node, value);
  if (node.kind != Node::Kind::text) return is_canonical_list_of_numbers(node, value);
  return node.repeated || (!node.optional && !value.empty());
}

/// Whether the bytes are those that the fields alone give back: known fields in order, each as protobuf writes it.
bool is_canonical(const Node& node, std::string_view bytes) {
  WireCursor cursor{bytes};
  auto child = node.children.begin();
  std::uint32_t count = 0;
  while (!cursor.at_end()) {
    std::uint32_t field = 0;
    std::uint32_t wire_type = 0;
    if (!cursor.tag(field, wire_type)) return false;
    while (child != node.children.end() && child->field < field) {
      ++child;
      count = 0;
    }
    if (child == node.children.end() || child->field != field || wire_type != wire_type_of(*child)) return false;
    const bool list = child->repeated && (child->kind == Node::Kind::message || child->kind == Node::Kind::text);
    if (++count > (list ? child->count_max : 1)) return false;
    if (!is_canonical_value(*child, cursor)) return false;
  }
  return true;
}

}  // namespace

EntryReader::EntryReader(const BodySchema& schema, std::string_view terminal, const ColumnSender& sender)
    : schema_(schema),
      terminal_(terminal),
      sender_(sender),
      predictor_(schema),
      drafts_(schema.columns()),
      known_texts_(schema.columns()),
      forms_(schema.columns()) {}

void EntryReader::take(const v1::Entry& entry) {
  const BodySchema::Places& places = schema_.places();
  const auto put = [this](std::size_t column, std::uint64_t code) { drafts_[column].codes.push_back(code); };
  put(places.kind, zigzag(wrapped_difference(entry.kind(), kind_)));
  put(places.wall, zigzag(wrapped_difference(entry.wall_unix_ms(), wall_)));
  const std::int64_t expected = expected_monotonic_ns(monotonic_, wall_, entry.wall_unix_ms());
  const Milliseconds beyond = milliseconds_of(wrapped_difference(entry.monotonic_ns(), expected));
  put(places.monotonic, zigzag(beyond.whole));
  put(places.monotonic_rest, beyond.rest_ns);
  kind_ = entry.kind();
  wall_ = entry.wall_unix_ms();
  monotonic_ = entry.monotonic_ns();

  const bool escaped = !is_canonical(schema_.body(), entry.body());
  put(places.escape, escaped ? 1 : 0);
  predictor_.begin(entry.kind(), entry.wall_unix_ms());
  if (escaped) return put_text(schema_.escaped_body(), 0, entry.body());
  message(schema_.body(), entry.body());
  put_digest_form();
  predictor_.end();
}

void EntryReader::finish(v1::ColumnSet& open, v1::ColumnSet& personal) {
  for (const auto& [path, column] : schema_.open_paths()) add_column(open, path, drafts_[column]);
  for (const auto& [path, column] : schema_.sealed_paths()) add_column(personal, path, drafts_[column]);
}

void EntryReader::message(const Node& node, std::string_view bytes) {
  WireCursor cursor{bytes};
  for (const Node& child : node.children) field(child, cursor);
}

void EntryReader::field(const Node& node, WireCursor& cursor) {
  switch (node.kind) {
    case Node::Kind::varint:
    case Node::Kind::zigzag:
    case Node::Kind::fixed32: return numbers(node, cursor);
    case Node::Kind::text: return texts(node, cursor);
    case Node::Kind::message: return messages(node, cursor);
  }
}

void EntryReader::numbers(const Node& node, WireCursor& cursor) {
  const auto value_of = [&node](std::uint64_t raw) {
    return node.kind == Node::Kind::zigzag ? unzigzag(raw) : static_cast<std::int64_t>(raw);
  };
  std::uint64_t raw = 0;
  if (node.kind == Node::Kind::fixed32) {
    if (cursor.take_tag(node.field, kWireFixed32)) cursor.fixed32(raw);
    return put_number(node, 0, static_cast<std::int64_t>(raw));
  }
  if (!node.repeated) {
    const bool present = cursor.take_tag(node.field, kWireVarint) && cursor.varint(raw);
    return put_number(node, 0, value_of(node.optional && present ? raw + 1 : raw));
  }
  std::string_view packed;
  if (cursor.take_tag(node.field, kWireBytes)) cursor.bytes(packed);
  std::int64_t count = 0;
  for (WireCursor counting{packed}; counting.varint(raw);) ++count;
  put_count(node, count);
  std::size_t place = 0;
  for (WireCursor values{packed}; values.varint(raw);) put_number(node, place++, value_of(raw));
}

void EntryReader::texts(const Node& node, WireCursor& cursor) {
  std::string_view text;
  if (node.repeated) {
    std::int64_t count = 0;
    for (WireCursor counting = cursor; counting.take_tag(node.field, kWireBytes) && counting.bytes(text);) ++count;
    put_count(node, count);
    for (std::size_t place = 0; cursor.take_tag(node.field, kWireBytes) && cursor.bytes(text);)
      put_text(node, place++, text);
    return;
  }
  if (cursor.take_tag(node.field, kWireBytes)) cursor.bytes(text);
  switch (node.rule) {
    case Rule::request_digest:  // follows from what comes after it
      digest_node_ = &node;
      digest_ = text;
      return;
    case Rule::sealed_member: return put_member(node, text);
    case Rule::timestamp: return put_timestamp(node, text);
    case Rule::product: return put_product(node, text);
    default: return put_text(node, 0, text);
  }
}

void EntryReader::messages(const Node& node, WireCursor& cursor) {
  std::string_view bytes;
  std::int64_t count = 0;
  for (WireCursor counting = cursor; counting.take_tag(node.field, kWireBytes) && counting.bytes(bytes);) ++count;
  put_count(node, count);
  for (std::size_t place = 0; cursor.take_tag(node.field, kWireBytes) && cursor.bytes(bytes);) {
    predictor_.begin_element(node, place++);
    message(node, bytes);
  }
}

void EntryReader::put_number(const Node& node, std::size_t place, std::int64_t value) {
  drafts_[node.column].codes.push_back(zigzag(wrapped_difference(value, predictor_.number(node, place))));
  predictor_.saw_number(node, place, value);
}

void EntryReader::put_count(const Node& node, std::int64_t value) {
  drafts_[node.count_column].codes.push_back(zigzag(wrapped_difference(value, predictor_.count(node))));
  predictor_.saw_count(node, value);
}

void EntryReader::put_text(const Node& node, std::size_t place, std::string_view text) {
  ColumnDraft& draft = drafts_[node.column];
  if (text == predictor_.text(node, place)) {
    draft.codes.push_back(kTextAsExpected);
  } else {
    auto& known = known_texts_[node.column];
    const auto [found, is_new] = known.emplace(text, known.size());
    draft.codes.push_back(is_new ? kTextNew : kTextKnown + found->second);
    if (is_new) draft.texts.push_back(text);
  }
  predictor_.saw_text(node, place, text);
}

void EntryReader::put_form(const Node& node, std::int64_t form) {
  drafts_[node.count_column].codes.push_back(zigzag(wrapped_difference(form, forms_[node.count_column])));
  forms_[node.count_column] = form;
}

void EntryReader::put_digest_form() {
  const auto likely = static_cast<DigestForm>(forms_[digest_node_->count_column]);
  const DigestForm form = digest_.size() == Digest{}.size()
                              ? find_digest_form(predictor_.facts(), digest_, likely, digest_budget_)
                              : kDigestAsItIs;
  put_form(*digest_node_, static_cast<std::int64_t>(form));
  if (form == kDigestAsItIs) put_text(*digest_node_, 0, digest_);
}

void EntryReader::put_member(const Node& node, std::string_view sealed) {
  if (sealed.empty()) return put_form(node, kMemberNone);
  predictor_.note_member();
  const Bytes context =
      entry_seal_context(terminal_, predictor_.facts().business_date, predictor_.facts().transaction_id);
  auto opened = open_sealed(sender_.journal_key, context, as_bytes(sealed));
  if (!opened || !is_canonical(schema_.member(), as_text(*opened))) {
    put_form(node, kMemberAsItIs);
    return put_text(node, 0, sealed);
  }
  const std::string_view plain = as_text(opened_.emplace_back(std::move(*opened)));
  const auto again = seal_derived(sender_.journal_key, context, as_bytes(plain));
  const bool derived = again && as_text(*again) == sealed;
  put_form(node, derived ? kMemberDerivedNonce : kMemberGivenNonce);
  if (!derived) put_text(node, 0, sealed.substr(0, kNonceBytes));

  std::string_view account;
  std::string_view hash;
  WireCursor cursor{plain};
  if (cursor.take_tag(v1::MemberPart::kAccountIdFieldNumber, kWireBytes)) cursor.bytes(account);
  if (cursor.take_tag(v1::MemberPart::kIdentifierHashFieldNumber, kWireBytes)) cursor.bytes(hash);
  const bool referred = sender_.member && !account.empty() && hash.size() == IdentifierHash{}.bytes.size() &&
                        sender_.member(hash, account);
  put_text(schema_.member_reference(), 0, referred ? hash.substr(0, kMemberReferenceBytes) : std::string_view{});
  if (referred) predictor_.refer(account, hash);
  message(schema_.member(), plain);
}

void EntryReader::put_timestamp(const Node& node, std::string_view text) {
  const auto timestamp = parse_timestamp(text);
  const std::int64_t now = floor_seconds(predictor_.facts().wall_unix_ms);
  std::uint64_t code = 0;  // the text as it is
  if (timestamp && timestamp->utc_offset_seconds == utc_offset_seconds_ && format_timestamp(*timestamp) == text &&
      timestamp->unix_ms % kMsPerSecond == 0) {
    code = 1 + zigzag(wrapped_difference(now, timestamp->unix_ms / kMsPerSecond));
  }
  drafts_[node.count_column].codes.push_back(code);
  if (code == 0) put_text(node, 0, text);
  if (timestamp) utc_offset_seconds_ = timestamp->utc_offset_seconds;
  predictor_.saw_at(text);
}

void EntryReader::put_product(const Node& node, std::string_view text) {
  const auto number = std::lower_bound(sender_.products.begin(), sender_.products.end(), text);
  const bool numbered = number != sender_.products.end() && *number == text;
  std::uint64_t code = kProductText;
  const bool is_new = !predictor_.has_product(text);
  const auto product = is_new && sender_.product ? sender_.product(text) : std::nullopt;
  if (product) code = kProductListed;
  if (numbered && (product || !is_new))
    code = kProductNumber + static_cast<std::uint64_t>(number - sender_.products.begin());
  drafts_[node.count_column].codes.push_back(code);
  if (code < kProductNumber) {
    put_text(node, 0, text);
  } else {
    predictor_.saw_text(node, 0, text);
  }
  if (product) predictor_.complete(*product);
}

}  // namespace kazasu::proto::columns
