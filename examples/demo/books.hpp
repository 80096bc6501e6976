#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace demo {

/// What the receipts say that each member's points come to, kept by the demo itself: the other side of the
/// reconciliation.
class ReceiptBooks {
 public:
  /// Points that the member had before the shop opened.
  void open(const std::string& member, long long points) { members_[member].opening = points; }
  void receipt(const std::string& member, const std::string& number, long long awarded, long long redeemed);
  void returned(const std::string& member, const std::string& number, long long restored, long long taken_back);

  [[nodiscard]] std::size_t receipts() const { return numbers_.size(); }
  [[nodiscard]] const std::vector<std::string>& numbers() const { return numbers_; }
  /// Prints both sides and says whether they agree. `accounts`: the ledger's own list. A provisional member is the one
  /// account that is named by an identifier's hash.
  [[nodiscard]] bool reconcile(const nlohmann::json& accounts) const;

 private:
  struct Member {
    long long opening = 0, awarded = 0, redeemed = 0;
  };
  std::map<std::string, Member> members_;
  std::vector<std::string> numbers_;
};

}  // namespace demo
