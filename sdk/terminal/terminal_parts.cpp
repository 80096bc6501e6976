#include "terminal_parts.hpp"

#include <utility>

namespace kazasu {

Result<Terminal> TerminalParts::open(const Configuration& configuration, Surroundings surroundings) {
  auto state = Terminal::State::open(configuration, std::move(surroundings));
  if (!state) return state.error();
  return Terminal{std::move(*state)};
}

LocalStore* TerminalParts::store(Terminal& terminal) {
  return terminal.state_->store.get();
}
KeyStore& TerminalParts::keys(Terminal& terminal) {
  return *terminal.state_->keys;
}
EventQueue& TerminalParts::events(Terminal& terminal) {
  return terminal.state_->events;
}

}  // namespace kazasu
