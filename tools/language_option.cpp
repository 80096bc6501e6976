#include "language_option.hpp"

#include <CLI/CLI.hpp>
#include <map>

namespace kazasu::tools {

void add_language_option(CLI::App& command, Language& language, const std::string& of_what) {
  const std::map<std::string, Language> languages{{"ja", Language::ja}, {"en", Language::en}, {"zh", Language::zh}};
  command.add_option("--language", language, of_what)
      ->transform(CLI::CheckedTransformer{languages})
      ->option_text("ja|en|zh");
}

}  // namespace kazasu::tools
