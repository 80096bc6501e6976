#pragma once

#include <SQLiteCpp/Database.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kazasu/seams/entropy.hpp"
#include "kazasu/values/bytes.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::catalog {

/// Records of a whole catalog on their way into it, put in order of a uniform 64-bit key with bounded memory: they are
/// dealt by the key's first byte, and one of those parts at a time is sorted. What is more than some megabytes waits in
/// a file beside the catalog, sealed under a key that is kept nowhere; the file goes with the object, or at the
/// catalog's next opening. Errors are of this file: the catalog itself is as it was.
class Staging {
 public:
  enum class Kind : std::uint8_t { member, identifier, product, removed_account, removed_product };

  Staging(std::filesystem::path file, std::string vfs, Entropy& entropy);
  ~Staging();
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  Result<void> add(Kind kind, std::uint64_t key, std::string_view record);
  [[nodiscard]] std::uint64_t count(Kind kind) const { return count_[index(kind)]; }

  using Take = std::function<Result<void>(std::uint64_t key, std::string_view record)>;
  /// All records of a kind by ascending key, those of one key as they were added; stops at an error.
  Result<void> for_each(Kind kind, const Take& take);

  /// The file of a catalog's staging; `remove` also after a crash.
  static std::filesystem::path file_beside(const std::filesystem::path& catalog);
  static void remove(const std::filesystem::path& file, const std::string& vfs);

 private:
  static constexpr std::size_t kKinds = 5;
  static constexpr std::size_t kParts = 256;
  static std::size_t index(Kind kind) { return static_cast<std::size_t>(kind); }
  struct Part {
    std::string waiting;
    std::vector<std::int64_t> runs;  ///< row numbers
  };

  Result<void> write_run(Part& part);
  Result<std::string> content(const Part& part);

  std::filesystem::path file_;
  std::string vfs_;
  Entropy& entropy_;
  Bytes key_;
  std::optional<SQLite::Database> database_;
  std::array<std::array<Part, kParts>, kKinds> parts_;
  std::array<std::uint64_t, kKinds> count_{};
};

}  // namespace kazasu::catalog
