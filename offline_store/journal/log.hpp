#pragma once

#include <SQLiteCpp/Database.h>

namespace kazasu::journal {

/// The write-ahead log of one connection. SQLite's own automatic checkpoint ignores errors, and a flush that failed
/// there must latch the journal (reliability: D3); so checkpoints are made here.
class Log {
 public:
  /// `database` must outlive it and be in WAL mode.
  explicit Log(SQLite::Database& database);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// Moves all frames into the file, flushed. Throws SQLite::Exception.
  void checkpoint();
  /// Whether the log has grown to where a checkpoint is due.
  [[nodiscard]] bool is_due() const;
  /// Fills the log's file with zeros up to where a checkpoint is due, flushed: a commit then writes in place and its
  /// flush has no new file size to record. Zeros are no valid frame. Throws SQLite::Exception.
  void preallocate();
  /// After a failed write: closing the connection then neither checkpoints nor removes the log.
  void leave_as_it_is();

 private:
  SQLite::Database& database_;
  int frames_ = 0;
};

}  // namespace kazasu::journal
