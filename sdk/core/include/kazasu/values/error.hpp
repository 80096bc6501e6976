#pragma once

#include <string>
#include <string_view>

namespace kazasu {

/// What can go wrong, from the one table error_table.inc. Names and numbers are never reused.
enum class ErrorCode : int {
#define KAZASU_ERROR(name, number, remedy, en, ja, zh) name = number,
#include "kazasu/values/error_table.inc"
#undef KAZASU_ERROR
};

/// What the caller should do about an error.
enum class Remedy { retry, ask_operator, fix_caller };

/// The languages of receipts and of sentences for staff.
enum class Language { ja, en, zh };

struct Error {
  ErrorCode code;
  /// For the engineer: what, where, and what to do. Holds no identifier and no secret.
  std::string detail;
};

/// The code's stable name, as in `journal_full`.
std::string_view name_of(ErrorCode code);
Remedy remedy_of(ErrorCode code);
std::string_view name_of(Remedy remedy);
/// One sentence for the clerk.
std::string_view clerk_sentence(ErrorCode code, Language language);
/// `name: detail`, for logs and tools.
std::string describe(const Error& error);

}  // namespace kazasu
