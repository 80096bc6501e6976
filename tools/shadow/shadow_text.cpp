#include "shadow/shadow_text.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <nlohmann/json.hpp>

#include "kazasu/values/phrase.hpp"
#include "receipt/amount_text.hpp"
#include "receipt/text_columns.hpp"

namespace kazasu::tools {
namespace {

using receipt::display_width;
using receipt::grouped;

constexpr std::size_t kNamedOfAReason = 20;
constexpr std::size_t kNameColumns = 34;
constexpr std::size_t kNumberColumns = 12;

enum class Word {
#define KAZASU_WORD(name, english, japanese, chinese) name,
#include "shadow/shadow_words.inc"
#undef KAZASU_WORD
};

constexpr std::array kPhrases{
#define KAZASU_WORD(name, english, japanese, chinese) Phrase{english, japanese, chinese},
#include "shadow/shadow_words.inc"
#undef KAZASU_WORD
};

class Table {
 public:
  explicit Table(Language language) : language_(language) {}

  [[nodiscard]] std::string word(Word word, std::initializer_list<std::string_view> values = {}) const {
    return fill_in(kPhrases[static_cast<std::size_t>(word)].in(language_), values);
  }

  void line(const std::string& text) { text_ += receipt::printable(text) + '\n'; }
  void rule() { text_ += std::string(kNameColumns + 4 * kNumberColumns, '-') + '\n'; }

  /// A name and numbers in columns; a long name has a row of its own.
  void row(const std::string& name, std::initializer_list<std::string> numbers) {
    std::string left = receipt::printable(name);
    if (display_width(left) > kNameColumns) {
      text_ += left + '\n';
      left.clear();
    }
    text_ += left + std::string(kNameColumns - display_width(left), ' ');
    for (const std::string& number : numbers) {
      const std::size_t width = display_width(number);
      text_ += std::string(width < kNumberColumns ? kNumberColumns - width : 1, ' ') + number;
    }
    text_ += '\n';
  }

  std::string take() { return std::move(text_); }

 private:
  Language language_;
  std::string text_;
};

std::string with_sign(std::int64_t difference) {
  return (difference > 0 ? "+" : "") + grouped(difference);
}

bool is_used(const OfferEffect& effect) {
  return effect.before.uses != 0 || effect.after.uses != 0;
}

void offers(const ShadowReport& report, Table& table) {
  table.row(table.word(Word::offer), {table.word(Word::uses), table.word(Word::difference), table.word(Word::discount),
                                      table.word(Word::points)});
  table.rule();
  std::string unused;
  for (const auto& [id, effect] : report.offers) {
    if (!is_used(effect)) {
      unused += (unused.empty() ? "" : ", ") + id;
      continue;
    }
    const std::string name = id.empty()             ? table.word(Word::base_award)
                             : effect.title.empty() ? id
                                                    : effect.title + " (" + id + ")";
    table.row(name, {grouped(effect.after.uses), with_sign(effect.after.uses - effect.before.uses),
                     with_sign(effect.after.discount.value() - effect.before.discount.value()),
                     with_sign(effect.after.points.value() - effect.before.points.value())});
  }
  table.rule();
  if (!unused.empty()) table.line(table.word(Word::never_used, {unused}));
  if (report.out_of_period.empty()) return;
  std::string ids;
  for (const std::string& id : report.out_of_period) ids += (ids.empty() ? "" : ", ") + id;
  table.line(table.word(Word::period_hint, {ids}));
}

void totals(const ShadowReport& report, Table& table) {
  const auto row = [&](Word name, std::int64_t before, std::int64_t after) {
    table.row(table.word(name), {grouped(before), "->", grouped(after), with_sign(after - before)});
  };
  row(Word::sales_total, report.total_before.value(), report.total_after.value());
  row(Word::all_discounts, report.discount_before.value(), report.discount_after.value());
  row(Word::points_total, report.points_before.value(), report.points_after.value());
}

std::string reason_text(const std::string& reason, const Table& table) {
  if (reason == "return") return table.word(Word::reason_return);
  if (reason == "void") return table.word(Word::reason_void);
  if (reason == "voided_sale") return table.word(Word::reason_voided_sale);
  return reason;
}

void left_out(const ShadowReport& report, Table& table) {
  if (report.not_repriced.empty()) return;
  table.line(table.word(Word::not_repriced, {grouped(static_cast<std::int64_t>(report.not_repriced.size()))}));
  std::map<std::string, std::vector<const NotRepriced*>> by_reason;
  for (const NotRepriced& one : report.not_repriced) by_reason[one.reason].push_back(&one);
  for (const auto& [reason, entries] : by_reason) {
    table.line("  " + grouped(static_cast<std::int64_t>(entries.size())) + "  " + reason_text(reason, table));
    for (std::size_t i = 0; i < std::min(entries.size(), kNamedOfAReason); ++i) {
      table.line("      " + entries[i]->receipt + "  " + entries[i]->detail);
    }
    if (entries.size() <= kNamedOfAReason) continue;
    table.line("      " +
               table.word(Word::and_more, {grouped(static_cast<std::int64_t>(entries.size() - kNamedOfAReason))}));
  }
}

nlohmann::ordered_json sums_json(const Sums& sums) {
  return {{"uses", sums.uses}, {"discount", sums.discount.value()}, {"points", sums.points.value()}};
}

template <class Number>
nlohmann::ordered_json change_json(Number before, Number after) {
  return {{"before", before.value()}, {"after", after.value()}, {"difference", after.value() - before.value()}};
}

}  // namespace

std::string shadow_text(const ShadowReport& report, Language language) {
  Table table{language};
  table.line(report.first_date.empty()
                 ? table.word(Word::title_empty, {report.terminal})
                 : table.word(Word::title, {report.terminal, report.first_date, report.last_date}));
  table.line(table.word(Word::counts, {grouped(static_cast<std::int64_t>(report.sales)),
                                       grouped(static_cast<std::int64_t>(report.changed))}));
  if (report.inexact > 0) {
    table.line(table.word(Word::inexact, {grouped(static_cast<std::int64_t>(report.inexact))}));
  }
  table.line("");
  offers(report, table);
  totals(report, table);
  table.line("");
  left_out(report, table);
  if (report.fault) table.line(table.word(Word::fault, {std::to_string(report.fault->seq)}));
  return table.take();
}

std::string shadow_json(const ShadowReport& report) {
  nlohmann::ordered_json json{{"terminal", report.terminal},
                              {"epoch", report.epoch},
                              {"currency", report.currency},
                              {"first_business_date", report.first_date},
                              {"last_business_date", report.last_date},
                              {"entries", report.entries},
                              {"sales", report.sales},
                              {"changed", report.changed},
                              {"inexact", report.inexact},
                              {"total", change_json(report.total_before, report.total_after)},
                              {"discount", change_json(report.discount_before, report.discount_after)},
                              {"points", change_json(report.points_before, report.points_after)}};
  json["offers"] = nlohmann::ordered_json::array();
  for (const auto& [id, effect] : report.offers) {
    nlohmann::ordered_json offer{{"offer", id}, {"title", effect.title}};
    offer["before"] = sums_json(effect.before);
    offer["after"] = sums_json(effect.after);
    offer["difference"] =
        sums_json({effect.after.uses - effect.before.uses, effect.after.discount - effect.before.discount,
                   effect.after.points - effect.before.points});
    json["offers"].push_back(std::move(offer));
  }
  json["out_of_period"] = report.out_of_period;
  json["not_repriced"] = nlohmann::ordered_json::array();
  for (const NotRepriced& one : report.not_repriced) {
    json["not_repriced"].push_back({{"receipt", one.receipt}, {"reason", one.reason}, {"detail", one.detail}});
  }
  if (report.fault) json["fault"] = {{"seq", report.fault->seq}, {"what", report.fault->what}};
  json["seconds"] = report.seconds;
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace kazasu::tools
