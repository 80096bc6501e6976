#include "storage/journal_history.hpp"

#include <algorithm>

#include "disk/disk_vfs.hpp"

namespace kazasu::simulation {
namespace {

constexpr const char* kFile = "journal.db";
constexpr const char* kDate = "2026-04-01";

}  // namespace

journal::NewEntry sample_entry(const std::string& transaction_id, std::size_t bytes) {
  v1::EntryBody body;
  body.set_transaction_id(transaction_id);
  body.set_business_date(kDate);
  std::string filler(bytes, 'c');
  for (std::size_t i = 0; i < filler.size(); ++i)
    filler[i] = static_cast<char>('a' + (i * 7 + transaction_id.size()) % 26);
  body.set_clerk(filler);
  body.mutable_checkout()->set_at("2026-04-01T10:00:00+09:00");
  return {.kind = v1::CHECKOUT,
          .wall_unix_ms = 1'775'005'200'000,
          .monotonic_ns = 5'000'000'000,
          .transaction_id = transaction_id,
          .business_date = kDate,
          .body = body.SerializeAsString()};
}

std::vector<JournalStep> plan_journal(Random& random, int steps, bool checkpoints) {
  std::vector<JournalStep> plan;
  for (int i = 0; i < steps; ++i) {
    const std::uint64_t kind = random.below(10);
    if (kind == 8) {
      plan.push_back({JournalStep::Kind::acknowledge, 0});
    } else if (kind == 9) {
      plan.push_back({JournalStep::Kind::reopen, 0});
    } else {
      const std::size_t small = 100 + random.below(3'000);
      const std::size_t large = 300'000 + random.below(400'000);
      plan.push_back({JournalStep::Kind::append, checkpoints && random.chance(700) ? large : small});
    }
  }
  return plan;
}

std::string JournalHistory::name_of(std::uint64_t seq, std::uint64_t attempt) {
  return "T" + std::to_string(seq) + "-" + std::to_string(attempt);
}

JournalHistory::Opened JournalHistory::open(const std::string& vfs) const {
  return journal::Journal::open({.file = kFile, .terminal = "R1", .epoch = 1, .vfs = vfs});
}

bool JournalHistory::append(journal::Journal& journal, std::size_t bytes) {
  attempts_.push_back(name_of(told_.size() + 1, ++attempt_));
  if (!journal.append(sample_entry(attempts_.back(), bytes))) return false;
  told_.push_back(attempts_.back());
  attempts_.clear();
  return true;
}

bool JournalHistory::acknowledge(journal::Journal& journal) {
  if (acknowledged_ >= journal.head().seq) return true;
  acknowledging_ = journal.head().seq;
  std::vector<v1::Verdict> verdicts;
  for (std::uint64_t seq = acknowledged_ + 1; seq <= acknowledging_; ++seq) {
    v1::Verdict& verdict = verdicts.emplace_back();
    verdict.set_number(seq);
    verdict.set_epoch(1);
    verdict.set_seq(seq);
  }
  if (!journal.record_acknowledgement(acknowledging_, journal.head().hash, verdicts)) return false;
  acknowledged_ = acknowledging_;
  return true;
}

/// Invariant I-4: after the first failure nothing is acknowledged, also if what failed told nobody, as the move of the
/// log into the file.
void JournalHistory::try_after_failure(journal::Journal& journal) {
  if (journal.append(sample_entry(name_of(told_.size() + 1, ++attempt_), 200))) {
    broken_latch_ = "an entry was acknowledged after a failed access, before the journal was opened again";
  }
}

bool JournalHistory::run(const std::vector<JournalStep>& steps, const std::string& vfs) {
  auto journal = open(vfs);
  if (!journal) return false;
  std::uint64_t faults = disk_.faults();
  for (const JournalStep& step : steps) {
    bool done = true;
    switch (step.kind) {
      case JournalStep::Kind::append: done = append(**journal, step.bytes); break;
      case JournalStep::Kind::acknowledge: done = acknowledge(**journal); break;
      case JournalStep::Kind::reopen:
        journal->reset();
        journal = open(vfs);
        if (!journal) return false;
        faults = disk_.faults();
        break;
    }
    if (!done || disk_.faults() != faults) {
      try_after_failure(**journal);
      return false;
    }
  }
  return true;
}

std::string JournalHistory::compare(journal::Journal& journal) const {
  const std::uint64_t recovered = journal.head().seq;
  if (recovered < told_.size()) {
    return "I-1: " + std::to_string(told_.size()) + " entries were acknowledged, " + std::to_string(recovered) +
           " are there";
  }
  if (recovered > told_.size() + 1) return "I-1: more entries are there than were tried";
  for (std::uint64_t seq = 1; seq <= told_.size(); ++seq) {
    const auto found = journal.find(kDate, told_[seq - 1]);
    if (!found || *found != seq) return "I-1: entry " + std::to_string(seq) + " is another";
  }
  if (recovered == told_.size() + 1) {
    const bool tried = std::any_of(attempts_.begin(), attempts_.end(), [&](const std::string& id) {
      const auto found = journal.find(kDate, id);
      return found && *found == recovered;
    });
    if (!tried) return "I-1: the last entry was never tried";
  }
  const std::uint64_t acknowledged = journal.acknowledged().seq;
  if (acknowledged != acknowledged_ && acknowledged != acknowledging_) {
    return "the acknowledgement is at " + std::to_string(acknowledged) + ", told " + std::to_string(acknowledged_);
  }
  if (journal.last_verdict_number() != acknowledged) {
    return "I-2: the acknowledgement is at " + std::to_string(acknowledged) + ", the verdicts at " +
           std::to_string(journal.last_verdict_number());
  }
  return "";
}

std::string JournalHistory::check(const DiskImage& left) const {
  MemoryDisk disk{left};
  DiskVfs vfs{disk};
  {
    auto journal = open(vfs.name());
    if (!journal) return "the journal does not open: " + describe(journal.error());
    if (auto wrong = compare(**journal); !wrong.empty()) return wrong;
    if (auto more = (*journal)->append(sample_entry("after", 300)); !more) {
      return "the journal takes no entry: " + describe(more.error());
    }
  }
  Random random{1};
  disk.cut_power(Damage::none_kept, random);
  auto journal = open(vfs.name());
  if (!journal) return "the journal does not open a second time: " + describe(journal.error());
  const auto found = (*journal)->find(kDate, "after");
  return found && *found ? "" : "I-1: the entry after the recovery is lost";
}

std::string JournalHistory::check_and_adopt(const std::string& vfs) {
  auto journal = open(vfs);
  if (!journal) return "the journal does not open: " + describe(journal.error());
  if (auto wrong = compare(**journal); !wrong.empty()) return wrong;
  if ((*journal)->head().seq > told_.size()) {
    for (const std::string& id : attempts_) {
      const auto found = (*journal)->find(kDate, id);
      if (found && *found) {
        told_.push_back(id);
        break;
      }
    }
  }
  attempts_.clear();
  acknowledged_ = acknowledging_ = (*journal)->acknowledged().seq;
  return "";
}

}  // namespace kazasu::simulation
