#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "kazasu/drivers/system/system_entropy.hpp"
#include "temporary_folder.hpp"
#include "trace/ring_file.hpp"
#include "trace/trace_mask.hpp"

using namespace kazasu;
using namespace kazasu::drivers;
namespace fs = std::filesystem;

namespace {

Bytes hex(std::string_view text) {
  Bytes bytes;
  REQUIRE(from_hex(text, bytes));
  return bytes;
}

bool contains(const Bytes& bytes, std::string_view part) {
  const Bytes wanted = hex(part);
  return std::search(bytes.begin(), bytes.end(), wanted.begin(), wanted.end()) != bytes.end();
}

constexpr std::string_view kIdm = "012E3D4C5B6A7988";

Bytes masked(std::string_view text, Entropy& entropy) {
  Bytes bytes = hex(text);
  trace::blank_data(bytes);
  trace::Pseudonyms{entropy}.replace_idms(bytes);
  return bytes;
}

}  // namespace

TEST_CASE("A ring file keeps the newest records, also over a restart") {
  const TemporaryFolder folder;
  const fs::path path = folder / "ring.trace";
  for (int life = 0; life < 2; ++life) {
    auto file = trace::RingFile::open(path, 8);
    REQUIRE(file.ok());
    for (int i = 0; i < 10; ++i)
      file->append(trace::RecordKind::sent, life * 100 + i, Bytes{static_cast<std::uint8_t>(life * 10 + i)});
  }
  CHECK(fs::file_size(path) == trace::RingFile::kHeaderBytes + 8 * trace::RingFile::kSlotBytes);
  CHECK((fs::status(path).permissions() & fs::perms::mask) == (fs::perms::owner_read | fs::perms::owner_write));
  const auto records = trace::read_ring_file(path);
  REQUIRE(records.ok());
  REQUIRE(records->size() == 8);
  CHECK(records->front().bytes == Bytes{12});
  CHECK(records->back().bytes == Bytes{19});
  CHECK(records->back().number == 20);
  CHECK(records->back().monotonic_ns == 109);
}

TEST_CASE("A record that does not fit a slot is cut and says so; a torn slot is left out") {
  const TemporaryFolder folder;
  const fs::path path = folder / "ring.trace";
  {
    auto file = trace::RingFile::open(path, 8);
    file->append(trace::RecordKind::received, 1, Bytes(5'000, 7));
    file->append(trace::RecordKind::failed, 2, Bytes{0, 206});
  }
  auto records = trace::read_ring_file(path);
  REQUIRE(records->size() == 2);
  CHECK(records->at(0).cut);
  CHECK(records->at(0).bytes.size() == trace::RingFile::kRecordBytesMax);
  CHECK_FALSE(records->at(1).cut);
  {
    std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(trace::RingFile::kHeaderBytes + 40);
    file.put('x');
  }
  records = trace::read_ring_file(path);
  REQUIRE(records->size() == 1);
  CHECK(records->front().number == 2);
}

TEST_CASE("A file that is no trace is refused and left as it is") {
  const TemporaryFolder folder;
  const fs::path path = folder / "precious";
  std::ofstream{path} << "precious";
  CHECK(trace::read_ring_file(path).error().code == ErrorCode::message_invalid);
  CHECK(trace::RingFile::open(path).error().code == ErrorCode::message_invalid);
  CHECK(fs::file_size(path) == 8);
  CHECK(trace::read_ring_file(folder / "missing").error().code == ErrorCode::file_unreadable);
}

TEST_CASE("Identifiers and block data go, lengths and flags stay, in every dialect") {
  drivers::SystemEntropy entropy;
  for (const std::string_view text : {
           // Polling's answer, bare, in a transparent session, from an ACR122U, in a PN532's list
           "1401012E3D4C5B6A798800F100000001430088B4",
           "C003009000920100960200009714"
           "1401012E3D4C5B6A798800F100000001430088B4"
           "9000",
           "D5430014"
           "01012E3D4C5B6A798800F100000001430088B4"
           "9000",
           "0101"
           "1401012E3D4C5B6A798800F100000001430088B4",
           // a write of the challenge, its answer, a read, a refusal
           "FFC2000132"
           "2008012E3D4C5B6A79880109000180800102030405060708090A0B0C0D0E0F10",
           "0C09012E3D4C5B6A79880000",
           "C003009000970C0C09012E3D4C5B6A798800009000",
           "D44001"
           "1406012E3D4C5B6A7988010B0003808280868091",
           "0C07012E3D4C5B6A798801A8",
       }) {
    INFO(text);
    const Bytes bytes = masked(text, entropy);
    CHECK(bytes.size() == hex(text).size());
    CHECK_FALSE(contains(bytes, kIdm));
    CHECK(contains(bytes, "012E"));  // the maker
    CHECK_FALSE(contains(bytes, "0102030405060708090A"));
  }
  const Bytes refused = masked("0C07012E3D4C5B6A798801A8", entropy);
  CHECK(Bytes{refused.end() - 2, refused.end()} == Bytes{0x01, 0xA8});
}

TEST_CASE("An ID block keeps its IDm's pseudonym, and its MAC and all else are blanked") {
  drivers::SystemEntropy entropy;
  const Bytes answer = masked(
      "2D07012E3D4C5B6A79880000"
      "02"
      "012E3D4C5B6A79880001AABBCCDDEEFF"
      "1122334455667788"
      "0000000000000000",
      entropy);
  CHECK(std::equal(answer.begin() + 2, answer.begin() + 10, answer.begin() + 13));
  CHECK_FALSE(contains(answer, "AABB"));
  CHECK_FALSE(contains(answer, "1122"));
}

TEST_CASE("A pseudonym is the same for the same card, another for another, and for another recorder") {
  drivers::SystemEntropy entropy;
  const trace::Pseudonyms first{entropy}, second{entropy};
  CHECK(first.of(hex(kIdm)) == first.of(hex(kIdm)));
  CHECK(first.of(hex(kIdm)) != first.of(hex("012E3D4C5B6A7989")));
  CHECK(first.of(hex(kIdm)) != second.of(hex(kIdm)));
  CHECK(first.of(hex("04A1B2C3")).size() == 4);
  CHECK(first.of(hex("04A1B2C3"))[0] == 0x04);
  CHECK(first.of({}).empty());
}
