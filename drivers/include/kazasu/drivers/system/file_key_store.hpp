#pragma once

#include <filesystem>
#include <memory>

#include "kazasu/seams/key_store.hpp"

namespace kazasu::drivers {

/// One file per key in a directory that only its owner may enter: for machines without a TPM or PKCS#11 token.
class FileKeyStore final : public KeyStore {
 public:
  /// Makes the directory if it is missing. `configuration_invalid` if others may enter it.
  static Result<std::unique_ptr<FileKeyStore>> open(const std::filesystem::path& directory);

  Result<Bytes> load(std::string_view name) override;
  Result<void> store(std::string_view name, BytesView secret) override;

 private:
  explicit FileKeyStore(std::filesystem::path directory);
  Result<std::filesystem::path> path_of(std::string_view name) const;

  std::filesystem::path directory_;
};

}  // namespace kazasu::drivers
