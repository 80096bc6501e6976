#include "load/member_loading.hpp"

#include <algorithm>

#include "kazasu/drivers/nfc/lite_s_proof.hpp"
#include "kazasu/ledger/posting.hpp"
#include "kazasu/proto/identifier_hash.hpp"
#include "kazasu/proto/sealed.hpp"
#include "load/base32.hpp"
#include "posting/lots.hpp"

namespace kazasu::ledger {

Result<bool> MemberLoading::load(const MembersFile::Member& member, LoadSummary& summary) {
  bool changed = transaction_.catalog().put_member({.account_id = member.account(),
                                                    .rank = member.rank(),
                                                    .segments = {member.segments().begin(), member.segments().end()},
                                                    .birthday = member.birthday(),
                                                    .first_visit = member.first_visit(),
                                                    .areas = {member.areas().begin(), member.areas().end()}});
  auto account = transaction_.books().load(member.account());
  if (!account) throw StoreFailure("a member that was just put is not there");
  std::vector<Posting> postings;
  for (const auto& identifier : member.identifiers()) {
    const IdentifierHash hashed = proto::hash_identifier(keys_.identifier_key, {identifier.kind(), identifier.value()});
    const Bytes hash{hashed.bytes.begin(), hashed.bytes.end()};
    auto put = put_identifier(member.account(), identifier, hash);
    if (!put) return put.error();
    changed = changed || *put;
    join(hash, *account, postings, summary);
  }
  post_opening_lots(member, *account, postings, summary);
  hold_coupons(member, *account);
  transaction_.books().add_postings(account->id, operation_, postings);
  transaction_.books().save(*account);
  const bool new_coupon =
      std::any_of(account->coupons.begin(), account->coupons.end(), [](const HeldCoupon& one) { return one.changed; });
  return changed || new_coupon || !postings.empty();
}

/// What the identifier can prove itself by; empty for nothing.
Result<Bytes> MemberLoading::secret_of(const MembersFile::Identifier& identifier) const {
  if (!identifier.one_time_secret().empty()) return from_base32(identifier.one_time_secret()).value_or(Bytes{});
  if (identifier.card_key_version() == 0) return Bytes{};
  Bytes id_block;
  from_hex(identifier.value(), id_block);
  return drivers::diversify_card_key(keys_.card_master_key, id_block);
}

Result<bool> MemberLoading::put_identifier(const std::string& account_id, const MembersFile::Identifier& identifier,
                                           const Bytes& hash) {
  IdentifierRecord record{
      .hash = hash, .key_version = kIdentifierKeyVersion, .kind = identifier.kind(), .sealed_secret = {}};
  const auto before = transaction_.catalog().identifiers(account_id);
  const auto known =
      std::find_if(before.begin(), before.end(), [&](const IdentifierRecord& one) { return one.hash == hash; });
  auto secret = secret_of(identifier);
  if (!secret) return secret.error();
  if (known != before.end()) {
    Bytes had;
    if (!known->sealed_secret.empty()) {
      auto opened = proto::open_sealed(keys_.store_seal_key, hash, known->sealed_secret);
      if (!opened) return opened.error();
      had = std::move(*opened);
    }
    if (had == *secret) return false;
  }
  if (!secret->empty()) {
    auto sealed = proto::seal(keys_.store_seal_key, hash, *secret, entropy_);
    if (!sealed) return sealed.error();
    record.sealed_secret = std::move(*sealed);
  }
  transaction_.catalog().put_identifier(account_id, record);
  return true;
}

void MemberLoading::post_opening_lots(const MembersFile::Member& member, Account& account,
                                      std::vector<Posting>& postings, LoadSummary& summary) {
  LotBook book{account, today_, postings};
  for (const auto& opening : member.lots()) {
    const std::string about = "opening:" + opening.id();
    std::int64_t posted = 0;
    Lot lot{.id = proto::format_receipt_number(operation_) + "-" + std::to_string(postings.size() + 1),
            .activates_on = opening.activates_on(),
            .expires_on = opening.expires_on(),
            .wallet = opening.wallet()};
    const auto before = transaction_.books().about(account.id, about);
    for (const Posting& posting : before) {
      const bool issued = posting.debit == kIssued;
      posted += issued ? posting.points : -posting.points;
      if (issued)
        lot = {.id = posting.credit,
               .activates_on = posting.activates_on,
               .expires_on = posting.expires_on,
               .wallet = posting.wallet};
    }
    if (before.empty()) ++summary.new_lots;
    Posting details;
    details.about = about;
    const std::int64_t difference = opening.points() - posted;
    if (difference > 0) {
      book.move_in(PostingKind::opening, lot, kIssued, difference, details);
    } else if (difference < 0) {
      // What of it was spent already is owed.
      const Lot* left = book.find(lot.id);
      const std::int64_t there = left == nullptr ? 0 : std::min(left->points, book.free(lot.wallet));
      const std::int64_t taken = std::min(-difference, std::max<std::int64_t>(0, there));
      book.move_out(PostingKind::opening, lot, kIssued, taken, details);
      book.move_out(PostingKind::opening, debt_lot(lot.wallet), kIssued, -difference - taken, details);
    }
    book.repay_debt(lot.id);
  }
}

void MemberLoading::hold_coupons(const MembersFile::Member& member, Account& account) {
  for (const std::string& coupon : member.coupons()) {
    const bool brought_before =
        std::any_of(account.coupons.begin(), account.coupons.end(),
                    [&](const HeldCoupon& held) { return held.coupon == coupon && held.instance == "loaded"; });
    if (!brought_before)
      account.coupons.push_back(
          {.coupon = coupon, .instance = "loaded", .available_on = {}, .used_by = {}, .changed = true});
  }
}

void MemberLoading::join(const Bytes& hash, Account& account, std::vector<Posting>& postings, LoadSummary& summary) {
  auto provisional = transaction_.books().load("provisional:" + to_hex(hash));
  if (!provisional) return;
  const JoinPostings joined = join_accounts(today_, *provisional, account);
  const bool coupons = std::any_of(provisional->coupons.begin(), provisional->coupons.end(),
                                   [](const HeldCoupon& one) { return one.changed; });
  if (joined.of_provisional.empty() && !coupons) return;
  transaction_.books().add_postings(provisional->id, operation_, joined.of_provisional);
  transaction_.books().save(*provisional);
  postings.insert(postings.end(), joined.of_account.begin(), joined.of_account.end());
  ++summary.joined;
}

}  // namespace kazasu::ledger
