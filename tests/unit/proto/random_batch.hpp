#pragma once

#include <random>
#include <string>

#include "kazasu/v1/sync.pb.h"
#include "kazasu/values/bytes.hpp"

namespace kazasu::proto {

inline const Bytes kTestJournalKey(32, 0x42);

/// Batches whose entries have any of the schema's fields with any values: small and huge numbers, known and new texts,
/// sealed members of both kinds of nonce, bodies that are no messages. Chained as a journal chains them.
class RandomBatches {
 public:
  explicit RandomBatches(unsigned seed) : random_(seed) {}

  v1::Batch next(int entries);
  /// What `next` sealed last, so that a reference can name it.
  [[nodiscard]] const v1::MemberPart& last_member() const { return last_member_; }

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  void fill(google::protobuf::Message& message, int depth);
  std::string text();
  std::string body(const v1::Batch& batch);

  std::mt19937_64 random_;
  v1::MemberPart last_member_;
};

/// Computes the entries' hashes anew.
void chain(v1::Batch& batch);

}  // namespace kazasu::proto
