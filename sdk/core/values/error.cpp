#include "kazasu/values/error.hpp"

#include <array>

#include "kazasu/values/phrase.hpp"

namespace kazasu {
namespace {

struct Row {
  ErrorCode code;
  std::string_view name;
  Remedy remedy;
  Phrase sentence;
};

constexpr std::array kTable{
#define KAZASU_ERROR(name, number, remedy, en, ja, zh) Row{ErrorCode::name, #name, Remedy::remedy, {en, ja, zh}},
#include "kazasu/values/error_table.inc"
#undef KAZASU_ERROR
};

const Row& row_of(ErrorCode code) {
  for (const Row& row : kTable) {
    if (row.code == code) return row;
  }
  return kTable.back();  // `internal`
}

}  // namespace

std::string_view name_of(ErrorCode code) {
  return row_of(code).name;
}

Remedy remedy_of(ErrorCode code) {
  return row_of(code).remedy;
}

std::string_view name_of(Remedy remedy) {
  switch (remedy) {
    case Remedy::retry: return "retry";
    case Remedy::ask_operator: return "ask_operator";
    case Remedy::fix_caller: return "fix_caller";
  }
  return "";
}

std::string_view clerk_sentence(ErrorCode code, Language language) {
  return row_of(code).sentence.in(language);
}

std::string describe(const Error& error) {
  std::string text{name_of(error.code)};
  if (!error.detail.empty()) text += ": " + error.detail;
  return text;
}

}  // namespace kazasu
