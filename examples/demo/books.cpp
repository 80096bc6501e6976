#include "books.hpp"

#include <cstdio>
#include <iostream>

namespace demo {

void ReceiptBooks::receipt(const std::string& member, const std::string& number, long long awarded,
                           long long redeemed) {
  numbers_.push_back(number);
  if (member.empty()) return;
  members_[member].awarded += awarded;
  members_[member].redeemed += redeemed;
}

void ReceiptBooks::returned(const std::string& member, const std::string& number, long long restored,
                            long long taken_back) {
  receipt(member, number, -taken_back, -restored);
}

bool ReceiptBooks::reconcile(const nlohmann::json& accounts) const {
  bool agree = true;
  std::printf("    %-14s %8s %8s %8s %10s %10s\n", "member", "opening", "awarded", "redeemed", "receipts", "ledger");
  for (const auto& [name, member] : members_) {
    long long in_ledger = 0;
    bool found = false;
    for (const auto& account : accounts) {
      const bool this_one =
          name == "provisional" ? account.at("provisional").get<bool>() : account.at("account") == name;
      if (!this_one) continue;
      in_ledger += account.at("points").get<long long>() - account.at("debt").get<long long>();
      found = true;
    }
    const long long on_receipts = member.opening + member.awarded - member.redeemed;
    const bool same = found && on_receipts == in_ledger;
    std::printf("    %-14s %8lld %8lld %8lld %10lld %10lld %s\n", name.c_str(), member.opening, member.awarded,
                member.redeemed, on_receipts, in_ledger, same ? "=" : "DIFFERS");
    agree = agree && same;
  }
  std::cout << std::flush;
  return agree;
}

}  // namespace demo
