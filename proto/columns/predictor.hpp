#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "columns/body_schema.hpp"
#include "columns/facts.hpp"
#include "kazasu/v1/catalog.pb.h"

namespace kazasu::proto::columns {

/// What a value is expected to be, from those before it in the batch. Writer and reader ask and tell it the same things
/// in the same order, so both expect the same; what is sent is the difference. Nothing here decides what is restored.
class Predictor {
 public:
  explicit Predictor(const BodySchema& schema);

  /// Begins an entry.
  void begin(v1::EntryKind kind, std::int64_t wall_unix_ms);
  /// The member of the entry, if a reference names one.
  void refer(std::string_view account, std::string_view identifier_hash);
  void note_member() { facts_.has_member = true; }
  /// The catalog's product for the line under way, whose product the batch has not had before.
  void complete(v1::CatalogProduct product);
  /// Whether the batch has had a product of this number.
  [[nodiscard]] bool has_product(std::string_view product) const { return keys_.contains(product); }
  /// Whether the batch has not had the line's product before.
  [[nodiscard]] bool product_is_new() const { return product_is_new_; }

  /// `place`: in its list. The text holds until the next call.
  std::int64_t number(const Node& node, std::size_t place);
  std::int64_t count(const Node& node);
  std::string_view text(const Node& node, std::size_t place);
  /// Whether a text that was just expected was made for the moment, and stands nowhere else.
  [[nodiscard]] bool is_made(std::string_view text) const { return text.data() == made_.data(); }

  void saw_number(const Node& node, std::size_t place, std::int64_t value);
  void saw_count(const Node& node, std::int64_t value);
  /// The text's bytes outlive the predictor.
  void saw_text(const Node& node, std::size_t place, std::string_view text);
  void begin_element(const Node& node, std::size_t place);
  void saw_at(std::string_view at) { facts_.at = at; }
  void end();

  [[nodiscard]] const EntryFacts& facts() const { return facts_; }

 private:
  struct Memory {
    std::int64_t number = 0;
    std::int64_t count = 0;
    std::string_view text;
    std::string_view first_text;  ///< of the entry before
    std::unordered_map<std::uint64_t, std::int64_t> numbers;
    std::unordered_map<std::uint64_t, std::int64_t> counts;
    std::unordered_map<std::uint64_t, std::string_view> texts;
    std::unordered_map<std::string_view, std::string_view> followers;
  };
  std::uint32_t key_of(std::string_view name);
  [[nodiscard]] std::uint64_t product_key(std::size_t place) const;
  /// What tells most of a line's discounts.
  [[nodiscard]] std::uint64_t likeness_key(std::size_t place) const;
  [[nodiscard]] const LineFacts& line() const;
  [[nodiscard]] std::uint64_t offer_key() const;
  std::int64_t number_of(const Memory& memory, std::uint64_t key) const;
  LineFacts& line();  ///< under way, in the basket or the quote
  void learn_discount();
  [[nodiscard]] std::size_t adjusted_offers() const { return facts_.adjusted.size(); }
  std::int64_t line_discount();
  std::int64_t tax_amount() const;
  std::int64_t award_points();
  void expect_taxes();
  void learn_taxes();
  std::string_view made(std::string text);

  Memory& memory(std::size_t column) { return memories_[column]; }

  const BodySchema& schema_;
  std::vector<Memory> memories_;
  std::unordered_map<std::string_view, std::uint32_t> keys_;
  std::deque<v1::CatalogProduct> products_;
  EntryFacts facts_;
  std::string made_;
  LineFacts no_line_;
  bool in_quote_ = false;
  bool product_is_new_ = false;
  std::string_view account_;
  std::string_view referred_hash_;
  // what earlier entries taught
  struct Sold {
    std::int64_t gross = 0, discount = 0;
    std::string_view business_date;
  };
  std::unordered_map<std::uint64_t, Sold> sold_;              ///< by product, and by categories
  std::unordered_map<std::string_view, std::int64_t> rates_;  ///< by tax class
  std::vector<std::int64_t> rate_order_;
  std::vector<std::int64_t> expected_rates_;
  int rounding_ = 0;  ///< 0 down, 1 half up, 2 up
  std::int64_t not_applied_and_applied_ = 0;
  std::int64_t applied_beyond_ = 0;  ///< applied offers that discount no line
  std::int64_t last_total_ = 0, last_base_award_ = 0;
  bool activates_at_once_ = true;
};

/// The text with its last number raised by one, in as many digits or one more; without a number as it is.
std::string next_number(std::string_view text);

}  // namespace kazasu::proto::columns
