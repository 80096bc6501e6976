#include "shadow/shadow_report.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "kazasu/pricing/quote.hpp"
#include "kazasu/proto/quote_messages.hpp"
#include "kazasu/proto/receipt_number.hpp"
#include "repricing.hpp"

namespace kazasu::tools {
namespace {

constexpr std::size_t kIndexesKept = 8;

class Shadow {
 public:
  Shadow(JournalArchive& archive, const ShadowOptions& options, std::vector<Offer> offers)
      : archive_(archive), options_(options), offers_(std::move(offers)) {
    report_.terminal = archive.terminal();
    report_.epoch = archive.epoch();
    for (const Offer& offer : offers_) report_.offers[offer.id].title = offer.title;
    quote_options_.explain = Explain::none;
  }

  /// The program of the file, if it has one, is checked before anything is read.
  Result<void> prepare() {
    if (!options_.offers.has_program()) return {};
    auto index = build(options_.offers.program());
    if (!index) return index.error();
    fixed_ = std::move(*index);
    return {};
  }

  Result<void> take(const v1::Entry& entry) {
    ++report_.entries;
    auto opened = archive_.open_entry(entry);
    if (!opened) {
      leave_out(entry.seq(), std::string{name_of(opened.error().code)}, opened.error().detail);
      return {};
    }
    if (opened->body.has_return_()) {
      take_return(*opened);
    } else if (opened->body.has_checkout()) {
      return take_sale(*opened);
    } else if (!opened->body.has_leases_ended()) {
      leave_out(entry.seq(), "unsupported", "the entry is of a kind that this software does not know");
    }
    return {};
  }

  ShadowReport finish() {
    for (const Offer& offer : offers_) {
      const bool later = offer.when.valid_from && format_date(*offer.when.valid_from) > report_.last_date;
      const bool earlier = offer.when.valid_to && format_date(*offer.when.valid_to) < report_.first_date;
      if (later || earlier) report_.out_of_period.push_back(offer.id);
    }
    return std::move(report_);
  }

 private:
  Result<std::shared_ptr<const OfferIndex>> build(const v1::Program& message) {
    auto program = proto::program_from_message(message);
    if (!program) return program.error();
    return OfferIndex::build(std::move(*program), offers_);
  }

  Result<std::shared_ptr<const OfferIndex>> index_for(const OpenedEntry& sale) {
    if (fixed_) return fixed_;
    const std::string& name = sale.body.checkout().offer_set();
    if (const auto known = indexes_.find(name); known != indexes_.end()) return known->second;
    auto offer_set = archive_.offer_set(name);
    if (!offer_set) return offer_set.error();
    auto index = build(offer_set->program());
    if (!index) return index.error();
    for (const auto& offer : offer_set->offers()) {
      auto& effect = report_.offers[offer.id()];
      if (effect.title.empty()) effect.title = offer.title();
    }
    if (indexes_.size() >= kIndexesKept) indexes_.clear();
    return indexes_.emplace(name, std::move(*index)).first->second;
  }

  std::string receipt(std::uint64_t seq) const {
    return proto::format_receipt_number({archive_.terminal(), archive_.epoch(), seq});
  }
  void leave_out(std::uint64_t seq, std::string reason, std::string detail) {
    report_.not_repriced.push_back({receipt(seq), std::move(reason), std::move(detail)});
  }

  Result<void> take_sale(const OpenedEntry& opened) {
    const std::uint64_t seq = opened.entry.seq();
    auto index = index_for(opened);
    // The offers of the file are wrong for every sale alike: that ends the run, it is no property of the entry.
    if (!index &&
        (index.error().code == ErrorCode::invalid_argument || index.error().code == ErrorCode::limit_exceeded))
      return index.error();
    const Result<void> priced = index ? price(opened, **index) : Result<void>{index.error()};
    if (!priced) {
      leave_out(seq, std::string{name_of(priced.error().code)}, priced.error().detail);
      return {};
    }
    if (report_.currency.empty()) report_.currency = (*index)->program().currency;
    const std::string& date = opened.body.business_date();
    if (report_.first_date.empty() || date < report_.first_date) report_.first_date = date;
    if (date > report_.last_date) report_.last_date = date;
    add(opened.body.checkout().quote(), 1);
    counted_.insert(seq);
    return {};
  }

  Result<void> price(const OpenedEntry& opened, const OfferIndex& index) {
    auto sale = sale_of(opened);
    if (!sale) return sale.error();
    return engine_.quote(index, *sale, quote_, quote_options_);
  }

  /// A sale that was cancelled never was: what it was counted as is taken away again.
  void take_return(const OpenedEntry& opened) {
    const std::string& sale = opened.body.return_().sale_receipt_number();
    const bool is_void = opened.entry.kind() == v1::VOID;
    leave_out(opened.entry.seq(), is_void ? "void" : "return",
              is_void ? "cancels " + sale : "gives units of " + sale + " back; that sale is repriced as it was sold");
    if (!is_void) return;
    auto id = proto::parse_receipt_number(sale);
    if (!id || id->epoch != archive_.epoch() || counted_.erase(id->seq) == 0) return;
    auto cancelled = archive_.entry(id->seq);
    if (!cancelled) return;
    auto index = index_for(*cancelled);
    if (!index || !price(*cancelled, **index)) return;
    add(cancelled->body.checkout().quote(), -1);
    leave_out(id->seq, "voided_sale", "was cancelled by " + receipt(opened.entry.seq()));
  }

  /// `recorded` against the quote just made.
  void add(const v1::Quote& recorded, std::int64_t sign) {
    const Points awarded{recorded.awarded_points()};
    const bool changed = recorded.total() != quote_.total.value() || awarded != quote_.awarded_points;
    const auto count = [&](std::uint64_t& counter, bool counts) {
      if (counts) counter = static_cast<std::uint64_t>(static_cast<std::int64_t>(counter) + sign);
    };
    count(report_.sales, true);
    count(report_.changed, changed);
    count(report_.inexact, !quote_.optimal);
    const auto money = [&](Money& sum, std::int64_t amount) { sum += Money{sign * amount}; };
    money(report_.total_before, recorded.total());
    money(report_.total_after, quote_.total.value());
    money(report_.discount_before, recorded.discount());
    money(report_.discount_after, quote_.discount.value());
    report_.points_before += Points{sign * recorded.awarded_points()};
    report_.points_after += Points{sign * quote_.awarded_points.value()};
    const auto use = [&](Sums& sums, std::int64_t discount, std::int64_t points) {
      sums.uses += sign;
      sums.discount += Money{sign * discount};
      sums.points += Points{sign * points};
    };
    for (const auto& one : recorded.applied()) use(report_.offers[one.offer()].before, one.discount(), one.points());
    for (const auto& one : quote_.applied) {
      use(report_.offers[one.offer].after, one.discount.value(), one.points.value());
    }
    for (const auto& award : recorded.awards()) {
      if (award.offer().empty()) use(report_.offers[""].before, 0, award.points());
    }
    for (const auto& award : quote_.awards) {
      if (award.offer.empty()) use(report_.offers[""].after, 0, award.points.value());
    }
  }

  JournalArchive& archive_;
  const ShadowOptions& options_;
  std::vector<Offer> offers_;
  ShadowReport report_;
  std::shared_ptr<const OfferIndex> fixed_;
  std::map<std::string, std::shared_ptr<const OfferIndex>> indexes_;
  std::set<std::uint64_t> counted_;
  QuoteEngine engine_;
  QuoteOptions quote_options_;
  Quote quote_;
};

}  // namespace

Result<ShadowReport> reprice_all(JournalArchive& archive, const ShadowOptions& options,
                                 const std::function<void()>& step) {
  auto offers = proto::offers_from_messages(options.offers.offers());
  if (!offers) return offers.error();
  if (options.ignore_period) {
    for (Offer& offer : *offers) {
      offer.when.valid_from.reset();
      offer.when.valid_to.reset();
    }
  }
  const auto begun = std::chrono::steady_clock::now();
  Shadow shadow{archive, options, std::move(*offers)};
  if (auto prepared = shadow.prepare(); !prepared) return prepared.error();
  std::optional<Error> failed;
  auto verified = archive.reader().for_each([&](const v1::Entry& entry) {
    if (auto taken = shadow.take(entry); !taken) failed = taken.error();
    step();
    return !failed;
  });
  if (!verified) return verified.error();
  if (failed) return *failed;
  ShadowReport report = shadow.finish();
  report.fault = verified->fault;
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  return report;
}

}  // namespace kazasu::tools
