#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "kazasu/values/result.hpp"

namespace kazasu::drivers::gs1 {

/// What a component of a value must be beyond its character set: the syntax tests that the GS1 dictionary names.
/// packagetype is not tested: its code list is open.
enum class AiCheck : std::uint8_t {
  none,
  csum,
  csumalpha,
  gcppos1,
  gcppos2,
  yymmd0,
  yymmdd,
  yyyymmdd,
  hhmi,
  hh,
  mi,
  ss,
  iso3166,
  iso3166999,
  iso3166alpha2,
  iso4217,
  iso5218,
  pcenc,
  yesno,
  hyphen,
  zero,
  nonzero,
  winding,
  pieceoftotal,
  posinseqslash,
  nozeroprefix,
  hasnondigit,
  iban,
  latitude,
  longitude,
  mediatype,
  importeridx,
  packagetype,
  couponcode,
  couponposoffer,
};

/// A part of a value.
struct AiComponent {
  char set;  ///< N digits, X set 82, Y set 39, Z base64url
  std::uint8_t min, max;
  bool optional;
  std::array<AiCheck, 3> checks;
};

/// An application identifier, or a run of them that differ in the last digits only.
struct Ai {
  std::uint16_t first, last;
  std::uint8_t digits;
  bool predefined;  ///< its length is known, so that no separator follows
  bool attribute;   ///< may be a query parameter of a Digital Link
  std::uint16_t component;
  std::uint8_t components;
  std::string_view requires_ais;  ///< "01+21,02": groups of which one must be there; `;` between several such lists
  std::string_view excludes_ais;  ///< "255,394n"
  bool primary_key;               ///< of a Digital Link
  std::string_view qualifiers;    ///< "22,10,21|235": of the primary key, in order; alternatives
};

/// The AI that `data` begins with; nullptr if there is none.
const Ai* find_ai(std::string_view data);
/// The AI that `digits` are, whole.
const Ai* find_whole_ai(std::string_view digits);

std::span<const AiComponent> components_of(const Ai& ai);
/// Bytes of its shortest and longest value.
std::size_t value_min(const Ai& ai);
std::size_t value_max(const Ai& ai);

/// Length, characters and content of a value. Fails with empty_value, bad_length, bad_character, bad_check_digit,
/// bad_date, bad_time, bad_value or a coupon's fault, naming the AI and the place.
Result<void> check_value(std::string_view ai_digits, const Ai& ai, std::string_view value);

/// One component's content. `value` has its character set.
Result<void> check_content(AiCheck check, std::string_view value);

bool is_country(unsigned number);
bool is_country_code(std::string_view two_letters);
bool is_currency(unsigned number);

}  // namespace kazasu::drivers::gs1
