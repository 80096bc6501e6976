#include "request_input.hpp"

#include <array>
#include <fstream>
#include <iostream>

namespace kazasu::tools {

Result<std::string> read_input(const std::string& file, std::size_t bytes_max) {
  std::ifstream opened;
  if (file != "-") {
    opened.open(file, std::ios::binary);
    if (!opened) return Error{ErrorCode::file_unreadable, file + ": cannot be opened"};
  }
  std::istream& input = file == "-" ? std::cin : opened;
  std::string text;
  std::array<char, 65536> block{};
  while (input.read(block.data(), block.size()) || input.gcount() > 0) {
    text.append(block.data(), static_cast<std::size_t>(input.gcount()));
    if (text.size() > bytes_max) {
      return Error{ErrorCode::limit_exceeded, file + ": more than " + std::to_string(bytes_max) + " bytes"};
    }
  }
  if (input.bad()) return Error{ErrorCode::file_unreadable, file + ": cannot be read"};
  return text;
}

LineRead read_line(std::istream& input, std::size_t bytes_max, std::string& line) {
  line.clear();
  bool too_long = false;
  std::streambuf& buffer = *input.rdbuf();
  for (int next = buffer.sbumpc();; next = buffer.sbumpc()) {
    if (next == std::streambuf::traits_type::eof()) {
      if (line.empty()) return LineRead::end;
      break;
    }
    if (next == '\n') break;
    if (line.size() < bytes_max) {
      line.push_back(static_cast<char>(next));
    } else {
      too_long = true;
    }
  }
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return too_long ? LineRead::too_long : LineRead::line;
}

}  // namespace kazasu::tools
