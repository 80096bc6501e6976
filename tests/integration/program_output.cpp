#include "integration/program_output.hpp"

#include <sys/wait.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdio>

std::string output_of(const std::string& program, const std::string& arguments, const std::string& environment) {
  FILE* pipe = ::popen(("command -v " + program + " >/dev/null 2>&1 || exit 127; " + environment + " timeout 10 " +
                        program + " " + arguments + " 2>&1")
                           .c_str(),
                       "r");
  REQUIRE(pipe != nullptr);
  std::string output;
  char buffer[512];
  while (const std::size_t length = std::fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, length);
  const int status = ::pclose(pipe);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) SKIP(program << " is not installed");
  return output;
}
