#pragma once

#include <map>

#include "kazasu/drivers/simulated/card.hpp"

namespace kazasu::simulators {

/// What ISO-DEP cards and phones have in common: SELECT by name, chains of commands put together, long answers given in
/// parts (61xx) to who asks with short length. Type A with a UID of its own, or a phone's at random.
class IsoDepCardBase : public Card {
 public:
  [[nodiscard]] AirProtocol protocol() const override { return AirProtocol::iso14443a_iso_dep; }
  [[nodiscard]] Bytes uid() const override { return uid_; }
  void power_up() override;
  std::optional<Bytes> exchange(BytesView frame) override;

 protected:
  struct Command {
    std::uint8_t instruction_class, instruction, p1, p2;
    Bytes data;
    std::size_t expected;  ///< 0 if no Le was sent
  };
  explicit IsoDepCardBase(Bytes uid) : uid_(std::move(uid)) {}

  /// The application of this name; the answer to SELECT, or nothing if there is none.
  virtual std::optional<Bytes> select(BytesView aid) = 0;
  /// A command to the selected application: data and status word.
  virtual Bytes answer(const Command& command) = 0;

 private:
  Bytes give(Bytes data_and_status, std::size_t expected, bool extended);

  Bytes uid_;
  Bytes chain_;
  Bytes held_back_;  ///< what GET RESPONSE fetches, with the status word
  bool selected_ = false;
};

/// An NFC Forum type 4 tag with one NDEF file.
class Type4Tag final : public IsoDepCardBase {
 public:
  explicit Type4Tag(Bytes uid, Bytes ndef, std::size_t read_bytes = 59);
  /// From inside: the capability container and the NDEF file.
  Bytes& file(std::uint16_t id) { return files_.at(id); }

 private:
  std::optional<Bytes> select(BytesView aid) override;
  Bytes answer(const Command& command) override;

  std::map<std::uint16_t, Bytes> files_;
  std::size_t read_bytes_;
  std::uint16_t chosen_ = 0;
};

/// A member app on a phone: SELECT of its AID answers a greeting, its one command (80 10) echoes data.
class MemberApp final : public IsoDepCardBase {
 public:
  explicit MemberApp(Bytes aid) : IsoDepCardBase({0x08, 0x11, 0x22, 0x33}), aid_(std::move(aid)) {}

 private:
  std::optional<Bytes> select(BytesView aid) override;
  Bytes answer(const Command& command) override;

  Bytes aid_;
};

}  // namespace kazasu::simulators
