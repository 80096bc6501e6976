#include "private_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>

namespace kazasu {

bool write_private(const std::filesystem::path& file, const std::string& content) {
  const int opened = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (opened < 0) return false;
  const bool whole = ::write(opened, content.data(), content.size()) == static_cast<ssize_t>(content.size());
  return ::close(opened) == 0 && whole;
}

bool replace_private(const std::filesystem::path& file, const std::string& content) {
  const std::filesystem::path part = file.string() + ".part";
  std::error_code failed;
  const bool written = write_private(part, content);
  if (written) std::filesystem::rename(part, file, failed);
  if (written && !failed) return true;
  std::filesystem::remove(part, failed);
  return false;
}

std::optional<std::string> read_small(const std::filesystem::path& file) {
  constexpr std::streamsize kBytesMax = 65'536;
  std::ifstream input{file, std::ios::binary};
  if (!input) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(kBytesMax), '\0');
  input.read(bytes.data(), kBytesMax);
  bytes.resize(static_cast<std::size_t>(input.gcount()));
  return bytes;
}

}  // namespace kazasu
