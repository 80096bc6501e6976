#pragma once

#include <string>
#include <vector>

struct Ran {
  int status = -1;  ///< exit status; 128 + signal if one ended it
  std::string output, errors;
};

/// Runs the built `kazasu` to its end.
Ran kazasu_tool(const std::vector<std::string>& arguments);
