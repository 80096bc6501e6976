#pragma once

#include <optional>

#include "kazasu/drivers/simulated/reader_fault.hpp"

namespace kazasu::drivers {

/// Counts the commands of a card's stay and tells which fault falls on each. Thread: one.
class DueFault {
 public:
  void inject(ReaderFault fault) { fault_ = fault; }
  /// A card comes: its commands count from 1. A fault that was injected is meant for it.
  void begin() { commands_ = 0; }
  void forget() { fault_.reset(); }
  /// At each command.
  std::optional<FaultKind> next() {
    ++commands_;
    if (!fault_ || commands_ < fault_->at_command) return std::nullopt;
    const FaultKind kind = fault_->kind;
    if (!fault_->lasting) fault_.reset();
    return kind;
  }

 private:
  std::optional<ReaderFault> fault_;
  int commands_ = 0;
};

}  // namespace kazasu::drivers
