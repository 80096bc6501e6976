#pragma once

#include <string>

/// What a program of the machine prints within 10 s; skips the test if there is none of this name. `environment` goes
/// before it, as in "A=b".
std::string output_of(const std::string& program, const std::string& arguments, const std::string& environment = {});
