#include "kazasu/proto/receipt_number.hpp"

#include <charconv>

namespace kazasu::proto {
namespace {

constexpr std::size_t kSeqDigits = 6;

bool parse_number(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number > 0;
}

}  // namespace

std::string format_receipt_number(const EntryId& id) {
  std::string seq = std::to_string(id.seq);
  if (seq.size() < kSeqDigits) seq.insert(0, kSeqDigits - seq.size(), '0');
  return id.terminal + "-" + std::to_string(id.epoch) + "-" + seq;
}

Result<EntryId> parse_receipt_number(std::string_view text) {
  const Error wrong{ErrorCode::invalid_argument, "a receipt number has the form TERMINAL-EPOCH-SEQ, as in R1-1-000123"};
  const std::size_t last = text.rfind('-');
  if (last == std::string_view::npos || last == 0) return wrong;
  const std::size_t middle = text.rfind('-', last - 1);
  if (middle == std::string_view::npos || middle == 0) return wrong;
  EntryId id{.terminal = std::string{text.substr(0, middle)}};
  if (!parse_number(text.substr(middle + 1, last - middle - 1), id.epoch) ||
      !parse_number(text.substr(last + 1), id.seq))
    return wrong;
  return id;
}

}  // namespace kazasu::proto
