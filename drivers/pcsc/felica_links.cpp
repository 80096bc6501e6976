#include "pcsc/felica_links.hpp"

namespace kazasu::drivers::pcsc {
namespace {

class TransparentLink final : public FelicaLink {
 public:
  explicit TransparentLink(PcscCard& card) : card_(card) {}
  ~TransparentLink() override {
    if (started_) (void)card_.transmit(apdu::transparent::end_session_command());
  }

  Result<void> start() {
    if (auto started = session(apdu::transparent::start_session_command()); !started) return started;
    started_ = true;
    return session(apdu::transparent::switch_to_felica_command());
  }

  Result<Bytes> exchange(BytesView frame, std::int64_t time_limit_us) override {
    auto answer = card_.transmit(apdu::transparent::exchange_command(frame, time_limit_us));
    if (!answer) return answer.error();
    return apdu::transparent::parse_exchange(*answer);
  }

 private:
  Result<void> session(const Bytes& command) {
    auto answer = card_.transmit(command);
    if (!answer) return answer.error();
    return apdu::transparent::check_session(*answer);
  }

  PcscCard& card_;
  bool started_ = false;
};

class Acr122uLink final : public FelicaLink {
 public:
  explicit Acr122uLink(PcscCard& card) : card_(card) {}

  Result<Bytes> exchange(BytesView frame, std::int64_t) override {
    auto answer = card_.transmit(apdu::acr122u::exchange_command(frame));
    if (!answer) return answer.error();
    return apdu::acr122u::parse_exchange(*answer);
  }

 private:
  PcscCard& card_;
};

}  // namespace

Result<std::unique_ptr<FelicaLink>> make_felica_link(FelicaDialect dialect, PcscCard& card) {
  switch (dialect) {
    case FelicaDialect::none: break;
    case FelicaDialect::transparent: {
      auto link = std::make_unique<TransparentLink>(card);
      if (auto started = link->start(); !started) return started.error();
      return std::unique_ptr<FelicaLink>{std::move(link)};
    }
    case FelicaDialect::acr122u: return std::unique_ptr<FelicaLink>{std::make_unique<Acr122uLink>(card)};
  }
  return std::unique_ptr<FelicaLink>{};
}

}  // namespace kazasu::drivers::pcsc
