// RAND_set_rand_method is the one way in OpenSSL 3 to give it numbers without a provider; it is deprecated, not
// removed.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "world/seeded_openssl.hpp"

#include <openssl/rand.h>

#include <optional>
#include <stdexcept>

#include "random.hpp"

namespace kazasu::simulation {
namespace {

/// OpenSSL hands its callbacks no context.
std::optional<Random> source;

int fill(unsigned char* bytes, int count) {
  if (!source) return 0;
  for (int i = 0; i < count; ++i) bytes[i] = static_cast<unsigned char>(source->next());
  return 1;
}
int is_ready() {
  return 1;
}

}  // namespace

SeededOpenssl::SeededOpenssl(std::uint64_t seed) {
  static constexpr RAND_METHOD kSeeded{
      .seed = nullptr, .bytes = fill, .cleanup = nullptr, .add = nullptr, .pseudorand = fill, .status = is_ready};
  source.emplace(seed);
  if (RAND_set_rand_method(&kSeeded) != 1) throw std::runtime_error("OpenSSL takes no numbers of ours");
}

SeededOpenssl::~SeededOpenssl() {
  RAND_set_rand_method(nullptr);
  source.reset();
}

}  // namespace kazasu::simulation
