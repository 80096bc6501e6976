#pragma once

#include "kazasu/terminal/terminal.hpp"
#include "terminal_state.hpp"

namespace kazasu {

/// A terminal from inside, for tests that put the machine under it in place of the real one.
struct TerminalParts {
  /// Opens a terminal in other surroundings. `configuration.directory` is a name to `surroundings.vfs`.
  static Result<Terminal> open(const Configuration& configuration, Surroundings surroundings);
  static LocalStore* store(Terminal& terminal);  ///< null until enrolled
  static KeyStore& keys(Terminal& terminal);
  static EventQueue& events(Terminal& terminal);
};

}  // namespace kazasu
