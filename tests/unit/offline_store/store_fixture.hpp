#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "kazasu/journal/journal.hpp"
#include "kazasu/seams/entropy.hpp"
#include "temporary_folder.hpp"

/// Bytes that differ from call to call, the same in every run.
class CountingEntropy final : public kazasu::Entropy {
 public:
  kazasu::Result<void> fill(std::span<std::uint8_t> bytes) override;

 private:
  std::uint64_t count_ = 0;
};

/// The options of terminal R1's journal in its first epoch.
kazasu::journal::JournalOptions r1(const std::filesystem::path& file, const std::string& vfs = {});

/// A checkout named `transaction_id`, with a clerk's name of `filler` bytes to give it a size.
kazasu::journal::NewEntry checkout_named(const std::string& transaction_id, std::size_t filler = 40);

/// Opens and requires that it goes well.
std::unique_ptr<kazasu::journal::Journal> open_journal(const kazasu::journal::JournalOptions& options);

/// A closed journal of `entries` checkouts T1, T2 …
void write_journal(const std::filesystem::path& file, int entries);

/// The transaction ids in a journal, in order.
std::vector<std::string> transactions_of(kazasu::journal::Journal& journal);

/// Runs raw SQL on a closed file, as one who has the disk could.
void run_sql(const std::filesystem::path& file, const std::string& sql);

std::string file_content(const std::filesystem::path& file);
void write_file(const std::filesystem::path& file, const std::string& content);
