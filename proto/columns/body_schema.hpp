#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace google::protobuf {
class Descriptor;
}

/// The fields of an entry as a tree, taken from the schema, each with the rule that predicts it (docs/columns.md).
namespace kazasu::proto::columns {

/// What a value is predicted from. The names are those of docs/columns.md.
enum class Rule : std::uint8_t {
  zero,         ///< 0, or the empty text
  previous,     ///< the value before in the same column
  next_number,  ///< the text before, its last number raised by one
  successor,    ///< the text that followed the one before, when that was last there
  by_product,   ///< the value that was last there for the line's product, at the same place of its list
  by_likeness,  ///< likewise for the product if it was sold that day, else for its categories
  by_offer,     ///< likewise for the offer of this element
  timestamp,
  request_digest,
  sealed_member,
  line_id,
  product,
  one,
  quoted_id,
  line_count,
  line_gross,
  line_discount,
  line_net,
  adjustment_amount,
  unit_count,
  unit_net,
  applied_count,
  applied_offer,
  applied_discount,
  not_applied_count,
  found,
  quote_gross,
  quote_discount,
  quote_total,
  tax_count,
  tax_rate,
  taxable,
  tax_amount,
  due,
  redeemed,
  redeemable,
  award_count,
  award_offer,
  award_points,
  activates_on,
  awarded,
  tender_amount,
  state_amount,
  member_account,
  member_hash,
};

/// What is noted of a value, for predictions of others.
enum class Fact : std::uint8_t {
  none,
  transaction_id,
  business_date,
  clerk,
  line,  ///< a message: an element begins
  line_id,
  product,
  category,
  quantity,
  unit_price,
  tax_class,
  discountable,
  awardable,
  manual_discount,
  basket_tender,
  coupon_code,
  redeem_points,
  priced_by_pos,
  spend_wallet,
  spend_points,
  quoted_line,
  gross,
  discount,
  net,
  adjustment,
  adjustment_offer,
  adjustment_amount,
  unit_count,
  unit_net,
  applied,
  applied_offer,
  applied_points,
  not_applied_count,
  offer,  ///< of the element that begins with it
  condition,
  found,
  total,
  tax,
  tax_rate,
  taxable,
  tax_amount,
  due,
  award,
  award_offer,
  award_points,
  award_wallet,
  activates_on,
  tender,
  tender_kind,
  tender_amount,
  receipt_number,
  unit_line,
  unit_number,
  booked_amount,
  member_hash,
  balance,
};

struct Node {
  enum class Kind : std::uint8_t { varint, zigzag, fixed32, text, message };

  std::uint32_t field = 0;
  Kind kind = Kind::varint;
  bool repeated = false;
  bool optional = false;  ///< presence of a scalar counts
  Rule rule = Rule::zero;
  Rule count_rule = Rule::zero;
  Fact fact = Fact::none;
  std::uint32_t count_max = 0;   ///< of a list: one that is longer does not travel in columns
  std::size_t column = 0;        ///< of the values
  std::size_t count_column = 0;  ///< of a message's presence, a list's length, or how the field is written
  std::vector<Node> children;    ///< by field
};

class BodySchema {
 public:
  BodySchema();

  [[nodiscard]] const Node& body() const { return body_; }
  [[nodiscard]] const Node& member() const { return member_; }
  /// A body as it is, and the beginning of a member's identifier hash: texts with a column of their own.
  [[nodiscard]] const Node& escaped_body() const { return escaped_body_; }
  [[nodiscard]] const Node& member_reference() const { return member_reference_; }
  /// Places of columns by path, of what is open and of what is sealed.
  [[nodiscard]] const std::map<std::string, std::size_t, std::less<>>& open_paths() const { return open_; }
  [[nodiscard]] const std::map<std::string, std::size_t, std::less<>>& sealed_paths() const { return sealed_; }
  [[nodiscard]] std::size_t columns() const { return next_column_; }

  /// Columns of the entry itself, of what stands for it, and of what a catalog's product fills in.
  struct Places {
    std::size_t kind, wall, monotonic, monotonic_rest, escape, member_form;
    std::size_t categories, brand, unit_price, tax_class, name;
  };
  [[nodiscard]] const Places& places() const { return places_; }

 private:
  using Paths = std::map<std::string, std::size_t, std::less<>>;
  std::size_t add(Paths& paths, const std::string& path);
  Node build(const google::protobuf::Descriptor& descriptor, std::string path, const std::string& name, Paths& paths);

  Paths open_;
  Paths sealed_;
  std::size_t next_column_ = 0;
  Node body_;
  Node member_;
  Node escaped_body_;
  Node member_reference_;
  Places places_{};
};

}  // namespace kazasu::proto::columns
