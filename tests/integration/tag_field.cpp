#include "integration/tag_field.hpp"

#include <unistd.h>

#include <thread>

#include "kazasu/drivers/nfc/polling_plan.hpp"
#include "nfc/felica_dialects.hpp"
#include "nfc/iso14443_links.hpp"

using namespace std::chrono_literals;
using namespace kazasu;
using namespace kazasu::drivers;
using namespace kazasu::simulators;

namespace {

std::unique_ptr<ReaderModel> simulated_model_of(Way way) {
  switch (way) {
    case Way::simulated_rc_s300: return sony_rc_s300();
    case Way::simulated_acr122u: return acs_acr122u();
    case Way::simulated_acr1252u: return acs_acr1252u();
    case Way::simulated_plain: return plain_reader();
    default: return nullptr;
  }
}

ReaderModels model_of(Way way) {
  switch (way) {
    case Way::rc_s300: return readers(sony_rc_s300());
    case Way::acr122u: return readers(acs_acr122u());
    case Way::acr1252u: return readers(acs_acr1252u());
    default: return readers(plain_reader());
  }
}

}  // namespace

std::string name_of(Way way) {
  switch (way) {
    case Way::rc_s300: return "RC-S300";
    case Way::acr122u: return "ACR122U";
    case Way::acr1252u: return "ACR1252U";
    case Way::plain_pcsc: return "plain PC/SC";
    case Way::libnfc: return "libnfc";
    case Way::simulated_rc_s300: return "simulated RC-S300";
    case Way::simulated_acr122u: return "simulated ACR122U";
    case Way::simulated_acr1252u: return "simulated ACR1252U";
    case Way::simulated_plain: return "simulated plain reader";
    case Way::simulated_pn532: return "simulated PN532";
  }
  return "";
}

TagField::TagField(Way way) : way_(way) {
  if (auto model = simulated_model_of(way)) {
    field_ = std::make_unique<SimulatedField>(std::move(model));
    return;
  }
  if (way == Way::simulated_pn532) {
    simulated_chip_ = std::make_unique<SimulatedChip>();
    chip_field_ = std::make_unique<Pn53xField>(*simulated_chip_);
    REQUIRE(chip_field_->prepare().ok());
    return;
  }
  if (way == Way::libnfc) {
    chip_.emplace();
    stop_event_ = ::eventfd(0, EFD_CLOEXEC);
    auto helper = libnfc::HelperProcess::start(KAZASU_BINARY_DIR "/kazasu-libnfc-helper", stop_event_);
    REQUIRE(helper.ok());
    helper_.emplace(std::move(*helper));
    REQUIRE(helper_->call(libnfc::OpenRequest{"pn532_uart:" + chip_->path().string()}, 5s).ok());
    return;
  }
  pcsc_.emplace(model_of(way));
  pcsc_->daemon().start();
  LONG code = SCARD_F_INTERNAL_ERROR;
  for (int attempt = 0; attempt < 200 && code != SCARD_S_SUCCESS; ++attempt) {
    code = ::SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context_);
    if (code != SCARD_S_SUCCESS) std::this_thread::sleep_for(5ms);
  }
  REQUIRE(code == SCARD_S_SUCCESS);
}

TagField::~TagField() {
  link_.reset();
  connection_.reset();
  if (context_ != 0) ::SCardReleaseContext(context_);
  helper_.reset();
  if (stop_event_ >= 0) ::close(stop_event_);
}

CardLink& TagField::touch(std::shared_ptr<Card> card) {
  remove();
  card_ = std::move(card);
  if (field_ != nullptr || simulated_chip_ != nullptr) {
    touch_simulated();
  } else if (way_ == Way::libnfc) {
    touch_libnfc();
  } else {
    touch_pcsc();
  }
  REQUIRE(link_ != nullptr);
  return *link_;
}

void TagField::remove() {
  link_.reset();
  connection_.reset();
  lift();
}

void TagField::lift() {
  card_.reset();
  if (pcsc_) pcsc_->reader().remove();
  if (chip_) chip_->remove();
  if (field_ != nullptr) field_->lift();
  if (simulated_chip_ != nullptr) simulated_chip_->set_cards({});
}

void TagField::touch_simulated() {
  if (field_ != nullptr) {
    field_->put(card_);
    return open_pcsc_link(*field_, field_->reader_name());
  }
  simulated_chip_->set_cards({card_});
  auto cards = chip_field_->look(plan_polling({}).steps, [] { return false; });
  REQUIRE(cards.ok());
  REQUIRE(cards->size() == 1);
  link_ = std::make_unique<Pn53xLink>(*chip_field_);
}

void TagField::touch_libnfc() {
  chip_->touch(card_);
  libnfc::PollRequest poll{.slice_ms = 1'000, .pause_ms = 1, .steps = plan_polling({}).steps, .known = {}};
  auto answer = helper_->call(poll, 3s);
  REQUIRE(answer.ok());
  auto cards = libnfc::parse_cards(*answer);
  REQUIRE(cards.ok());
  REQUIRE(cards->size() == 1);
  link_ = std::make_unique<libnfc::HelperLink>(*helper_);
}

void TagField::touch_pcsc() {
  pcsc_->reader().touch(card_);
  auto readers = list_pcsc_readers();
  for (int attempt = 0; attempt < 400 && !(readers.ok() && readers->size() == 1 && readers->front().card_present);
       ++attempt) {
    std::this_thread::sleep_for(5ms);
    readers = list_pcsc_readers();
  }
  REQUIRE(readers.ok());
  const std::string name = readers->front().name;
  auto connected = pcsc::PcscCard::connect(context_, name);
  REQUIRE(connected.ok());
  connection_.emplace(std::move(*connected));
  open_pcsc_link(*connection_, name);
}

void TagField::open_pcsc_link(ApduTransport& transport, const std::string& reader_name) {
  switch (card_->protocol()) {
    case AirProtocol::felica: {
      auto link = open_felica_link(quirk_of(reader_name), transport);
      REQUIRE(link.ok());
      link_ = std::move(*link);
      return;
    }
    case AirProtocol::iso14443a_type2: link_ = open_type2_link(transport); return;
    case AirProtocol::iso14443a_iso_dep:
    case AirProtocol::iso14443b_iso_dep: link_ = open_iso_dep_link(transport); return;
  }
}
