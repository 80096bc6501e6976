#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "kazasu/seams/key_store.hpp"

namespace kazasu::drivers {

/// Secrets as files, one a key, in a directory that only this user may open (0700, files 0600).
/// Names are 1 to 64 characters of a–z, 0–9 and _, else `invalid_argument`; a secret has at most 64 KiB.
/// Errors tell names and modes, never a secret.
class FileKeyStore final : public KeyStore {
 public:
  /// Opens `directory`; makes its last component if it is not there. Fails: `configuration_invalid` if others than its
  /// owner may open it or it belongs to another user, `file_unreadable` if it cannot be made or opened.
  static Result<std::unique_ptr<FileKeyStore>> open(const std::filesystem::path& directory);
  ~FileKeyStore() override;
  FileKeyStore(const FileKeyStore&) = delete;
  FileKeyStore& operator=(const FileKeyStore&) = delete;

  /// Fails: `key_missing`; `configuration_invalid` if others may read the file or it is no plain file of this user;
  /// `file_unreadable`.
  Result<Bytes> load(std::string_view name) override;
  /// After a power cut the earlier or the new value is there, whole. Fails: `limit_exceeded`, `file_unreadable`.
  Result<void> store(std::string_view name, BytesView secret) override;

 private:
  explicit FileKeyStore(int directory) : directory_(directory) {}

  int directory_;  ///< descriptor: files are opened relative to it, so a directory that is moved later changes nothing
};

}  // namespace kazasu::drivers
