#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "kazasu/seams/card_reader.hpp"
#include "kazasu/seams/clock.hpp"

namespace kazasu::drivers {

class SimulatedOutlet;

/// A card reader with no hardware, driven by the program that made it. It has no thread: what it is told it posts at
/// once, from the caller's thread; before `start`, after `stop` and while unplugged it posts nothing. Thread: any.
class SimulatedCardReader final : public CardReader {
 public:
  /// Its URI is `simulated:<name>`. `clock` outlives it.
  SimulatedCardReader(std::string_view name, Clock& clock);
  ~SimulatedCardReader() override;

  [[nodiscard]] const std::string& uri() const override;
  Result<void> start(DeviceSink& sink) override;
  void stop() override;

  /// A card touches the reader and stays until `remove`.
  void touch(FelicaSighting card);
  void touch(UidSighting card);
  void remove();
  /// A touch that went wrong, as `card_removed` or `card_answer_invalid`; posted as a `failed` notice.
  void fail(ErrorCode code);
  void unplug();
  void replug();

 private:
  std::unique_ptr<SimulatedOutlet> outlet_;
};

}  // namespace kazasu::drivers
