#include "nfc/felica_dialects.hpp"

#include "codec/acr122u.hpp"
#include "codec/acr1252u.hpp"
#include "codec/transparent_session.hpp"
#include "nfc/felica_storage_link.hpp"

namespace kazasu::drivers {
namespace {

class TransparentSessionLink final : public CardLink {
 public:
  explicit TransparentSessionLink(ApduTransport& card) : card_(card) {}
  ~TransparentSessionLink() override {
    if (open_) (void)card_.transmit(transparent_session::end_command());
  }

  Result<void> open(bool switch_field_on) {
    auto started = manage(transparent_session::start_command());
    if (!started && started.error().code == ErrorCode::device_busy) {
      // A session that a program left open when it died looks like one that is held; inside our transaction nobody uses
      // it.
      if (auto ended = manage(transparent_session::end_command()); !ended) return started;
      started = manage(transparent_session::start_command());
    }
    if (!started) return started;
    open_ = true;
    if (switch_field_on) {
      if (auto on = manage(transparent_session::field_on_command()); !on) return on;
    }
    return manage(transparent_session::switch_to_felica_command());
  }

  Result<Bytes> exchange(BytesView frame, std::int64_t time_limit_us) override {
    const auto limit = static_cast<std::uint32_t>(time_limit_us);
    auto answer = card_.transmit(transparent_session::transceive_command(frame, limit));
    if (!answer) return answer.error();
    return transparent_session::received_frame(*answer);
  }

 private:
  Result<void> manage(BytesView command) {
    auto answer = card_.transmit(command);
    if (!answer) return answer.error();
    return transparent_session::check(*answer);
  }

  ApduTransport& card_;
  bool open_ = false;
};

/// The chip keeps its own time limit.
class Acr122uLink final : public CardLink {
 public:
  explicit Acr122uLink(ApduTransport& card) : card_(card) {}

  Result<Bytes> exchange(BytesView frame, std::int64_t) override {
    auto command = acr122u::felica_command(frame);
    if (!command) return command.error();
    auto answer = card_.transmit(*command);
    if (!answer) return answer.error();
    return acr122u::parse_felica_answer(*answer, frame);
  }

 private:
  ApduTransport& card_;
};

/// The reader keeps its own time limit.
class Acr1252uLink final : public CardLink {
 public:
  explicit Acr1252uLink(ApduTransport& card) : card_(card) {}

  Result<Bytes> exchange(BytesView frame, std::int64_t) override {
    auto command = acr1252u::felica_command(frame);
    if (!command) return command.error();
    auto answer = card_.transmit(*command);
    if (!answer) return answer.error();
    return acr1252u::parse_felica_answer(*answer);
  }

 private:
  ApduTransport& card_;
};

Result<std::unique_ptr<CardLink>> open_dialect(FelicaDialect dialect, const PcscReaderQuirk& quirk,
                                               ApduTransport& card) {
  switch (dialect) {
    case FelicaDialect::none: break;
    case FelicaDialect::transparent_session: {
      auto link = std::make_unique<TransparentSessionLink>(card);
      if (auto opened = link->open(quirk.switch_field_on); !opened) return opened.error();
      return std::unique_ptr<CardLink>{std::move(link)};
    }
    case FelicaDialect::storage_commands: return std::unique_ptr<CardLink>{std::make_unique<FelicaStorageLink>(card)};
    case FelicaDialect::acr122u: return std::unique_ptr<CardLink>{std::make_unique<Acr122uLink>(card)};
    case FelicaDialect::acr1252u: return std::unique_ptr<CardLink>{std::make_unique<Acr1252uLink>(card)};
  }
  return std::unique_ptr<CardLink>{};
}

}  // namespace

Result<std::unique_ptr<CardLink>> open_felica_link(const PcscReaderQuirk& quirk, ApduTransport& card) {
  auto link = open_dialect(quirk.dialect, quirk, card);
  const bool unknown = !link && link.error().code == ErrorCode::unsupported;
  if (unknown && quirk.otherwise != FelicaDialect::none) return open_dialect(quirk.otherwise, quirk, card);
  return link;
}

}  // namespace kazasu::drivers
