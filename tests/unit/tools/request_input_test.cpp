#include "request_input.hpp"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "temporary_folder.hpp"

using namespace kazasu;
using namespace kazasu::tools;

TEST_CASE("lines are read one by one; too long ones are skipped to their end") {
  std::istringstream input{"one\r\n\nfar too long\nlast"};
  std::string line;
  CHECK(read_line(input, 5, line) == LineRead::line);
  CHECK(line == "one");
  CHECK(read_line(input, 5, line) == LineRead::line);
  CHECK(line.empty());
  CHECK(read_line(input, 5, line) == LineRead::too_long);
  CHECK(line == "far t");
  CHECK(read_line(input, 5, line) == LineRead::line);
  CHECK(line == "last");
  CHECK(read_line(input, 5, line) == LineRead::end);
}

TEST_CASE("a file that is missing, unreadable or too large is an error") {
  const TemporaryFolder folder;
  const auto file = folder / "request";
  std::ofstream{file} << "0123456789";
  CHECK(*read_input(file.string(), 10) == "0123456789");
  CHECK(read_input(file.string(), 9).error().code == ErrorCode::limit_exceeded);
  std::filesystem::remove(file);
  CHECK(read_input(file.string(), 10).error().code == ErrorCode::file_unreadable);
  CHECK(read_input(folder.path().string(), 10).error().code == ErrorCode::file_unreadable);
}
