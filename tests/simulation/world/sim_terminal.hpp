#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "disk/disk_vfs.hpp"
#include "disk/memory_disk.hpp"
#include "kazasu/kazasu.hpp"
#include "sync_session.hpp"
#include "terminal_parts.hpp"
#include "world/knobs.hpp"
#include "world/machine.hpp"
#include "world/trace.hpp"

namespace kazasu::simulation {

/// What a till was told of one transaction.
struct ToldReceipt {
  std::string number;
  std::string transaction_id;
  std::string business_date;
  std::string account;  ///< a known member's
  std::int64_t redeemed = 0;
  RedeemStanding standing = RedeemStanding::safe_now;
  bool is_sale = false;
  bool voided = false;
};

/// A terminal on a machine of its own, with the people at it and what they were told. Its journal, catalog, pricing and
/// sync are the real ones.
class SimTerminal {
 public:
  SimTerminal(std::string name, const TrueTime& time, const Knobs& knobs, Random random, Trace& trace);
  ~SimTerminal();

  /// Enrols with a code through `exchange`, on an empty disk; "" or what went wrong.
  std::string enroll(Transport& ledger, const std::string& code);
  /// Opens it if it is closed and may be.
  void start();
  void stop();
  /// The line by which checkouts ask the ledger; before the first `start`.
  void set_asking(std::function<std::unique_ptr<Transport>()> make) { make_asking_ = std::move(make); }
  /// One thing that people do. What contradicts an earlier promise is in `violation`.
  void act();
  void calm();

  /// The session of sync, or null while it is closed.
  [[nodiscard]] SyncSession* session() { return session_.get(); }
  [[nodiscard]] bool running() const { return terminal_.has_value(); }
  [[nodiscard]] std::uint64_t incarnation() const { return incarnation_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
  [[nodiscard]] const std::string& public_key_pem() const { return public_key_pem_; }
  [[nodiscard]] journal::Journal& journal() { return TerminalParts::store(*terminal_)->journal(); }
  /// Told after each answer that was taken: checks what may only rise.
  void after_answer();
  [[nodiscard]] bool drained();

  [[nodiscard]] const std::vector<ToldReceipt>& told() const { return told_; }
  [[nodiscard]] std::uint64_t sales() const { return sales_; }
  /// An old image of the disk was put back since the last enrolment: what it sells then is a fork.
  [[nodiscard]] bool restored() const { return restored_; }
  [[nodiscard]] bool was_restored(std::uint64_t epoch) const { return restored_epochs_.contains(epoch); }
  [[nodiscard]] bool never_recorded(const std::string& transaction_id) const {
    return never_recorded_.contains(transaction_id);
  }
  /// Its disk and keys are copied into the machine of `original`, which is switched off for it: two that are one.
  void become_clone_of(SimTerminal& original);
  [[nodiscard]] bool cloned() const { return cloned_; }
  [[nodiscard]] bool wants_enrollment() const { return wants_enrollment_; }
  void ask_for_enrollment();
  [[nodiscard]] bool halted_by_fork() const { return halted_by_fork_; }
  /// Else it found the fork itself, by what a catalog says of its entries, and the ledger was sent none of them.
  [[nodiscard]] bool fork_told_by_ledger() const { return fork_told_by_ledger_; }
  void note_halt(const Error& error);

  std::string violation;  ///< the first broken promise

 private:
  void sell();
  void sell_again(const ToldReceipt& earlier);
  void give_back();
  void maybe_misfortune();
  void crash(bool power);
  void restore_old_image();
  void jump_clock();
  void break_promise(const std::string& what);
  Result<Receipt> ring_up(const std::string& transaction_id, const std::vector<std::string>& products, int member,
                          std::int64_t redeem, bool coupon, ToldReceipt& told);
  void check_funding(const ToldReceipt& told);
  void check_member(const MemberSummary& member, const std::string& account);
  void check_time(const Receipt& receipt);
  void after_commit_failed(const std::string& transaction_id, const Error& error);
  std::optional<ToldReceipt> recorded_as(const std::string& transaction_id);
  void settle_unknown();
  [[nodiscard]] std::string directory() const { return "/simulated/" + std::to_string(epoch_); }

  std::string name_;
  const TrueTime& time_;
  const Knobs& knobs_;
  Random random_;
  Trace& trace_;
  MachineClock clock_;
  SeededEntropy entropy_;
  ChipKeyStore keys_;
  MemoryDisk disk_;
  DiskVfs vfs_;
  std::optional<Terminal> terminal_;
  std::unique_ptr<SyncSession> session_;
  std::function<std::unique_ptr<Transport>()> make_asking_;
  std::string public_key_pem_;
  std::uint64_t epoch_ = 0;
  std::uint64_t incarnation_ = 0;
  bool calm_ = false;
  bool enrolled_ = false;
  bool wants_enrollment_ = false;
  bool restored_ = false;
  bool cloned_ = false;
  std::set<std::uint64_t> restored_epochs_;
  bool halted_by_fork_ = false;
  bool fork_told_by_ledger_ = false;
  bool dead_ = false;
  bool may_fail_ = false;
  std::optional<std::uint64_t> dies_after_;
  std::uint64_t catalog_version_ = 0;
  std::int64_t earliest_ms_ = 0;  ///< that an entry of this epoch named
  std::uint64_t transactions_ = 0;
  std::uint64_t sales_ = 0;
  std::vector<ToldReceipt> told_;
  std::vector<std::string> unknown_;      ///< transactions whose commit failed, to be settled at the next opening
  std::set<std::string> never_recorded_;  ///< settled so
  std::optional<DiskImage> old_image_;
  struct Basket {
    std::vector<std::string> products;
    int member = -1;
    bool coupon = false;
    std::int64_t redeem = 0;
  };
  Basket last_basket_;
};

}  // namespace kazasu::simulation
