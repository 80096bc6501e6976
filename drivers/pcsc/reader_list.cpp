#include "pcsc/reader_list.hpp"

#include "kazasu/drivers/pcsc/pcsc_reader.hpp"
#include "pcsc/deadline.hpp"
#include "pcsc/pcsc_error.hpp"
#include "quirks/pcsc_readers.hpp"

namespace kazasu::drivers {
namespace pcsc {

Result<std::vector<std::string>> reader_names(SCARDCONTEXT context) {
  std::string list;
  LONG code = SCARD_E_INSUFFICIENT_BUFFER;
  // The list may grow between the two calls.
  for (int attempt = 0; attempt < 3 && code == SCARD_E_INSUFFICIENT_BUFFER; ++attempt) {
    DWORD length = 0;
    code = ::SCardListReaders(context, nullptr, nullptr, &length);
    if (code != SCARD_S_SUCCESS) break;
    list.assign(length, '\0');
    code = ::SCardListReaders(context, nullptr, list.data(), &length);
  }
  if (code == SCARD_E_NO_READERS_AVAILABLE) return std::vector<std::string>{};
  if (code != SCARD_S_SUCCESS) return pcsc_error(code, "listing readers");
  std::vector<std::string> names;
  for (std::size_t at = 0; at < list.size() && list[at] != '\0';) {
    names.emplace_back(list.substr(at, list.find('\0', at) - at));
    at += names.back().size() + 1;
  }
  return names;
}

}  // namespace pcsc
namespace {

Result<std::vector<PcscReaderInfo>> list_now() {
  SCARDCONTEXT context = 0;
  const LONG code = ::SCardEstablishContext(SCARD_SCOPE_SYSTEM, nullptr, nullptr, &context);
  if (code != SCARD_S_SUCCESS) return pcsc::access_error(code, "asking for the PC/SC service");
  auto names = pcsc::reader_names(context);
  std::vector<PcscReaderInfo> readers;
  if (names) {
    for (const std::string& name : *names) {
      SCARD_READERSTATE state{};
      state.szReader = name.c_str();
      const bool known = ::SCardGetStatusChange(context, 0, &state, 1) == SCARD_S_SUCCESS;
      readers.push_back({.name = name,
                         .card_present = known && (state.dwEventState & SCARD_STATE_PRESENT) != 0,
                         .contactless = quirk_of(name).contactless,
                         .felica_dialect = std::string{name_of(quirk_of(name).dialect)}});
    }
  }
  ::SCardReleaseContext(context);
  if (!names) return names.error();
  return readers;
}

}  // namespace

Result<std::vector<PcscReaderInfo>> list_pcsc_readers() {
  return pcsc::within_deadline<std::vector<PcscReaderInfo>>(list_now);
}

}  // namespace kazasu::drivers
