#pragma once

#include <cstddef>
#include <istream>
#include <string>

#include "kazasu/values/result.hpp"

namespace kazasu::tools {

/// A whole file, or standard input for "-". `file_unreadable`; `limit_exceeded` beyond `bytes_max`.
Result<std::string> read_input(const std::string& file, std::size_t bytes_max);

enum class LineRead { line, too_long, end };

/// The next line without its end. Of one that is longer than `bytes_max` only the beginning is kept; the rest is
/// skipped.
LineRead read_line(std::istream& input, std::size_t bytes_max, std::string& line);

}  // namespace kazasu::tools
