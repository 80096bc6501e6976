#include "journal_archive.hpp"

#include <utility>

#include "kazasu/drivers/system/file_key_store.hpp"
#include "kazasu/sync/enrollment.hpp"

namespace kazasu {
namespace {

constexpr std::size_t kOfferSetsKept = 8;

/// The journal key of the terminal whose keys lie in `folder`; empty without such a folder.
Result<Bytes> journal_key_in(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) return Bytes{};
  auto keys = drivers::FileKeyStore::open(folder);
  if (!keys) return keys.error();
  auto key = (*keys)->load(sync::kJournalKey);
  if (!key && key.error().code == ErrorCode::key_missing) return Bytes{};
  return key;
}

}  // namespace

Result<std::unique_ptr<JournalArchive>> JournalArchive::open(const std::filesystem::path& place) {
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(place, ignored);
  const std::filesystem::path file = is_folder ? place / "journal.db" : place;
  if (!std::filesystem::exists(file, ignored)) {
    return Error{ErrorCode::file_unreadable,
                 file.string() + ": there is no such file; name a terminal's folder or its journal.db"};
  }
  std::unique_ptr<JournalArchive> archive{new JournalArchive};
  auto reader = journal::JournalReader::open(file);
  if (!reader) return reader.error();
  archive->reader_ = std::move(*reader);
  auto key = journal_key_in(file.parent_path() / "keys");
  if (!key) return key.error();
  archive->journal_key_ = std::move(*key);
  return archive;
}

Result<OpenedEntry> JournalArchive::open_entry(v1::Entry entry) {
  return kazasu::open_entry(std::move(entry), reader_->terminal(), journal_key_);
}

Result<OpenedEntry> JournalArchive::entry(std::uint64_t seq) {
  auto entry = reader_->entry(seq);
  if (!entry) return entry.error();
  return open_entry(std::move(*entry));
}

Result<v1::OfferSet> JournalArchive::offer_set(std::string_view name) {
  if (const auto known = offer_sets_.find(name); known != offer_sets_.end()) return known->second;
  const auto digest = proto::digest_from(as_bytes(name), "offer_set");
  if (!digest) return digest.error();
  auto bytes = reader_->document(*digest);
  if (!bytes) return bytes.error();
  v1::OfferSet offer_set;
  if (!offer_set.ParseFromString(*bytes)) {
    return Error{ErrorCode::journal_corrupt, "journal.db: an offer set is not such a message"};
  }
  if (offer_sets_.size() >= kOfferSetsKept) offer_sets_.clear();
  return offer_sets_.emplace(std::string{name}, std::move(offer_set)).first->second;
}

Result<Seller> JournalArchive::seller(std::string_view store_identity) {
  if (store_identity.empty()) return Seller{};  // recorded before entries named it
  const auto digest = proto::digest_from(as_bytes(store_identity), "store_identity");
  if (!digest) return digest.error();
  auto bytes = reader_->document(*digest);
  if (!bytes) return bytes.error();
  v1::StoreIdentity store;
  if (store.ParseFromString(*bytes)) return seller_of(store);
  return Error{ErrorCode::journal_corrupt, "journal.db: a store's identity is not such a message"};
}

}  // namespace kazasu
