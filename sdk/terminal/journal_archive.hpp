#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "entry_source.hpp"
#include "kazasu/journal/journal_reader.hpp"

namespace kazasu {

/// A terminal's journal read after the sale, also while the terminal sells: its entries with what they name. Without
/// the terminal's journal key, members stay sealed. Thread: one at a time.
class JournalArchive final : public EntrySource {
 public:
  /// `place`: a terminal's folder, whose journal.db and keys/ are read, or a journal file with keys/ beside it or none.
  static Result<std::unique_ptr<JournalArchive>> open(const std::filesystem::path& place);

  [[nodiscard]] journal::JournalReader& reader() { return *reader_; }
  [[nodiscard]] bool has_key() const { return !journal_key_.empty(); }
  Result<OpenedEntry> open_entry(v1::Entry entry);

  [[nodiscard]] const std::string& terminal() const override { return reader_->terminal(); }
  [[nodiscard]] std::uint64_t epoch() const override { return reader_->epoch(); }
  Result<OpenedEntry> entry(std::uint64_t seq) override;
  Result<v1::OfferSet> offer_set(std::string_view name) override;
  Result<Seller> seller(std::string_view store_identity) override;

 private:
  JournalArchive() = default;

  std::unique_ptr<journal::JournalReader> reader_;
  Bytes journal_key_;
  std::map<std::string, v1::OfferSet, std::less<>> offer_sets_;  ///< the last few that were read
};

}  // namespace kazasu
