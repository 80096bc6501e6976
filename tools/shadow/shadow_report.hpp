#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "journal_archive.hpp"
#include "kazasu/journal/journal_reader.hpp"
#include "kazasu/v1/journal.pb.h"
#include "kazasu/values/money.hpp"
#include "kazasu/values/points.hpp"
#include "kazasu/values/result.hpp"

namespace kazasu::tools {

/// What one side, the recorded or the new offers, comes to.
struct Sums {
  std::int64_t uses = 0;
  Money discount;
  Points points;
};

/// One offer's effect on the sales of a journal; id "": the base award.
struct OfferEffect {
  std::string title;
  Sums before, after;
};

/// An entry that was not repriced, and why: nothing is left out silently.
struct NotRepriced {
  std::string receipt;
  std::string reason;  ///< `return`, `void`, `voided_sale`, or the name of an error
  std::string detail;
};

/// Past checkouts priced again with other offers.
struct ShadowReport {
  std::string terminal;
  std::uint64_t epoch = 0;
  std::string currency;
  std::string first_date, last_date;  ///< business dates of the sales
  std::uint64_t entries = 0;          ///< read in all
  std::uint64_t sales = 0;            ///< repriced
  std::uint64_t changed = 0;          ///< of them with another total or other points
  std::uint64_t inexact = 0;          ///< whose search ended at its bound
  Money total_before, total_after;
  Money discount_before, discount_after;
  Points points_before, points_after;
  std::map<std::string, OfferEffect> offers;
  std::vector<std::string> out_of_period;  ///< new offers that are valid on none of the dates
  std::vector<NotRepriced> not_repriced;
  std::optional<journal::JournalFault> fault;  ///< the journal is damaged from here on
  double seconds = 0;
};

struct ShadowOptions {
  v1::OfferSet offers;         ///< without a program, each sale's own rules stay
  bool ignore_period = false;  ///< take `valid_from` and `valid_to` away
};

/// Reads all of the archive once. `step` is called for every entry.
Result<ShadowReport> reprice_all(JournalArchive& archive, const ShadowOptions& options,
                                 const std::function<void()>& step);

}  // namespace kazasu::tools
