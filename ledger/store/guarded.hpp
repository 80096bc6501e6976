#pragma once

#include <exception>
#include <string>
#include <utility>

#include "kazasu/values/result.hpp"

namespace kazasu::ledger {

/// The edge where a store's exceptions become errors. `body` returns a Result<T>.
template <class Body>
auto guarded(Body body) -> decltype(body()) {
  try {
    return body();
  } catch (const std::exception& failure) {
    return Error{ErrorCode::internal, std::string{"the ledger's store: "} + failure.what()};
  }
}

}  // namespace kazasu::ledger
