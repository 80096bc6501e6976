#include "proto/random_batch.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>

#include "kazasu/proto/entry_hash.hpp"
#include "kazasu/proto/sealed.hpp"

namespace kazasu::proto {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kDepthMax = 6;

class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::mt19937_64& random) : random_(random) {}
  Result<void> fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_());
    return {};
  }

 private:
  std::mt19937_64& random_;
};

}  // namespace

std::string RandomBatches::text() {
  switch (below(8)) {
    case 0: return {};
    case 1: return "2026-11-" + std::to_string(10 + below(20));
    case 2: return "R1-" + std::to_string(below(1'000));
    case 3: return "min_amount";
    case 4: {
      std::string bytes(below(40), '\0');
      for (char& byte : bytes) byte = static_cast<char>(below(128));
      return bytes;
    }
    case 5: return "2026-11-23T12:34:" + std::to_string(10 + below(50)) + "+09:00";
    default: return "text-" + std::to_string(below(12));
  }
}

void RandomBatches::fill(Message& message, int depth) {
  const Reflection& reflection = *message.GetReflection();
  const auto number = [this]() -> std::int64_t {
    switch (below(6)) {
      case 0: return 0;
      case 1: return static_cast<std::int64_t>(random_());
      case 2: return -static_cast<std::int64_t>(below(500));
      default: return static_cast<std::int64_t>(below(2'000));
    }
  };
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    if (below(3) == 0) continue;
    const std::uint64_t count = field->is_repeated() ? below(4) : 1;
    for (std::uint64_t n = 0; n < count; ++n) {
      const bool list = field->is_repeated();
      switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT64:
          list ? reflection.AddInt64(&message, field, number()) : reflection.SetInt64(&message, field, number());
          break;
        case FieldDescriptor::CPPTYPE_UINT64:
          reflection.SetUInt64(&message, field, static_cast<std::uint64_t>(number()));
          break;
        case FieldDescriptor::CPPTYPE_UINT32:
          reflection.SetUInt32(&message, field, static_cast<std::uint32_t>(number()));
          break;
        case FieldDescriptor::CPPTYPE_BOOL: reflection.SetBool(&message, field, below(2) == 0); break;
        case FieldDescriptor::CPPTYPE_ENUM:
          reflection.SetEnumValue(&message, field, static_cast<int>(below(5)) - 1);
          break;
        case FieldDescriptor::CPPTYPE_STRING:
          list ? reflection.AddString(&message, field, text()) : reflection.SetString(&message, field, text());
          break;
        case FieldDescriptor::CPPTYPE_MESSAGE:
          if (depth == kDepthMax) break;
          fill(list ? *reflection.AddMessage(&message, field) : *reflection.MutableMessage(&message, field), depth + 1);
          break;
        default: break;
      }
    }
  }
}

std::string RandomBatches::body(const v1::Batch& batch) {
  if (below(10) == 0) return text();
  v1::EntryBody body;
  fill(body, 0);
  body.clear_sealed_member();
  if (below(3) != 0) {
    last_member_.Clear();
    fill(last_member_, 0);
    std::string hash(16, '\0');
    for (char& byte : hash) byte = static_cast<char>(below(256));
    if (below(4) != 0) last_member_.set_identifier_hash(hash);
    const Bytes context = entry_seal_context(batch.terminal(), body.business_date(), body.transaction_id());
    const std::string plain = last_member_.SerializeAsString();
    SeededEntropy entropy{random_};
    const Bytes other(32, 0x43);
    const auto sealed = below(5) == 0   ? seal(other, context, as_bytes(plain), entropy)
                        : below(2) == 0 ? seal(kTestJournalKey, context, as_bytes(plain), entropy)
                                        : seal_derived(kTestJournalKey, context, as_bytes(plain));
    body.set_sealed_member(std::string{as_text(*sealed)});
  }
  std::string bytes = body.SerializeAsString();
  // Bytes that mean the same as canonical ones, and others.
  switch (below(12)) {
    case 0: return bytes + std::string("\xa0\x7d\x01", 3);  // a field that the schema does not have
    case 1: return bytes + std::string("\x1a\x01x", 3);     // a field twice
    case 2: return std::string("\x0a\x00", 2) + bytes;      // a default value that is written
    case 3:
      if (!bytes.empty()) bytes[below(bytes.size())] ^= static_cast<char>(1 + below(255));
      return bytes;
    default: return bytes;
  }
}

v1::Batch RandomBatches::next(int entries) {
  v1::Batch batch;
  batch.set_terminal("R" + std::to_string(below(5)));
  batch.set_epoch(below(3));
  batch.set_prev_hash(std::string(32, static_cast<char>(below(256))));
  batch.set_signature_algorithm("ecdsa-p256-sha256");
  batch.set_signature(std::string(70, 's'));
  const std::uint64_t first = 1 + below(1'000);
  for (int i = 0; i < entries; ++i) {
    v1::Entry& entry = *batch.add_entries();
    entry.set_seq(first + static_cast<std::uint64_t>(i));
    entry.set_kind(static_cast<v1::EntryKind>(below(8) == 0 ? below(9) : 1));
    entry.set_wall_unix_ms(below(9) == 0 ? static_cast<std::int64_t>(random_())
                                         : 1'795'575'600'000 + static_cast<std::int64_t>(below(100'000)));
    entry.set_monotonic_ns(below(9) == 0 ? static_cast<std::int64_t>(random_())
                                         : static_cast<std::int64_t>(below(1'000'000'000'000)));
    entry.set_body(body(batch));
  }
  chain(batch);
  return batch;
}

void chain(v1::Batch& batch) {
  Digest before{};
  std::copy_n(batch.prev_hash().begin(), before.size(), before.begin());
  for (v1::Entry& entry : *batch.mutable_entries()) {
    before = entry_hash(batch.terminal(), batch.epoch(), before, entry);
    entry.set_hash(std::string{as_text(before)});
  }
}

}  // namespace kazasu::proto
