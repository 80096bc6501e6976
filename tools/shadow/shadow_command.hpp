#pragma once

#include <CLI/App.hpp>
#include <memory>
#include <string>

#include "kazasu/values/error.hpp"

namespace kazasu::tools {

/// What `kazasu quote --shadow` is told.
struct ShadowArguments {
  std::string offers_file;
  std::string journal;
  bool ignore_period = false;
};

/// Adds --shadow, --journal and --ignore-period to `kazasu quote`.
std::shared_ptr<ShadowArguments> add_shadow_options(CLI::App& quote);

/// Prices past checkouts again and prints what would have been. Exit status 1 if it cannot, or the journal is damaged.
int run_shadow(const ShadowArguments& arguments, bool json, Language language);

}  // namespace kazasu::tools
