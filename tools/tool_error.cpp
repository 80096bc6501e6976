#include "tool_error.hpp"

#include <CLI/Error.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

namespace kazasu::tools {

void fail(const Error& error, bool json, Language language) {
  if (json) {
    const nlohmann::ordered_json answer{
        {"error",
         {{"code", name_of(error.code)}, {"detail", error.detail}, {"remedy", name_of(remedy_of(error.code))}}}};
    std::cout << answer.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
  } else {
    std::cerr << clerk_sentence(error.code, language) << '\n' << describe(error) << '\n';
  }
  throw CLI::RuntimeError(1);
}

}  // namespace kazasu::tools
