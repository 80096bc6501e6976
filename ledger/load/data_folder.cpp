#include "load/data_folder.hpp"

#include <fstream>
#include <sstream>

#include "kazasu/pricing/validate.hpp"
#include "kazasu/proto/message_json.hpp"
#include "kazasu/proto/quote_messages.hpp"
#include "kazasu/values/limits.hpp"
#include "load/check_members.hpp"
#include "load/check_products.hpp"

namespace kazasu::ledger {
namespace {

Error in_file(std::string_view file, const Error& error) {
  return {error.code, std::string{file} + ": " + error.detail};
}

Result<void> read_file(const std::filesystem::path& folder, const char* name, google::protobuf::Message& message) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(folder / name, failed);
  if (failed) return Error{ErrorCode::file_unreadable, std::string{name} + ": " + failed.message()};
  if (size > proto::kJsonBytesMax) return Error{ErrorCode::limit_exceeded, std::string{name} + ": more than 64 MiB"};
  std::ifstream file(folder / name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file || !text) return Error{ErrorCode::file_unreadable, std::string{name} + ": it cannot be read"};
  if (auto read = proto::message_from_json(text.str(), message); !read) return in_file(name, read.error());
  return {};
}

constexpr std::int64_t kLeaseHoursMax = 168;  // a catalog's own life

bool is_registration_number(const std::string& text) {
  constexpr std::size_t kLength = 14;  // T and 13 digits (the tax agency's qualified invoice issuer number)
  return text.size() == kLength && text[0] == 'T' && text.find_first_not_of("0123456789", 1) == std::string::npos;
}

Result<Program> check_program(ProgramFile& file) {
  constexpr const char* kFile = "program.json";
  const auto wrong = [](const std::string& field, std::string_view wanted) {
    return Error{ErrorCode::message_invalid, std::string{kFile} + ": " + field + ": " + std::string{wanted}};
  };
  if (file.company().id().empty()) return wrong("company.id", "is missing");
  if (file.stores().empty()) return wrong("stores", "there must be one");
  for (int i = 0; i < file.stores_size(); ++i) {
    const std::string where = "stores[" + std::to_string(i) + "].";
    if (file.stores(i).id().empty()) return wrong(where + "id", "is missing");
    const std::string& number = file.stores(i).registration_number();
    if (!number.empty() && !is_registration_number(number))
      return wrong(where + "registration_number", "must be T and 13 digits");
  }
  const v1::RedeemPolicy& policy = file.redeem_policy();
  if (policy.per_checkout_points() < 0) return wrong("redeem_policy.per_checkout_points", "must be at least 0");
  if (policy.catalog_age_hours() < 0) return wrong("redeem_policy.catalog_age_hours", "must be at least 0");
  for (const std::int64_t bound :
       {policy.risk_per_member_points(), policy.risk_per_member_checkouts(), policy.risk_per_terminal_points()}) {
    if (bound < 0) return wrong("redeem_policy.risk_per_…", "must be at least 0");
  }
  const v1::LeasePolicy& leases = file.leases();
  if (leases.share_basis_points() < 0 || leases.share_basis_points() > limits::kBasisPointsMax)
    return wrong("leases.share_basis_points", "must be from 0 to 10000");
  const std::int64_t least = leases.share_basis_points() > 0 ? 1 : 0;
  if (leases.hours() < least || leases.hours() > kLeaseHoursMax)
    return wrong("leases.hours", "must be from 1 to 168, or left out where nothing is leased");
  auto program = proto::program_from_message(file.program());
  if (!program) return in_file(std::string{kFile} + ": program", program.error());
  if (auto valid = validate(*program); !valid) return in_file(kFile, valid.error());
  *file.mutable_program() = proto::to_message(*program);
  return program;
}

/// Baskets name products as the catalog does.
Result<void> normalise_products(google::protobuf::RepeatedPtrField<std::string>& products, const std::string& where) {
  for (std::string& product : products) {
    auto normalised = product_code(product);
    if (!normalised) return Error{normalised.error().code, "offers.json: " + where + ": " + normalised.error().detail};
    product = std::move(*normalised);
  }
  return {};
}

Result<void> check_offers(OffersFile& file, const Program& program, bool leases) {
  constexpr const char* kFile = "offers.json";
  for (int i = 0; i < file.offers_size(); ++i) {
    const std::string where = "offers[" + std::to_string(i) + "].target.";
    v1::Filter& target = *file.mutable_offers(i)->mutable_target();
    if (auto done = normalise_products(*target.mutable_products(), where + "products"); !done) return done;
    if (auto done = normalise_products(*target.mutable_except_products(), where + "except_products"); !done)
      return done;
  }
  auto offers = proto::offers_from_messages(file.offers());
  if (!offers) return in_file(kFile, offers.error());
  if (auto valid = validate(*offers, program); !valid) return in_file(kFile, valid.error());
  for (const v1::Offer& offer : file.offers()) {
    if (!offer.has_budget() || leases) continue;
    return Error{ErrorCode::message_invalid,
                 std::string{kFile} + ": offer " + offer.id() +
                     ": a budget is leased to terminals, so program.json must have leases.hours"};
  }
  return {};
}

}  // namespace

Result<DataFolder> read_data_folder(const std::filesystem::path& folder) {
  DataFolder data;
  const std::pair<const char*, google::protobuf::Message*> files[] = {{"program.json", &data.program},
                                                                      {"offers.json", &data.offers},
                                                                      {"products.json", &data.products},
                                                                      {"members.json", &data.members}};
  for (const auto& [name, message] : files) {
    if (auto read = read_file(folder, name, *message); !read) return read.error();
  }
  auto program = check_program(data.program);
  if (!program) return program.error();
  if (auto checked = check_offers(data.offers, *program, data.program.leases().hours() > 0); !checked)
    return checked.error();
  if (auto checked = check_products(data.products, *program); !checked)
    return in_file("products.json", checked.error());
  if (auto checked = check_members(data.members, data.offers, *program); !checked)
    return in_file("members.json", checked.error());
  return data;
}

}  // namespace kazasu::ledger
