// Runs a fuzz target without libFuzzer: every seed as it is, then mutations of the seeds, the same ones every time.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

constexpr std::size_t kMutations = 20'000;
constexpr std::size_t kBytesMax = 16'384;

std::vector<Input> read_seeds(int folders, char** names) {
  std::vector<std::filesystem::path> files;
  for (int i = 0; i < folders; ++i) {
    std::error_code missing;
    for (const auto& entry : std::filesystem::directory_iterator{names[i], missing}) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Input> seeds{{}};
  for (const auto& file : files) {
    std::ifstream stream{file, std::ios::binary};
    seeds.emplace_back(std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{});
  }
  return seeds;
}

/// One to four changes: a bit, a byte, a piece removed, doubled, or taken from another seed.
Input mutate(Input input, const std::vector<Input>& seeds, std::mt19937& random) {
  const auto below = [&](std::size_t end) {
    return static_cast<std::size_t>(random() % std::max<std::size_t>(end, 1));
  };
  const auto at = [&](std::size_t index) { return input.begin() + static_cast<std::ptrdiff_t>(index); };
  for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
    if (input.empty()) {
      input.push_back(static_cast<std::uint8_t>(random()));
      continue;
    }
    const std::size_t place = below(input.size());
    const std::size_t size = 1 + below(input.size() - place);
    switch (random() % 5) {
      case 0: input[place] ^= static_cast<std::uint8_t>(1u << below(8)); break;
      case 1: input[place] = static_cast<std::uint8_t>(random()); break;
      case 2: input.erase(at(place), at(place + size)); break;
      case 3: {
        const Input piece(at(place), at(place + size));
        input.insert(at(place), piece.begin(), piece.end());
        break;
      }
      default: {
        const Input& other = seeds[below(seeds.size())];
        input.insert(at(place), other.begin(), other.begin() + static_cast<std::ptrdiff_t>(below(other.size() + 1)));
      }
    }
    if (input.size() > kBytesMax) input.resize(kBytesMax);
  }
  return input;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<Input> seeds = read_seeds(argc - 1, argv + 1);
  for (const Input& seed : seeds) LLVMFuzzerTestOneInput(seed.data(), seed.size());
  std::mt19937 random{20'250'701};
  for (std::size_t i = 0; i < kMutations; ++i) {
    const Input input = mutate(seeds[random() % seeds.size()], seeds, random);
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  std::printf("%zu seeds and %zu mutations\n", seeds.size() - 1, kMutations);
  return seeds.size() > 1 ? 0 : 1;  // a target without seeds tests next to nothing
}
