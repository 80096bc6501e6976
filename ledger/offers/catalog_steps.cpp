#include "offers/catalog_steps.hpp"

#include <algorithm>
#include <utility>

#include "offers/catalog_member.hpp"
#include "offers/catalog_version.hpp"
#include "offers/current_offers.hpp"

namespace kazasu::ledger {
namespace {

/// Carries an error out of a visit, which returns nothing.
struct Stop {
  Error error;
};

void require(Result<void> done) {
  if (!done) throw Stop{std::move(done.error())};
}

v1::Catalog header_of(CatalogStore& stored, const StepOrder& order) {
  v1::Catalog header;
  header.set_version(catalog_version(stored));
  header.set_base_version(order.base_version);
  header.set_issued_unix_ms(order.now_unix_ms);
  header.set_expires_unix_ms(order.expires_unix_ms);
  *header.mutable_offer_set() = current_offers(stored);
  *header.mutable_redeem_policy() = redeem_policy(stored);
  return header;
}

Covers covers_of(Transaction& transaction) {
  Covers covers;
  transaction.enrollments().each_enrollment([&](const Enrollment& one) {
    covers[{one.terminal, one.epoch}] = transaction.intake().head(one.terminal, one.epoch).seq;
  });
  return covers;
}

}  // namespace

Result<MadeStep> make_step(Transaction& transaction, const LedgerKeys& keys, const StepOrder& order,
                           const ChunkCutter::Sink& keep) {
  CatalogStore& stored = transaction.catalog();
  const v1::Catalog header = header_of(stored, order);
  const std::string today = business_date_of(header.offer_set().program(), order.now_unix_ms);
  const OfferNames offers = offer_names(header.offer_set());
  MadeStep made;
  made.area = order.area;
  made.made_unix_ms = order.now_unix_ms;
  made.step.set_base_version(order.base_version);
  made.step.set_version(header.version());
  ChunkCutter cutter{[&](const v1::CatalogChunk& chunk, const std::string& frame) {
    *made.step.add_chunks() = chunk;
    return keep(chunk, frame);
  }};
  const auto add = [&](const std::string& account_id) {
    v1::CatalogMember member = catalog_member(transaction, account_id, today, offers, keys);
    const Carried carried = carried_in(order.area, member);
    member.clear_areas();
    member.clear_left_areas();
    if (carried == Carried::yes) {
      ++made.members;
      require(cutter.member(std::move(member)));
    } else if (carried == Carried::no_longer && order.base_version != 0) {
      require(cutter.removed_account(account_id));
    }
  };
  try {
    require(cutter.header(header));
    if (order.base_version == 0) {
      stored.each_member(add);
    } else {
      for (const std::string& account_id : stored.members_since(order.base_version)) add(account_id);
    }
    stored.products_since(order.base_version,
                          [&](const v1::CatalogProduct& product) { require(cutter.product(product)); });
    require(cutter.finish());
  } catch (Stop& stop) {
    return std::move(stop.error);
  }
  made.covers = covers_of(transaction);
  return made;
}

}  // namespace kazasu::ledger
