#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "disk/memory_disk.hpp"
#include "kazasu/catalog/catalog.hpp"
#include "random.hpp"

namespace kazasu::simulation {

/// One thing that a terminal does to its catalog.
struct CatalogStep {
  enum class Kind {
    whole,         ///< a whole catalog, in parts
    delta,         ///< changes, at once
    staged_delta,  ///< changes, in parts
    chunk,         ///< a chunk of the next one arrives
    reopen,
  } kind = Kind::whole;
  int members = 0;
  bool fat = false;  ///< members so large that they wait in the staging file
};
std::vector<CatalogStep> plan_catalog(Random& random, int steps);

/// A catalog as the ledger knows it: every version that it gave out, whole.
class CatalogHistory {
 public:
  explicit CatalogHistory(Random random) : random_(random), entropy_(random.fork()) {}

  /// Does the steps on a catalog of a disk until one fails; "" or what failed.
  std::string run(const std::vector<CatalogStep>& steps, const std::string& vfs);
  /// Opens what is left of the disk and compares; "" or what is wrong. Any version that was committed since the last
  /// one that is durable may be there, or the one under way; it must be whole. Goes on with a whole catalog.
  [[nodiscard]] std::string check(const DiskImage& left) const;

 private:
  class FixedEntropy final : public Entropy {
   public:
    explicit FixedEntropy(Random random) : random_(random) {}
    Result<void> fill(std::span<std::uint8_t> bytes) override {
      for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_.next() >> 40U);
      return {};
    }

   private:
    Random random_;
  };
  struct Member {
    std::int64_t points = 0;
    std::uint64_t identifier = 0;
    bool fat = false;
  };
  /// What a version holds.
  struct Version {
    std::map<std::string, Member> members;
    std::map<std::string, std::int64_t> products;
  };
  using Opened = Result<std::unique_ptr<catalog::Catalog>>;

  static Opened open(const std::string& vfs, Entropy& entropy);
  static v1::Catalog header(std::uint64_t version, std::uint64_t base);
  static void add(v1::Catalog& rows, const std::string& account, const Member& member);
  static Result<void> install_whole(catalog::Catalog& catalog, std::uint64_t number, const Version& version);
  Result<void> do_step(const CatalogStep& step, catalog::Catalog& catalog);
  Result<void> change(const CatalogStep& step, catalog::Catalog& catalog);
  Result<void> receive_chunk(catalog::Catalog& catalog);
  [[nodiscard]] std::string compare(catalog::Catalog& catalog, const Version& version) const;
  [[nodiscard]] std::string compare_chunks(catalog::Catalog& catalog) const;

  Random random_;
  FixedEntropy entropy_;
  std::map<std::uint64_t, Version> versions_{{0, {}}};
  std::uint64_t under_way_ = 0;  ///< the newest version that was begun to be committed
  std::uint64_t told_ = 0;       ///< the newest that was committed
  std::uint64_t durable_ = 0;    ///< the newest that no power cut takes back
  std::uint64_t fresh_identifier_ = 0;
  std::string plan_;
  std::map<std::string, std::string> chunks_;  ///< name → content, of the plan
};

}  // namespace kazasu::simulation
