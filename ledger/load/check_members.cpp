#include "load/check_members.hpp"

#include <algorithm>
#include <set>

#include "enrollment/ledger_keys.hpp"
#include "kazasu/ledger/books.hpp"
#include "kazasu/values/limits.hpp"
#include "kazasu/values/time.hpp"
#include "load/base32.hpp"

namespace kazasu::ledger {
namespace {

// RFC 4226, section 4, R6: at least 128 bits.
constexpr std::size_t kOneTimeSecretMin = 16, kOneTimeSecretMax = 64;

Error wrong(const std::string& field, std::string_view what) {
  return {ErrorCode::message_invalid, field + ": " + std::string{what}};
}

bool is_short_text(const std::string& text) {
  return !text.empty() && text.size() <= static_cast<std::size_t>(limits::kTextBytesMax);
}

Result<void> check_lots(const MembersFile::Member& member, const Program& program, const std::string& where) {
  std::set<std::string> seen;
  for (int i = 0; i < member.lots_size(); ++i) {
    const auto& lot = member.lots(i);
    const std::string here = where + "lots[" + std::to_string(i) + "].";
    if (!is_short_text(lot.id()) || !seen.insert(lot.id()).second)
      return wrong(here + "id", "is missing, too long or there twice");
    const bool known =
        lot.wallet().empty() || std::any_of(program.wallets.begin(), program.wallets.end(),
                                            [&](const Wallet& one) { return one.wallet == lot.wallet(); });
    if (!known) return wrong(here + "wallet", "is none of the program's wallets");
    if (lot.points() < 1 || lot.points() > limits::kPointsMax)
      return wrong(here + "points", "must be at least 1 and within the limits");
    if (!parse_date(lot.activates_on())) return wrong(here + "activates_on", "must be a date YYYY-MM-DD");
    if (lot.expires_on().empty()) continue;
    if (!parse_date(lot.expires_on())) return wrong(here + "expires_on", "must be a date YYYY-MM-DD");
    if (lot.expires_on() < lot.activates_on()) return wrong(here + "expires_on", "is before activates_on");
  }
  return {};
}

/// How many hexadecimal digits a kind's value has; 0: not hexadecimal.
std::pair<std::size_t, std::size_t> hex_digits_of(const std::string& kind) {
  if (kind == "felica_lite_s") return {32, 32};
  if (kind == "felica_idm") return {16, 16};
  if (kind == "uid") return {8, 20};  // ISO/IEC 14443-3: 4, 7 or 10 bytes
  return {0, 0};
}

Result<void> check_identifier(MembersFile::Identifier& identifier, const std::string& where) {
  std::string& value = *identifier.mutable_value();
  if (identifier.card_key_version() != 0 && identifier.kind() != "felica_lite_s") {
    return wrong(where + "card_key_version", "is for felica_lite_s only");
  }
  if (identifier.card_key_version() > kCardKeyVersion)
    return wrong(where + "card_key_version", "there is no master key of this version");
  if (!identifier.one_time_secret().empty()) {
    if (identifier.kind() != "member_number") return wrong(where + "one_time_secret", "is for member_number only");
    const auto secret = from_base32(identifier.one_time_secret());
    if (!secret || secret->size() < kOneTimeSecretMin || secret->size() > kOneTimeSecretMax)
      return wrong(where + "one_time_secret", "must be base32 of 16 to 64 bytes");
  }
  if (identifier.kind() == "member_number") {
    const std::size_t other = value.find_first_not_of("0123456789");
    const bool check = other + 1 == value.size() && other > 0 && (value[other] == 'X' || value[other] == '-');
    if (!is_short_text(value) || (other != std::string::npos && !check))
      return wrong(where + "value", "must be digits, of which the last may be a check character, X or -");
    return {};
  }
  const auto [least, most] = hex_digits_of(identifier.kind());
  if (most == 0) return wrong(where + "kind", "must be felica_lite_s, felica_idm, uid or member_number");
  Bytes bytes;
  if (value.size() < least || value.size() > most || !from_hex(value, bytes)) {
    return wrong(where + "value", "must be hexadecimal and of the kind's length");
  }
  std::transform(value.begin(), value.end(), value.begin(),
                 [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
  return {};
}

Result<void> check_profile(const MembersFile::Member& member, const std::string& where) {
  const bool reserved = member.account().starts_with("provisional:") || member.account().starts_with("program:");
  if (!is_short_text(member.account()) || reserved)
    return wrong(where + "account", "must have 1 to 256 bytes and not begin with a word of the ledger");
  if (!member.birthday().empty() && (member.birthday().size() != 5 || !parse_date("2000-" + member.birthday()))) {
    return wrong(where + "birthday", "must be MM-DD");
  }
  return {};
}

}  // namespace

Result<void> check_members(MembersFile& file, const OffersFile& offers, const Program& program) {
  std::set<std::string> coupons;
  for (const v1::Offer& offer : offers.offers()) {
    if (offer.kind() == v1::Offer::COUPON) coupons.insert(offer.id());
  }
  std::set<std::string> accounts;
  std::set<std::pair<std::string, std::string>> identifiers;
  for (int i = 0; i < file.members_size(); ++i) {
    MembersFile::Member& member = *file.mutable_members(i);
    const std::string where = "members[" + std::to_string(i) + "].";
    if (auto checked = check_profile(member, where); !checked) return checked;
    if (!accounts.insert(member.account()).second) return wrong(where + "account", "is there twice");
    if (auto checked = check_lots(member, program, where); !checked) return checked;
    for (int j = 0; j < member.areas_size(); ++j) {
      if (!is_short_text(member.areas(j)) || member.areas(j) == "*")
        return wrong(where + "areas[" + std::to_string(j) + "]", "is no area's name");
    }
    for (int j = 0; j < member.coupons_size(); ++j) {
      if (!coupons.contains(member.coupons(j)))
        return wrong(where + "coupons[" + std::to_string(j) + "]", "is no coupon of offers.json");
    }
    for (int j = 0; j < member.identifiers_size(); ++j) {
      const std::string here = where + "identifiers[" + std::to_string(j) + "].";
      MembersFile::Identifier& identifier = *member.mutable_identifiers(j);
      if (auto checked = check_identifier(identifier, here); !checked) return checked;
      if (!identifiers.emplace(identifier.kind(), identifier.value()).second)
        return wrong(here + "value", "names two members");
    }
  }
  return {};
}

}  // namespace kazasu::ledger
