#include <array>
#include <cstddef>
#include <string>

#include "codec/coupon_na_values.hpp"
#include "codec/gs1/ai.hpp"
#include "codec/text_checks.hpp"
#include "kazasu/drivers/scan/scan_fault.hpp"
#include "kazasu/identify/check_digit.hpp"

namespace kazasu::drivers::gs1 {
namespace {

constexpr std::size_t kCompanyPrefixMin = 4;  // digits of the shortest GS1 company prefix

Result<void> when(bool holds, ScanFault fault, std::string_view what) {
  if (holds) return {};
  return scan_error(fault, what);
}

unsigned unsigned_of(std::string_view digits) {
  return static_cast<unsigned>(number_of(digits));
}

/// The check pair of a GMN (GS1 General Specifications 7.9.5): characters weighted by primes, modulo 1021, in base 32.
bool has_check_pair(std::string_view value) {
  constexpr std::string_view set82 =
      "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
  constexpr std::string_view base32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  constexpr std::array<std::size_t, 23> primes{2,  3,  5,  7,  11, 13, 17, 19, 23, 29, 31, 37,
                                               41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83};
  if (value.size() < 3 || value.size() - 2 > primes.size()) return false;
  const std::string_view data = value.substr(0, value.size() - 2);
  std::size_t sum = 0;
  for (std::size_t i = 0; i < data.size(); ++i) sum += set82.find(data[data.size() - 1 - i]) * primes[i];
  sum %= 1021;
  return value[data.size()] == base32[sum >> 5] && value[data.size() + 1] == base32[sum & 31];
}

Result<void> check_company_prefix(std::string_view value) {
  if (value.size() < kCompanyPrefixMin) return scan_error(ScanFault::bad_length, "shorter than a GS1 company prefix");
  return when(all_digits(value.substr(0, kCompanyPrefixMin)), ScanFault::bad_character,
              "a GS1 company prefix begins with four digits");
}

bool is_date_yyyymmdd(std::string_view digits) {
  using namespace std::chrono;
  return year_month_day{year{static_cast<int>(unsigned_of(digits.substr(0, 4)))},
                        month{unsigned_of(digits.substr(4, 2))}, day{unsigned_of(digits.substr(6, 2))}}
      .ok();
}

bool is_hour(std::string_view digits) {
  return unsigned_of(digits) < 24;
}
bool is_sixtieth(std::string_view digits) {
  return unsigned_of(digits) < 60;
}

bool is_percent_encoded(std::string_view value) {
  constexpr std::string_view hex = "0123456789ABCDEFabcdef";
  for (std::size_t at = value.find('%'); at != std::string_view::npos; at = value.find('%', at + 1)) {
    if (at + 2 >= value.size() || hex.find(value[at + 1]) == std::string_view::npos ||
        hex.find(value[at + 2]) == std::string_view::npos)
      return false;
  }
  return true;
}

/// ISO 13616: letters count as 10 to 35, the first four characters come last, modulo 97.
bool is_iban(std::string_view value) {
  if (value.size() < 5 || !is_country_code(value.substr(0, 2)) || !all_digits(value.substr(2, 2))) return false;
  unsigned remainder = 0;
  const std::string turned = std::string{value.substr(4)} + std::string{value.substr(0, 4)};
  for (const char c : turned) {
    if (is_digit(c)) {
      remainder = (remainder * 10 + static_cast<unsigned>(c - '0')) % 97;
    } else if (c >= 'A' && c <= 'Z') {
      remainder = (remainder * 100 + static_cast<unsigned>(c - 'A' + 10)) % 97;
    } else {
      return false;
    }
  }
  return remainder == 1;
}

bool is_media_type(unsigned number) {
  return (number >= 1 && number <= 10) || (number >= 80 && number <= 99);
}

bool is_piece_of_total(unsigned piece, unsigned total) {
  return piece > 0 && total > 0 && piece <= total;
}

}  // namespace

Result<void> check_content(AiCheck check, std::string_view value) {
  constexpr ScanFault kValue = ScanFault::bad_value;
  switch (check) {
    case AiCheck::none:
    case AiCheck::packagetype: return {};
    case AiCheck::csum:
      return when(passes_check(CheckScheme::m10w3, value), ScanFault::bad_check_digit,
                  "the last digit does not fit the others");
    case AiCheck::csumalpha:
      return when(has_check_pair(value), ScanFault::bad_check_digit, "the last two characters do not fit the others");
    case AiCheck::gcppos1: return check_company_prefix(value);
    case AiCheck::gcppos2: return check_company_prefix(value.substr(1));
    case AiCheck::yymmd0: return when(is_date_yymmdd(value, true), ScanFault::bad_date, "no day YYMMDD");
    case AiCheck::yymmdd: return when(is_date_yymmdd(value, false), ScanFault::bad_date, "no day YYMMDD");
    case AiCheck::yyyymmdd: return when(is_date_yyyymmdd(value), ScanFault::bad_date, "no day YYYYMMDD");
    case AiCheck::hhmi:
      return when(is_hour(value.substr(0, 2)) && is_sixtieth(value.substr(2)), ScanFault::bad_time, "no time HHMM");
    case AiCheck::hh: return when(is_hour(value), ScanFault::bad_time, "no hour 00 to 23");
    case AiCheck::mi:
    case AiCheck::ss: return when(is_sixtieth(value), ScanFault::bad_time, "not 00 to 59");
    case AiCheck::iso3166: return when(is_country(unsigned_of(value)), kValue, "no country of ISO 3166");
    case AiCheck::iso3166999:
      return when(value == "999" || is_country(unsigned_of(value)), kValue, "no country of ISO 3166, nor 999");
    case AiCheck::iso3166alpha2: return when(is_country_code(value), kValue, "no country of ISO 3166");
    case AiCheck::iso4217: return when(is_currency(unsigned_of(value)), kValue, "no currency of ISO 4217");
    case AiCheck::iso5218:
      return when(std::string_view{"0129"}.find(value) != std::string_view::npos, kValue, "not 0, 1, 2 or 9");
    case AiCheck::pcenc: return when(is_percent_encoded(value), kValue, "a % without two hexadecimal digits");
    case AiCheck::yesno: return when(value == "0" || value == "1", kValue, "not 0 or 1");
    case AiCheck::hyphen: return when(value == "-", kValue, "not a hyphen");
    case AiCheck::zero: return when(value == "0", kValue, "not 0");
    case AiCheck::nonzero: return when(unsigned_of(value) != 0, kValue, "zero");
    case AiCheck::winding: return when(value == "0" || value == "1" || value == "9", kValue, "not 0, 1 or 9");
    case AiCheck::pieceoftotal:
      return when(is_piece_of_total(unsigned_of(value.substr(0, 2)), unsigned_of(value.substr(2))), kValue,
                  "no piece of the total");
    case AiCheck::posinseqslash:
      return when(value.size() == 3 && value[1] == '/' && is_digit(value[0]) && is_digit(value[2]) &&
                      is_piece_of_total(unsigned_of(value.substr(0, 1)), unsigned_of(value.substr(2))),
                  kValue, "not a position, a slash and the last position");
    case AiCheck::nozeroprefix: return when(value.size() == 1 || value.front() != '0', kValue, "a zero in front");
    case AiCheck::hasnondigit: return when(!all_digits(value), kValue, "digits only");
    case AiCheck::iban: return when(is_iban(value), kValue, "no IBAN");
    case AiCheck::latitude: return when(number_of(value) <= 1'800'000'000, kValue, "no latitude");
    case AiCheck::longitude: return when(number_of(value) <= 3'600'000'000, kValue, "no longitude");
    case AiCheck::mediatype: return when(is_media_type(unsigned_of(value)), kValue, "no AIDC media type");
    case AiCheck::importeridx:
      return when(std::string_view{"!\"%&'()*+,./:;<=>?"}.find(value) == std::string_view::npos, kValue,
                  "no importer index: a letter, a digit, - or _");
    case AiCheck::couponcode: return check_coupon_8110(value);
    case AiCheck::couponposoffer: return check_coupon_8112(value);
  }
  return {};
}

}  // namespace kazasu::drivers::gs1
