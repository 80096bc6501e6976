#include "kazasu/drivers/simulated/reader_make.hpp"

#include <array>
#include <utility>

namespace kazasu::drivers {
namespace {

constexpr std::array<std::pair<ReaderMake, std::string_view>, 6> kNames{{
    {ReaderMake::rc_s300, "rc_s300"},
    {ReaderMake::rc_s300_storage, "rc_s300_storage"},
    {ReaderMake::acr122u, "acr122u"},
    {ReaderMake::acr1252u, "acr1252u"},
    {ReaderMake::plain, "plain"},
    {ReaderMake::pn532, "pn532"},
}};

}  // namespace

std::string_view name_of(ReaderMake make) {
  for (const auto& [known, name] : kNames) {
    if (known == make) return name;
  }
  return kNames.front().second;
}

std::optional<ReaderMake> reader_make_of(std::string_view name) {
  for (const auto& [make, known] : kNames) {
    if (known == name) return make;
  }
  return std::nullopt;
}

std::string reader_make_names() {
  std::string names;
  for (const auto& [make, name] : kNames) names += (names.empty() ? "" : ", ") + std::string{name};
  return names;
}

}  // namespace kazasu::drivers
