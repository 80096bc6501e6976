#pragma once

#include <filesystem>
#include <optional>
#include <string>

/// Small files beside the journal that are their owner's alone. None is flushed: nothing is lost with them.
namespace kazasu {

/// Makes or empties a file; whether all of the content is in it.
bool write_private(const std::filesystem::path& file, const std::string& content);

/// Replaces a file, so that whoever reads it finds the old one or the new one, whole; whether it could. A disk that has
/// no room leaves the old one.
bool replace_private(const std::filesystem::path& file, const std::string& content);

/// A file of at most 64 KiB (the rest of a longer one is left out); nothing if there is none.
std::optional<std::string> read_small(const std::filesystem::path& file);

}  // namespace kazasu
