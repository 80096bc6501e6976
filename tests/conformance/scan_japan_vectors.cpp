#include "kazasu/drivers/scan/bill_jp.hpp"
#include "kazasu/drivers/scan/in_store_label.hpp"
#include "kazasu/drivers/scan/print_jp.hpp"
#include "scan_vectors.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
using namespace scan_vectors;
using nlohmann::json;

namespace {

json instore(const json& vector) {
  const auto label = parse_in_store_label(text_of(vector), config_of(vector, "format", ""));
  if (!label) return failure(label.error());
  json found{{"flag", label->flag}, {"item", label->item}};
  if (label->verifier) found["verifier"] = std::string(1, *label->verifier);
  if (label->verifier_ok) found["verifier_ok"] = *label->verifier_ok;
  if (label->price) found["price"] = *label->price;
  if (label->weight) found["weight"] = *label->weight;
  return found;
}

json verifier(const json& vector) {
  const auto digit = price_verifier(text_of(vector));
  return {{"digit", digit ? std::string(1, *digit) : ""}};
}

json book_jp(const json& vector) {
  const json& rows = vector["input"]["rows"];
  const auto book = parse_book_jp(rows[0].get<std::string>(), rows[1].get<std::string>());
  if (!book) return failure(book.error());
  return {{"isbn13", book->isbn13},
          {"c_code", book->c_code},
          {"price_yen", book->price_yen ? json(*book->price_yen) : json(nullptr)},
          {"price_excludes_tax", book->price_excludes_tax}};
}

json magazine_jp(const json& vector) {
  const json& input = vector["input"];
  const auto magazine = parse_magazine_jp(input["main"].get<std::string>(),
                                          input["addon"].is_string() ? input["addon"].get<std::string>() : "");
  if (!magazine) return failure(magazine.error());
  json found{{"magazine_code", magazine->magazine_code},
             {"issue", magazine->issue},
             {"year_last_digit", std::string(1, magazine->year_last_digit)},
             {"reserve", std::string(1, magazine->reserve)}};
  if (magazine->price_yen) found["price_yen"] = *magazine->price_yen;
  if (magazine->add_on_reserve) found["addon_reserve"] = std::string(1, *magazine->add_on_reserve);
  return found;
}

json bill_jp(const json& vector) {
  const auto bill = parse_bill_jp(text_of(vector));
  if (!bill) return failure(bill.error());
  return {{"issuer", bill->issuer},
          {"free", bill->free},
          {"reissue", bill->reissue},
          {"due", bill->due.empty() ? json(nullptr) : json(bill->due)},
          {"revenue_stamp", bill->revenue_stamp},
          {"amount_yen", bill->amount_yen}};
}

}  // namespace

ScanReaders japan_readers() {
  return {{"instore", instore},
          {"price_verifier", verifier},
          {"book_jp", book_jp},
          {"magazine_jp", magazine_jp},
          {"bill_jp", bill_jp}};
}
