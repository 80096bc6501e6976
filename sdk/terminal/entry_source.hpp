#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kazasu/terminal/receipt.hpp"
#include "kazasu/v1/catalog.pb.h"
#include "kazasu/v1/journal.pb.h"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu {

/// An entry with its parts opened.
struct OpenedEntry {
  v1::Entry entry;
  v1::EntryBody body;
  std::optional<v1::MemberPart> member;

  /// The entry has a member whose part was not opened: there was no key.
  [[nodiscard]] bool is_sealed() const { return !member && !body.sealed_member().empty(); }
};

/// Opens an entry's parts. Without a key (empty) the member's part stays sealed. `journal_corrupt`; `signature_invalid`
/// if the key is not the one that sealed it.
Result<OpenedEntry> open_entry(v1::Entry entry, std::string_view terminal, BytesView journal_key);

/// What a summary calls the way that the member was identified.
inline std::string identified_by(const v1::MemberPart& part) {
  return part.one_time_unix_s() > 0 ? "one_time_code" : part.identifier_kind();
}

/// Where an entry leads: other entries, and the documents that it names. A running terminal's store, or a file read
/// later.
class EntrySource {
 public:
  virtual ~EntrySource() = default;
  [[nodiscard]] virtual const std::string& terminal() const = 0;
  [[nodiscard]] virtual std::uint64_t epoch() const = 0;
  virtual Result<OpenedEntry> entry(std::uint64_t seq) = 0;
  /// By its name, 32 bytes; `not_found`.
  virtual Result<v1::OfferSet> offer_set(std::string_view name) = 0;
  /// Of an entry that names its store; else the one that is known now, if any.
  virtual Result<Seller> seller(std::string_view store_identity) = 0;
};

Seller seller_of(const v1::StoreIdentity& store);

}  // namespace kazasu
