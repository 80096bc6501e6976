#include "kazasu/drivers/simulated/reader_fault.hpp"

#include <array>
#include <utility>

namespace kazasu::drivers {
namespace {

constexpr std::array<std::pair<FaultKind, std::string_view>, 15> kNames{{
    {FaultKind::card_silent, "card_silent"},
    {FaultKind::card_refuses, "card_refuses"},
    {FaultKind::card_leaves, "card_leaves"},
    {FaultKind::empty_success, "empty_success"},
    {FaultKind::card_reset, "card_reset"},
    {FaultKind::damaged, "damaged"},
    {FaultKind::truncated, "truncated"},
    {FaultKind::garbage, "garbage"},
    {FaultKind::session_held, "session_held"},
    {FaultKind::reader_busy, "reader_busy"},
    {FaultKind::forbidden, "forbidden"},
    {FaultKind::too_slow, "too_slow"},
    {FaultKind::cancelled, "cancelled"},
    {FaultKind::service_gone, "service_gone"},
    {FaultKind::reader_gone, "reader_gone"},
}};

}  // namespace

std::string_view name_of(FaultKind kind) {
  for (const auto& [known, name] : kNames) {
    if (known == kind) return name;
  }
  return kNames.front().second;
}

std::optional<FaultKind> fault_kind_of(std::string_view name) {
  for (const auto& [kind, known] : kNames) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

}  // namespace kazasu::drivers
